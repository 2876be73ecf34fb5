"""What was delivered with a snapshot: files, rows, and rejected rows by reason."""

from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq

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
    rows = [(plain(a), plain(b), plain(c), number, plain(value)) for a, b, c, number, value in found]
    return pd.DataFrame(rows, columns=_REJECTS)


def _has_reasons(file: Path) -> bool:
    return "reason" in pq.read_schema(file).names
