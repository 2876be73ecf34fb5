"""What the Data page shows of a snapshot: tables, sources, rejects by reason, runs."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import streamlit as st

from dashboards.inert import plain
from dashboards.standing import Standing, snapshot_of
from workspace.engine import quoted


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
    if not file.is_file() or not _has_reasons(file):
        return pd.DataFrame(columns=["table", "column", "reason", "rows", "example"])
    with duckdb.connect() as engine:
        found = engine.execute(
            'SELECT "table", "column", reason, count(*) AS rows, min(value) AS example '
            f"FROM read_parquet({quoted(str(file))}) GROUP BY ALL ORDER BY rows DESC, 1, 2, 3 LIMIT 500"
        ).fetchall()
    rows = [(plain(a), plain(b), plain(c), number, plain(value)) for a, b, c, number, value in found]
    return pd.DataFrame(rows, columns=["table", "column", "reason", "rows", "example"])


def _has_reasons(file: Path) -> bool:
    return "reason" in pq.read_schema(file).names


@st.cache_resource(max_entries=4, show_spinner=False)
def runs(key: Standing) -> pd.DataFrame:
    """The runs of the snapshot, the one in force marked."""
    rows = [_run(file, key.run) for file in sorted(snapshot_of(key).runs.glob("*/run.json"))]
    return pd.DataFrame(rows, columns=["run", "in_force", "made", "groups", "findings", "seconds"])


def _run(file: Path, in_force: str) -> tuple[Any, ...]:
    told = json.loads(file.read_text(encoding="utf-8"))
    findings, seconds = told.get("findings", {}), told.get("seconds", {})
    return (
        plain(told.get("run", file.parent.name)),
        file.parent.name == in_force,
        told.get("generated_at", ""),
        told.get("groups", 0),
        sum(findings.values()),
        round(sum(seconds.values()), 1),
    )
