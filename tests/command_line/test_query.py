"""`ringtrace query` and the ways its rows are given."""

import csv
import io
import json

import pyarrow.parquet as pq
import pytest

from graph.build import build
from workspace.snapshots import Workspace

pytestmark = pytest.mark.slow  # each test starts a worker that may be stopped

OWN = """\
// title: People of a region
// 标题: 某地区的人
// question: Who lives in a region?
// 问题: 谁住在该地区?
// group: own
// for: analyst
// on: -
// param: region string = 310104 -- region code
// row: one person
// column: person string -- the person
// example: region=310104
MATCH (p:Person) WHERE p.region_code = $region RETURN p.person_id AS person ORDER BY person
"""


@pytest.fixture
def graphed(searched):
    build(Workspace.open(searched))
    return searched


def test_the_list_names_every_query_by_group(ringtrace, tmp_path):
    printed = ringtrace("query", "list", "-w", tmp_path).stdout
    assert "Drug recall" in printed
    assert "who_got_lot" in printed
    named = json.loads(ringtrace("query", "list", "-w", tmp_path, "--json", "--on", "Batch").stdout)
    assert {one["name"] for one in named} == {"who_got_lot", "where_lot_is", "deliveries_of_a_lot"}


def test_a_query_is_shown_with_form_columns_example_and_text(ringtrace, tmp_path):
    printed = ringtrace("query", "show", "who_got_lot", "-w", tmp_path).stdout
    for told in (
        "Who got a lot",
        "谁领取了某批次",
        "batch_id",
        "Batch.batch_id",
        "packs",
        "ringtrace query run",
        "MATCH",
    ):
        assert told in printed
    assert json.loads(ringtrace("query", "show", "who_got_lot", "-w", tmp_path, "--json").stdout)["group"] == "recall"


def test_an_unknown_query_is_refused_with_the_nearest(ringtrace, tmp_path):
    result = ringtrace("query", "show", "who_got_lots", "-w", tmp_path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Did you mean who_got_lot" in result.stderr


def test_a_query_gives_a_table_csv_or_json(ringtrace, graphed):
    asked = ("query", "run", "repeat_customers", "-w", graphed, "-p", "institution_id=I1", "-p", "at_least=2")
    assert "310104" in ringtrace(*asked).stdout
    rows = list(csv.DictReader(io.StringIO(ringtrace(*asked, "--format", "csv").stdout)))
    assert {row["person"] for row in rows} == {"P1", "P2", "P3"}
    document = json.loads(ringtrace(*asked, "--json").stdout)
    assert document["parameters"] == {"institution_id": "I1", "at_least": "2"}
    assert (document["snapshot"], document["truncated"], len(document["rows"])) == ("s1", False, 3)


def test_a_limit_is_told_on_stderr(ringtrace, graphed):
    result = ringtrace("query", "run", "repeat_customers", "-w", graphed, "-p", "institution_id=I1", "-p", "at_least=1",
                       "--limit", "1", "--format", "csv")  # fmt: skip
    assert len(result.stdout.splitlines()) == 2
    assert "stopped at the limit of 1 row" in result.stderr


def test_rows_are_written_to_a_file_whole(ringtrace, graphed, tmp_path):
    asked = ("query", "run", "places_of_a_card", "-w", graphed, "-p", "card_id=C1")
    assert ringtrace(*asked, "--out", tmp_path / "rows.parquet").exit_code == 0
    assert pq.read_table(tmp_path / "rows.parquet").column("institution").to_pylist() == ["I1", "I2"]
    assert ringtrace(*asked, "--out", tmp_path / "rows.json").exit_code == 0
    assert len(json.loads((tmp_path / "rows.json").read_text())["rows"]) == 2
    refused = ringtrace(*asked, "--out", tmp_path / "rows.txt")
    assert (refused.exit_code, (tmp_path / "rows.txt").exists()) == (1, False)
    assert "name the format" in refused.stderr
    assert "name a file" in ringtrace(*asked, "--format", "parquet").stderr


def test_a_parameter_that_does_not_fit_is_refused(ringtrace, graphed):
    result = ringtrace("query", "run", "who_got_lot", "-w", graphed, "-p", "batch=B1")
    assert result.exit_code == 1
    assert "did you mean 'batch_id'" in result.stderr
    assert "NAME=VALUE" in ringtrace("query", "run", "who_got_lot", "-w", graphed, "-p", "batch_id").stderr


def test_no_graph_yet_is_refused_with_the_next_step(ringtrace, searched):
    result = ringtrace("query", "run", "orphans", "-w", searched)
    assert result.exit_code == 1
    assert "Run: ringtrace build" in result.stderr


def test_a_missing_name_is_wrong_usage(ringtrace, tmp_path):
    assert ringtrace("query", "run", "-w", tmp_path).exit_code == 2
    assert ringtrace("query", "conjure", "-w", tmp_path).exit_code == 2


def test_an_own_query_is_added_listed_and_run(ringtrace, graphed, tmp_path):
    file = tmp_path / "people_of_a_region.cypher"
    file.write_text(OWN, encoding="utf-8")
    assert ringtrace("query", "add", file, "-w", graphed).exit_code == 0
    assert "Own queries" in ringtrace("query", "list", "-w", graphed).stdout
    document = json.loads(ringtrace("query", "run", "people_of_a_region", "-w", graphed, "--json").stdout)
    assert [row["person"] for row in document["rows"]] == ["P1", "P2"]
    again = ringtrace("query", "add", file, "-w", graphed)
    assert (again.exit_code, "--replace" in again.stderr) == (1, True)
    assert ringtrace("query", "add", file, "-w", graphed, "--replace").exit_code == 0


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("MATCH (p:Person)", "MATCH (p:Persn)", "Did you mean Person?"),
        ("RETURN p.person_id AS person ORDER BY person", "SET p.name = 'x'", "read-only"),
        ("AS person ORDER BY person", "AS who", "its query gives who string"),
        ("// row: one person\n", "", "row: missing"),
    ],
)
def test_an_own_query_passes_the_same_checks(ringtrace, graphed, tmp_path, old, new, told):
    file = tmp_path / "mine.cypher"
    file.write_text(OWN.replace(old, new), encoding="utf-8")
    result = ringtrace("query", "add", file, "-w", graphed)
    assert result.exit_code == 1
    assert told in result.stderr
    assert not (graphed / "queries" / "mine.cypher").exists()


def test_names_that_mean_harm_are_shown_harmless(ringtrace, graphed):
    printed = ringtrace(
        "query", "run", "places_of_a_card", "-w", graphed, "-p", "card_id=C1", env={"COLUMNS": "200"}
    ).stdout
    assert "\x1b" not in printed
    assert "⟨U+001B⟩" in printed
