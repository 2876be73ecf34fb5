"""The rows of the tables that a trace needs, read only where they lie."""

import tempfile
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate, groupby
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from workspace.engine import connect, quoted
from workspace.snapshots import Snapshot, Workspace

Span = tuple[datetime | None, datetime | None]  # from a moment on, and before another; None is open


@dataclass(frozen=True)
class Move:
    """A stock movement; quantity in packs."""

    at: datetime
    kind: str
    institution_id: str
    batch_id: str
    quantity: float
    move_id: str
    supplier_id: str | None
    counterparty_id: str | None
    invoice_number: str | None


@contextmanager
def reading(workspace: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    """An engine that leaves no trace in the workspace."""
    with tempfile.TemporaryDirectory(prefix="ringtrace-") as spill, connect(workspace.settings, Path(spill)) as engine:
        yield engine


def bounds(span: Span) -> dict[str, datetime]:
    """A span as the parameters `$since` and `$before`."""
    since, before = span
    return {"since": since or datetime.min, "before": before or datetime.max}


def span_of_days(first: date | None, last: date | None) -> Span:
    """From the first moment of a day to before the first moment after the other; None is open."""
    return (
        datetime.combine(first, time()) if first else None,
        datetime.combine(last + timedelta(days=1), time()) if last else None,
    )


def files_of_months(snapshot: Snapshot, table: str, months: Sequence[str]) -> str:
    """SQL list of a table's files of those months; of all where the table is kept whole."""
    files = snapshot.files(table)
    whole = snapshot.path / "tables" / table
    chosen = [file for file in files if file.parent.name in months or file.parent == whole]
    return "[" + ", ".join(quoted(str(file)) for file in chosen or files) + "]"


def rows_at(snapshot: Snapshot, table: str, places: Iterable[int], columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Rows of a table by their places, with the `month` of their file; only the row groups they lie in are read."""
    wanted = sorted(set(places))
    first = 0
    for file in snapshot.files(table):
        parquet = pq.ParquetFile(file)
        last = first + parquet.metadata.num_rows
        here = wanted[bisect_left(wanted, first) : bisect_left(wanted, last)]
        begins = list(
            accumulate((parquet.metadata.row_group(g).num_rows for g in range(parquet.num_row_groups)), initial=first)
        )
        for group, rows in groupby(here, key=lambda place: bisect_right(begins, place) - 1):
            table_rows = parquet.read_row_group(group, list(columns)).take([row - begins[group] for row in rows])
            yield from ({**row, "month": file.parent.name} for row in table_rows.to_pylist())
        first = last


def moves_of(
    engine: duckdb.DuckDBPyConnection,
    snapshot: Snapshot,
    lots: Sequence[str],
    institutions: Sequence[str] | None = None,
) -> list[Move]:
    """The stock movements of lots, at some institutions or all, in order of time."""
    if not snapshot.files("stock_moves") or not lots:
        return []
    files = files_of_months(snapshot, "stock_moves", [])
    rows = engine.execute(
        "SELECT moved_at, kind, institution_id, batch_id, abs(quantity)::DOUBLE, move_id, supplier_id, "
        f"counterparty_id, invoice_number FROM read_parquet({files}, hive_partitioning = false, union_by_name = true) "
        "WHERE batch_id IN (SELECT unnest($lots::VARCHAR[])) "
        "AND ($places::VARCHAR[] IS NULL OR institution_id IN (SELECT unnest($places::VARCHAR[]))) "
        "ORDER BY moved_at, move_id",
        {"lots": list(lots), "places": None if institutions is None else list(institutions)},
    ).fetchall()
    return [Move(*row) for row in rows]
