"""compose.yaml: the Neo4j that the tests run, on this machine alone, with a password of one's own."""

import json
import re
from pathlib import Path

import yaml
from jsonschema import Draft201909Validator

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


def test_it_fits_the_schema_of_compose():
    """The schema of the Compose specification (Apache-2.0), as docker-compose 1.29.2 carries it."""
    schema = json.loads(Path(__file__).with_name("compose-spec.json").read_text(encoding="utf-8"))
    broken = yaml.safe_load(TEXT.replace("restart: unless-stopped", "restarts: unless-stopped"))
    validator = Draft201909Validator(schema)
    assert list(validator.iter_errors(yaml.safe_load(TEXT))) == []
    assert [error.validator for error in validator.iter_errors(broken)] == ["additionalProperties"]


def test_every_volume_that_a_service_names_is_declared():
    told = yaml.safe_load(TEXT)
    named = [one.partition(":")[0] for service in told["services"].values() for one in service["volumes"]]
    assert named == list(told["volumes"])
