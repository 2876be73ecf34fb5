import csv
import io
import json
from datetime import date, datetime, timedelta
from decimal import Decimal

import pyarrow.parquet as pq

from graph.store import Rows
from queries.formats import write_csv, write_json, write_parquet

COLUMNS = ("text", "n", "x", "yes", "day", "at", "span", "many", "node")
TYPES = ("string", "integer", "double", "boolean", "date", "timestamp", "duration", "list of string", "value")
FIRST = (
    '欧"阳, \n二', 2**62, 0.1, True, date(2025, 1, 2), datetime(2025, 1, 2, 3, 4, 5), timedelta(minutes=2), ["a", "b"],
    {"_label": "Person", "name": "王", "born": date(1950, 1, 1)},
)  # fmt: skip
EMPTY = (None,) * len(COLUMNS)


def rows():
    return Rows(COLUMNS, TYPES, iter([[FIRST], [EMPTY]]))


def test_csv_can_be_read_back():
    stream = io.StringIO(newline="")
    assert write_csv(rows(), stream.write) == 2
    header, first, second = csv.reader(io.StringIO(stream.getvalue(), newline=""))
    assert tuple(header) == COLUMNS
    assert first[:6] == [FIRST[0], str(2**62), "0.1", "true", "2025-01-02", "2025-01-02T03:04:05"]
    assert json.loads(first[8]) == {"_label": "Person", "name": "王", "born": "1950-01-01"}
    assert second == [""] * len(COLUMNS)


def test_json_is_one_document():
    stream = io.StringIO()
    assert write_json(rows(), stream.write, {"query": "x"}) == 2
    document = json.loads(stream.getvalue())
    assert (document["query"], document["columns"], document["truncated"]) == ("x", list(COLUMNS), False)
    assert document["rows"][0]["text"] == FIRST[0]
    assert document["rows"][0]["span"] == 120.0
    assert set(document["rows"][1].values()) == {None}


def test_an_empty_answer_and_odd_numbers_are_json_too():
    stream = io.StringIO()
    odd = Rows(("a", "b"), ("double", "double"), iter([[(float("nan"), Decimal("1.5"))]]))
    write_json(odd, stream.write, {})
    assert json.loads(stream.getvalue())["rows"] == [{"a": "nan", "b": 1.5}]
    stream = io.StringIO()
    assert write_json(Rows(("a",), ("string",), iter([])), stream.write, {}) == 0
    assert json.loads(stream.getvalue())["rows"] == []


def test_parquet_keeps_types(tmp_path):
    assert write_parquet(rows(), tmp_path / "rows.parquet") == 2
    table = pq.read_table(tmp_path / "rows.parquet")
    assert [str(one) for one in table.schema.types] == [
        "string", "int64", "double", "bool", "date32[day]", "timestamp[us]", "duration[us]", "list<element: string>",
        "string",
    ]  # fmt: skip
    assert table.to_pylist()[0]["at"] == FIRST[5]
    assert set(table.to_pylist()[1].values()) == {None}
