"""CSV.GZ, JSON lines and Parquet give the same tables as CSV; broken ones end in a message or a reject."""

import gzip
import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from loader_city import City, city, loaded, rejected, table, write_city, write_rows

from workspace.errors import RingtraceError
from workspace.tables import TABLES

pytestmark = pytest.mark.slow  # whole processes and whole loads


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[object, ...]]]:
    folder = tmp_path_factory.mktemp("csv")
    report = loaded(folder / "w", write_city(folder / "in", city()))
    assert not sum(t.rejected for t in report.tables.values())
    return {name: [row[:-2] + row[-1:] for row in table(folder / "w", name)] for name in TABLES}


@pytest.mark.parametrize(
    ("form", "encoding"),
    [("csv.gz", "gb18030"), ("csv", "utf-8-sig"), ("jsonl", "utf-8"), ("jsonl.gz", "gb18030"), ("parquet", "utf-8")],
)
def test_every_format_gives_the_same_tables(
    tmp_path: Path, form: str, encoding: str, expected: dict[str, list[tuple[object, ...]]]
) -> None:
    report = loaded(tmp_path / "w", write_city(tmp_path / "in", city(), form, encoding), max_rejects=0)
    assert {n: [row[:-2] + row[-1:] for row in table(tmp_path / "w", n)] for n in TABLES} == expected
    assert not report.unknown_columns


def test_a_truncated_gzip_is_refused(tmp_path: Path) -> None:
    source = write_city(tmp_path / "in", city())
    whole = gzip.compress((source / "lines.csv").read_bytes() * 50)
    (source / "lines.csv").unlink()
    (source / "lines.csv.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(RingtraceError, match=r"lines\.csv\.gz: the gzip stream ends before"):
        loaded(tmp_path / "w", source)
    (source / "lines.csv.gz").write_bytes(b"no gzip at all")
    with pytest.raises(RingtraceError, match=r"lines\.csv\.gz is not a sound gzip"):
        loaded(tmp_path / "w", source)


@pytest.mark.parametrize("share", [0, 0.5, 0.99])
def test_a_parquet_file_cut_short_is_refused(tmp_path: Path, share: float) -> None:
    source = write_city(tmp_path / "in", city(), "parquet")
    whole = (source / "lines.parquet").read_bytes()
    (source / "lines.parquet").write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(RingtraceError, match=r"lines\.parquet is (not a whole Parquet file|empty)"):
        loaded(tmp_path / "w", source)


def test_typed_parquet_reads_like_its_text(tmp_path: Path, expected: dict[str, list[tuple[object, ...]]]) -> None:
    kinds = {"DATE": date.fromisoformat, "TIMESTAMP": datetime.fromisoformat, "DOUBLE": float}
    source = tmp_path / "in"
    source.mkdir()
    for name, rows in city().items():
        types = {column.name: column.engine_type for column in TABLES[name].columns}

        def typed(column: str, value: str, types: dict[str, str] = types) -> object:
            if not value or value.startswith("9999"):
                return None
            if types[column].startswith("DECIMAL"):
                return Decimal(value).quantize(Decimal("0.0001"))
            return value == "true" if types[column] == "BOOLEAN" else kinds.get(types[column], str)(value)

        values = [{column: typed(column, value) for column, value in row.items()} for row in rows]
        pq.write_table(pa.Table.from_pylist(values), source / f"{name}.parquet")
    report = loaded(tmp_path / "w", source, max_rejects=0)
    assert report.tables["lines"].loaded == 18
    assert {n: [row[:-2] + row[-1:] for row in table(tmp_path / "w", n)] for n in TABLES} == expected


def json_city(tmp_path: Path, lines: list[str]) -> Path:
    tables: City = city()
    source = write_city(tmp_path / "in", {name: rows for name, rows in tables.items() if name != "scans"})
    (source / "scans.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return source


def test_a_broken_json_line_costs_only_itself(tmp_path: Path) -> None:
    good = json.dumps({"trace_code": "0081", "line_id": "L1-1"})
    broken = [
        '{"trace_code": "81", "line_id": "L1-1"',
        "[1]",
        "5",
        "",
        '{"trace_code": "a", "trace_code": "b", "line_id": "L1-1"}',
        '{"trace_code": "a\0", "line_id": "L1-1"}',
        '{"trace_code": null, "line_id": "L1-1"}',
        '{"trace_code": "' + "9" * 1_000_000 + '", "line_id": "L1-1"}',
        '{"trace_code": "\\ud800", "line_id": "L1-1"}',
    ]
    lines = [good]
    for line in broken:
        lines += [line, good]
    report = loaded(tmp_path / "w", json_city(tmp_path, lines))
    assert [row for name, row in rejected(tmp_path / "w") if name == "scans"] == list(range(2, 19, 2))
    assert report.tables["scans"].loaded == 10
    assert {row[0] for row in table(tmp_path / "w", "scans")} == {"0081"}


def test_a_json_array_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(RingtraceError, match=r"scans\.jsonl holds no line that is a JSON object"):
        loaded(tmp_path / "w", json_city(tmp_path, ["[", "]"]))


def test_numbers_and_flags_of_json_are_values_too(tmp_path: Path) -> None:
    rows = [{**row, "quantity": 2, "amount": 25.5, "split_pack": False, "new": {"a": [1]}} for row in city()["lines"]]
    source = write_city(tmp_path / "in", city())
    (source / "lines.csv").unlink()
    write_rows(source / "lines.jsonl", rows)  # type: ignore[arg-type]
    report = loaded(tmp_path / "w", source, max_rejects=0)
    assert report.unknown_columns == {"lines.jsonl": ["new"]}
    assert {row[6] for row in table(tmp_path / "w", "lines")} == {Decimal("25.50")}
