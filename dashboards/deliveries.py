"""What the Data page shows of a snapshot: tables, sources, rejects by reason, runs."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import streamlit as st

from dashboards.inert import plain
from dashboards.standing import Standing, snapshot_of, space
from graph.masking import PERSONAL_COLUMNS, masked_as
from workspace.engine import quoted
from workspace.snapshots import Snapshot


@st.cache_resource(max_entries=4, show_spinner=False)
def sources(key: Standing) -> pd.DataFrame:
    """A row a source file and table: rows in, rejected."""
    rows = [
        (plain(source["file"]), name, counts.get("rows_in", 0), counts.get("rejected", 0), source["sha256"][:12])
        for source in snapshot_of(key).manifest.get("sources", [])
        for name, counts in source.get("tables", {}).items()
    ]
    return pd.DataFrame(rows, columns=["file", "table", "rows_in", "rejected", "sha256"])


@st.cache_resource(max_entries=4, show_spinner=False)
def rejects(key: Standing) -> pd.DataFrame:
    """Rejected rows by table, column and reason, the most first."""
    file = snapshot_of(key).rejects
    names = ["table", "column", "reason", "rows", "example"]
    if not file.is_file() or not _has_reasons(file):
        return pd.DataFrame(columns=names)
    with duckdb.connect() as engine:
        found = engine.execute(
            'SELECT "table", "column", reason, count(*) AS rows, min(value) AS example '
            f"FROM read_parquet({quoted(str(file))}) GROUP BY ALL ORDER BY rows DESC, 1, 2, 3 LIMIT 500"
        ).fetchall()
    rows = [(a, b, c, number, _shown(a, b, value)) for a, b, c, number, value in found]
    return pd.DataFrame(rows, columns=names)


def rejected_rows(key: Standing, table: str, column: str, reason: str, most: int = 500) -> pd.DataFrame:
    """The rejected rows of one reason, in the order of their files; at most `most`."""
    with duckdb.connect() as engine:
        found = engine.execute(
            f"SELECT file, row, value FROM read_parquet({quoted(str(snapshot_of(key).rejects))}) "
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


@st.cache_resource(max_entries=4, show_spinner=False)
def runs(key: Standing) -> pd.DataFrame:
    """The runs of the snapshot, the one in force marked."""
    rows = [_run(told, name, key.run) for name, told in run_documents(key).items()]
    return pd.DataFrame(rows, columns=["run", "in_force", "made", "groups", "findings", "seconds"])


@st.cache_resource(max_entries=4, show_spinner=False)
def run_documents(key: Standing) -> dict[str, dict[str, Any]]:
    """The run.json of each run of the snapshot, by folder: settings, seconds by step, findings by signal."""
    files = sorted(snapshot_of(key).runs.glob("*/run.json"))
    return {file.parent.name: json.loads(file.read_text(encoding="utf-8")) for file in files}


def _run(told: dict[str, Any], name: str, in_force: str) -> tuple[Any, ...]:
    findings, seconds = told.get("findings", {}), told.get("seconds", {})
    return (
        plain(told.get("run", name)),
        name == in_force,
        run_moment(str(told.get("generated_at", ""))),
        told.get("groups", 0),
        sum(findings.values()),
        round(sum(seconds.values()), 1),
    )


def run_moment(told: str) -> str:
    """A moment in the workspace's zone; what is none stays as it is."""
    try:
        at = datetime.fromisoformat(told)
    except ValueError:
        return plain(told)
    return f"{at.astimezone(ZoneInfo(space().settings.time_zone)):%Y-%m-%d %H:%M}" if at.tzinfo else told


@st.cache_resource(max_entries=4, show_spinner=False)
def quality(key: Standing) -> pd.DataFrame:
    """Rows in and rejected of each snapshot of the workspace and table, by when the snapshot was made."""
    rows = []
    for file in space().snapshots.glob("*/manifest.json"):
        made = datetime.fromtimestamp(file.stat().st_mtime).replace(microsecond=0)
        snapshot = Snapshot(file.parent)
        for name, counts in _table_counts(snapshot.manifest).items():
            rows.append((made, snapshot.id == key.snapshot, plain(snapshot.id), name, *counts))
    table = pd.DataFrame(rows, columns=["made", "in_force", "snapshot", "table", "rows_in", "rejected"])
    table["share"] = 100 * table["rejected"] / table["rows_in"].clip(lower=1)
    return table.sort_values(["made", "table"], ignore_index=True)


def _table_counts(manifest: dict[str, Any]) -> dict[str, tuple[int, int]]:
    """Rows in and rejected by table, added up over the sources."""
    found: dict[str, tuple[int, int]] = {}
    for source in manifest.get("sources", []):
        for name, counts in source.get("tables", {}).items():
            rows_in, rejected = found.get(name, (0, 0))
            found[name] = (rows_in + counts.get("rows_in", 0), rejected + counts.get("rejected", 0))
    return found
