"""Places: the number of a row within a table of an immutable snapshot, from 0, its files taken in their order.

An edge keeps the place of the line or stock movement that it stands for, because a number costs the store a fifth
of what the row's id does. The id comes back from the tables, which are read only where the row lies.
"""

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from workspace.engine import identifier, quoted
from workspace.errors import RingtraceError
from workspace.snapshots import Snapshot
from workspace.tables import TABLES


def rows_with_places(snapshot: Snapshot, table: str, month: str | None = None) -> str:
    """SELECT of a delivered table's rows, all or those of a month, with the column `place` (BIGINT)."""
    starts = _starts(snapshot, table)
    wanted = {file: start for file, start in starts.items() if month is None or file.parent.name == month}
    names = ", ".join(quoted(str(file)) for file in wanted)
    return (
        f"SELECT *, ({list(wanted.values())}::BIGINT[])[file_index::BIGINT + 1] + file_row_number AS place "
        f"FROM read_parquet([{names}], hive_partitioning = false, union_by_name = true)"
    )


def months(snapshot: Snapshot, table: str) -> list[str]:
    """The months by which a table is kept, in their order; empty where it is kept whole or was not delivered."""
    folder = snapshot.path / "tables" / table
    return sorted({file.parent.name for file in snapshot.files(table) if file.parent != folder})


def ids_of_places(snapshot: Snapshot, table: str, places: Iterable[int]) -> dict[int, str]:
    """The ids of a table's rows by their places, such as the line_id of every `line` of an answer.

    Raises:
        RingtraceError: the snapshot has no such place.
    """
    starts = _starts(snapshot, table)
    files, begins = list(starts), list(starts.values())
    wanted: dict[int, list[int]] = {}
    for place in sorted(set(places)):
        wanted.setdefault(bisect_right(begins, place) - 1, []).append(place)
    found: dict[int, str] = {}
    with duckdb.connect() as connection:
        for at, here in wanted.items():
            rows = _keys(connection, table, files[at], [place - begins[at] for place in here]) if at >= 0 else {}
            found |= {begins[at] + row: key for row, key in rows.items()}
            if missing := [place for place in here if place not in found]:
                raise RingtraceError(f"Snapshot {snapshot.id} has no row {missing[0]} in {table}: it is of another.")
    return found


def _keys(connection: duckdb.DuckDBPyConnection, table: str, file: Path, rows: list[int]) -> dict[int, str]:
    key = identifier(TABLES[table].key or "")
    answer = connection.execute(
        f"SELECT file_row_number, {key} FROM read_parquet(?) WHERE file_row_number IN (SELECT unnest(?))",
        [str(file), rows],
    )
    return {int(row): str(value) for row, value in answer.fetchall()}


def _starts(snapshot: Snapshot, table: str) -> dict[Path, int]:
    """Place of the first row of each of a table's files."""
    counts = {file: pq.read_metadata(file).num_rows for file in snapshot.files(table)}
    return dict(zip(counts, accumulate(counts.values(), initial=0), strict=False))
