"""`ringtrace cypher`: guarded, read-only."""

import json

import pytest

from graph.build import build
from workspace.snapshots import Workspace

pytestmark = pytest.mark.slow  # each test starts a worker that may be stopped


@pytest.fixture
def cypher(ringtrace, searched):
    build(Workspace.open(searched))

    def ask(text, *options):
        return ringtrace("cypher", "-w", searched, text, *options)

    return ask


def test_rows_are_printed_as_a_table_and_as_json(cypher):
    text = "MATCH (p:Person) RETURN p.person_id AS person, p.region_code AS region ORDER BY person"
    assert "330106" in cypher(text).stdout
    assert json.loads(cypher(text, "--json").stdout)["rows"][2] == {"person": "P3", "region": "330106"}


def test_parameters_are_bound_as_texts_or_as_typed(cypher):
    text = "MATCH (p:Person) WHERE p.person_id = $id RETURN $n + 1 AS n"
    document = json.loads(cypher(text, "-p", "id=P1", "-p", "n:integer=4", "--json").stdout)
    assert document["rows"] == [{"n": 5}]
    assert "none of string" in cypher(text, "-p", "id=P1", "-p", "n:int=4").stderr


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("MATCH (p:Person) DETACH DELETE p", "read-only"),
        ("LOAD FROM '/etc/passwd' (file_format='csv') RETURN *", "reads or writes files or the network"),
        ("MATCH (p:Persn) RETURN p", "Did you mean Person?"),
        ("RETURN $x", "No value for $x"),
    ],
)
def test_what_is_not_reading_is_refused_with_the_reason(cypher, text, told):
    result = cypher(text)
    assert (result.exit_code, result.stdout) == (1, "")
    assert told in result.stderr
    assert "Traceback" not in result.stderr


def test_a_time_limit_is_told(cypher):
    result = cypher("UNWIND range(1, 1000000000) AS a RETURN sum(a % 7)", "--seconds", "0.2")
    assert result.exit_code == 1
    assert "longer than 0.2 seconds" in result.stderr
