"""What was delivered with a snapshot: files, rows, and rejected rows by reason."""

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow.parquet as pq

from graph.masking import PERSONAL_COLUMNS, masked_as
from workspace.engine import quoted
from workspace.inert import plain
from workspace.snapshots import Snapshot

_REJECTS = ["table", "column", "reason", "rows", "example"]


def sources(snapshot: Snapshot) -> pd.DataFrame:
    """A row a source file and table: rows in, rejected."""
    rows = [
        (plain(source["file"]), name, counts.get("rows_in", 0), counts.get("rejected", 0), source["sha256"][:12])
        for source in snapshot.manifest.get("sources", [])
        for name, counts in source.get("tables", {}).items()
    ]
    return pd.DataFrame(rows, columns=["file", "table", "rows_in", "rejected", "sha256"])


def rejects(snapshot: Snapshot) -> pd.DataFrame:
    """Rejected rows by table, column and reason, the most first, with an example of the value."""
    file = snapshot.rejects
    if not file.is_file() or not _has_reasons(file):
        return pd.DataFrame(columns=_REJECTS)
    with duckdb.connect() as engine:
        found = engine.execute(
            'SELECT "table", "column", reason, count(*) AS rows, min(value) AS example '
            f"FROM read_parquet({quoted(str(file))}) GROUP BY ALL ORDER BY rows DESC, 1, 2, 3 LIMIT 500"
        ).fetchall()
    rows = [(a, b, c, number, _shown(a, b, value)) for a, b, c, number, value in found]
    return pd.DataFrame(rows, columns=_REJECTS)


def rejected_rows(snapshot: Snapshot, table: str, column: str, reason: str, most: int = 500) -> pd.DataFrame:
    """The rejected rows of one reason, in the order of their files; at most `most`: file, row, value."""
    with duckdb.connect() as engine:
        found = engine.execute(
            f"SELECT file, row, value FROM read_parquet({quoted(str(snapshot.rejects))}) "
            'WHERE "table" IS NOT DISTINCT FROM $a AND "column" IS NOT DISTINCT FROM $b '
            "AND reason IS NOT DISTINCT FROM $c ORDER BY ALL LIMIT $most",
            {"a": table, "b": column, "c": reason, "most": most},
        ).fetchall()
    rows = [(plain(file), row, _shown(table, column, value)) for file, row, value in found]
    return pd.DataFrame(rows, columns=["file", "row", "value"])


def _shown(table: str, column: str, value: Any) -> str:
    """A rejected value: harmless, and masked where the column is personal."""
    kind = PERSONAL_COLUMNS.get((table, column))
    return plain(masked_as(kind, str(value or ""))) if kind else plain(value)


def _has_reasons(file: Path) -> bool:
    return "reason" in pq.read_schema(file).names
