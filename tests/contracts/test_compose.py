"""compose.yaml: the Neo4j that the tests run, on this machine alone, with a password of one's own."""

import re
from pathlib import Path

from benchmarks.neo4j_server import NEO4J_VERSION

TEXT = (Path(__file__).parents[2] / "compose.yaml").read_text(encoding="utf-8")


def test_it_names_the_release_that_is_tested():
    assert f":-{'.'.join(NEO4J_VERSION.split('.')[:2])}-" in TEXT


def test_every_port_is_on_loopback():
    ports = re.findall(r'^ +- "([\d.:]+)"$', TEXT, re.MULTILINE)
    assert [one.rpartition(":")[2] for one in ports] == ["7474", "7687"]
    assert all(one.startswith("127.0.0.1:") for one in ports)


def test_it_does_not_start_without_a_password():
    assert "neo4j/${NEO4J_PASSWORD:?" in TEXT
