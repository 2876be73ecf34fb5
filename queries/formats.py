"""Rows as CSV, JSON and Parquet, written as they come."""

import csv
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from graph.store import Rows

Write = Callable[[str], object]


_ARROW = {
    "string": pa.string(),
    "integer": pa.int64(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "duration": pa.duration("us"),
}


def plain_value(value: Any) -> Any:
    """A value as JSON knows it: times as ISO 8601, spans in seconds, decimals as numbers."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if value - value == 0 else str(value)  # NaN and infinity are no JSON
    if isinstance(value, list | tuple):
        return [plain_value(one) for one in value]
    if isinstance(value, dict):
        return {str(key): plain_value(one) for key, one in value.items()}
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Decimal):
        return float(value)
    return value.hex() if isinstance(value, bytes) else str(value)


def text_of(value: Any) -> str:
    """A value as a cell of a table or of CSV: nothing where it is unknown, nodes and lists as JSON."""
    plain = plain_value(value)
    if plain is None:
        return ""
    if isinstance(plain, bool | list | dict):
        return json.dumps(plain, ensure_ascii=False)
    return str(plain)


def write_csv(rows: Rows, write: Write) -> int:
    """Write rows as CSV with a header; how many there were."""
    lines = csv.writer(_Lines(write), lineterminator="\n")
    lines.writerow(rows.columns)
    count = 0
    for batch in rows:
        lines.writerows([text_of(value) for value in row] for row in batch)
        count += len(batch)
    return count


def write_json(rows: Rows, write: Write, about: dict[str, Any]) -> int:
    """Write one JSON document: `about`, columns, rows as objects, and last whether there were more; how many."""
    head = json.dumps(about | {"columns": rows.columns}, ensure_ascii=False)
    write(f'{head[:-1]}, "rows": [')
    count = 0
    for batch in rows:
        for row in batch:
            named = dict(zip(rows.columns, map(plain_value, row), strict=True))
            write((",\n  " if count else "\n  ") + json.dumps(named, ensure_ascii=False))
            count += 1
    write(f'\n], "truncated": {json.dumps(rows.truncated)}}}\n')
    return count


def write_parquet(rows: Rows, file: Path) -> int:
    """Write rows as a Parquet file; nodes, edges, paths and maps are JSON texts. How many there were."""
    types = [_arrow_type(one) for one in rows.types]
    schema = pa.schema(list(zip(rows.columns, types, strict=True)))
    count = 0
    with pq.ParquetWriter(file, schema) as writer:
        for batch in rows:
            writer.write_table(pa.Table.from_arrays(list(_arrays(batch, rows.types, types)), schema=schema))
            count += len(batch)
    return count


def _arrow_type(name: str) -> pa.DataType:
    inner = name.removeprefix("list of ")
    if inner != name and inner in _ARROW:
        return pa.list_(_ARROW[inner])
    return _ARROW.get(name, pa.string())


def _arrays(batch: list[tuple[Any, ...]], names: tuple[str, ...], types: list[pa.DataType]) -> Iterator[pa.Array]:
    for values, name, kind in zip(zip(*batch, strict=True), names, types, strict=True):
        if kind == pa.string():
            yield pa.array([None if value is None else text_of(value) for value in values], pa.string())
        else:
            known = [float(value) if name == "double" and value is not None else value for value in values]
            yield pa.array(known, kind)


class _Lines:
    """A file as the csv module wants it, over a function that writes text."""

    def __init__(self, write: Write) -> None:
        self.write = write
