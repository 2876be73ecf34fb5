"""What the Data page says of deliveries: rejects with their rows, personal values masked, each snapshot's share."""

import duckdb

from dashboards.deliveries import quality, rejected_rows, rejects, run_documents
from dashboards.standing import Standing


def key(folder):
    return Standing(str(folder), "s1", "r1")


def reject(folder, table, column, value):
    duckdb.sql(
        f"SELECT '{table}' AS \"table\", 'p.csv' AS file, 7::BIGINT AS row, '{column}' AS \"column\", "
        f"'{value}' AS value, 'bad' AS reason"
    ).write_parquet(str(folder / "snapshots/s1/rejects.parquet"))


def test_the_rows_of_a_reason_are_shown(searched, monkeypatch):
    monkeypatch.setenv("RINGTRACE_WORKSPACE", str(searched))
    found = rejected_rows(key(searched), "persons", "sex", "not one of M, F")
    assert list(found["file"]) == ["p.csv", "p.csv"]
    assert list(found["value"]) == ["<b>X</b>", "<b>X</b>"]  # a cell of a table shows text, it does not act
    assert rejected_rows(key(searched), "persons", "sex", "'; DROP TABLE x").empty


def test_a_rejected_phone_is_masked(searched, monkeypatch):
    monkeypatch.setenv("RINGTRACE_WORKSPACE", str(searched))
    reject(searched, "persons", "phone", "1380000123x")
    assert list(rejects(key(searched))["example"]) == ["…123x"]
    assert list(rejected_rows(key(searched), "persons", "phone", "bad")["value"]) == ["…123x"]


def test_each_snapshot_has_its_share_of_rejected_rows(searched, monkeypatch):
    monkeypatch.setenv("RINGTRACE_WORKSPACE", str(searched))
    [row] = quality(key(searched)).to_dict("records")
    assert (row["table"], row["rows_in"], row["rejected"], row["share"]) == ("persons", 5, 2, 40.0)
    assert run_documents(key(searched))["r1"]["groups"] == 3
