import json

import duckdb
import pytest

from simulation.generate import generate_city
from workspace.errors import RingtraceError
from workspace.tables import TABLES


def test_the_same_arguments_give_the_same_bytes(make, digest, tmp_path):
    again = generate_city(tmp_path / "again", persons=3000, months=3, seed=7, level="hard")
    assert digest(make()) == digest(again)


def test_another_seed_gives_another_city(make, digest):
    one, other = digest(make()), digest(make(seed=8))
    assert all(one[name] != other[name] for name in one)


def test_every_table_is_written_with_every_declared_column(make):
    for name, table in TABLES.items():
        header = (make() / f"{name}.csv").read_text(encoding="utf-8").split("\n", 1)[0]
        assert header.replace('"', "").split(",") == [column.name for column in table.columns]


@pytest.mark.parametrize("name", TABLES)
def test_rows_fit_their_declaration(ask, name):
    table = TABLES[name]
    assert ask(f"SELECT count(*) FROM {name}")[0][0] > 0
    if table.key:
        assert ask(f"SELECT count(*) - count(DISTINCT {table.key}) FROM {name}") == [(0,)]
    for column in table.columns:
        if column.required:
            assert ask(f"SELECT count(*) - count({column.name}) FROM {name}") == [(0,)]
        if column.choices:
            (values,) = ask(f"SELECT coalesce(list(DISTINCT {column.name}), []) FROM {name}")[0]
            assert set(values) - {None} <= set(column.choices)
        if column.refers_to:
            key = TABLES[column.refers_to].key
            strays = f"{column.name} IS NOT NULL AND {column.name} NOT IN (SELECT {key} FROM {column.refers_to})"
            assert ask(f"SELECT count(*) FROM {name} WHERE {strays}") == [(0,)]


def test_a_card_is_its_holders_and_in_force(ask):
    joined = "FROM settlements s JOIN cards c USING (card_id)"
    assert ask(f"SELECT count(*) {joined} WHERE s.person_id <> c.person_id") == [(0,)]
    late = "settled_at::DATE > revoked_on + 4 AND reverses IS NULL"
    assert ask(f"SELECT count(*) {joined} WHERE {late}") == [(0,)]


@pytest.mark.parametrize("name", TABLES)
def test_parquet_holds_the_same_rows_as_csv(make, name):
    columns = ", ".join(f"{column.name}::{column.engine_type}" for column in TABLES[name].columns)
    csv = f"FROM read_csv('{make()}/{name}.csv', header=true, all_varchar=true)"
    parquet = f"FROM '{make(file_type='parquet')}/{name}.parquet'"
    rows = [duckdb.sql(f"SELECT {columns} {source} ORDER BY ALL").fetchall() for source in (csv, parquet)]
    assert rows[0] == rows[1]


def test_the_truth_names_ids_of_the_tables(make, ask):
    truth = json.loads((make() / "truth.json").read_text(encoding="utf-8"))
    assert truth["seed"] == 7 and truth["level"] == "hard" and truth["rings"]
    persons = {row[0] for row in ask("SELECT person_id FROM persons")}
    lines = dict(ask("SELECT line_id, person_id FROM lines JOIN settlements USING (settlement_id)"))
    for ring in truth["rings"]:
        assert set(ring["persons"]) <= persons and set(ring["organizer"]) <= persons
        assert {lines[line] for line in ring["false_lines"]} <= set(ring["persons"])
        assert ring["loss"] > 0 and 0 <= ring["start_month"] <= ring["end_month"] <= 2
    assert set(truth["lenders"]) <= persons


def test_a_city_without_crime_keeps_the_look_alikes(make):
    truth = json.loads((make(level="none") / "truth.json").read_text(encoding="utf-8"))
    with_crime = json.loads((make() / "truth.json").read_text(encoding="utf-8"))
    assert truth["rings"] == [] and truth["lenders"] == []
    assert truth["innocent"] == with_crime["innocent"]


def test_a_folder_with_other_things_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(RingtraceError, match="holds no earlier city"):
        generate_city(tmp_path, persons=1000, months=1, seed=1, level="none")
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_an_earlier_city_is_replaced_whole(tmp_path):
    out = tmp_path / "city"
    generate_city(out, persons=600, months=1, seed=1, level="none", file_type="parquet")
    generate_city(out, persons=600, months=1, seed=1, level="none")
    assert {path.suffix for path in out.iterdir()} == {".csv", ".json"}
    assert [path.name for path in tmp_path.iterdir()] == ["city"]


@pytest.mark.parametrize(
    "wrong", [{"persons": 3}, {"months": 0}, {"level": "cruel"}, {"file_type": "xls"}, {"format": "paper"}]
)
def test_arguments_out_of_range_are_refused(tmp_path, wrong):
    arguments = {"persons": 600, "months": 1, "seed": 1, "level": "none", **wrong}
    with pytest.raises(RingtraceError):
        generate_city(tmp_path / "city", **arguments)
    assert not (tmp_path / "city").exists()


def test_honest_life_is_the_same_with_and_without_crime(ask):
    """Ids move with the number of rows; the person, hour, place, drug, lot and codes of honest sales do not."""
    sales = """
        SELECT person_id, settled_at, card_id, institution_id, drug_id, batch_id, quantity, codes
        FROM lines JOIN settlements USING (settlement_id) LEFT JOIN (
            SELECT line_id, string_agg(trace_code, ' ' ORDER BY trace_code) AS codes FROM scans GROUP BY ALL
        ) USING (line_id)
    """
    peaceful, crooked = set(ask(sales, level="none")), set(ask(sales))
    assert len(peaceful & crooked) > 0.85 * len(peaceful)
