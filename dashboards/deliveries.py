"""What the Data page shows of a snapshot: tables, sources, rejects by reason, runs."""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from dashboards.inert import plain
from dashboards.standing import Standing, snapshot_of, space
from reports import delivered
from workspace.snapshots import Snapshot


@st.cache_resource(max_entries=4, show_spinner=False)
def sources(key: Standing) -> pd.DataFrame:
    """A row a source file and table: rows in, rejected."""
    return delivered.sources(snapshot_of(key))


@st.cache_resource(max_entries=4, show_spinner=False)
def rejects(key: Standing) -> pd.DataFrame:
    """Rejected rows by table, column and reason, the most first."""
    return delivered.rejects(snapshot_of(key))


def rejected_rows(key: Standing, table: str, column: str, reason: str, most: int = 500) -> pd.DataFrame:
    """The rejected rows of one reason, in the order of their files; at most `most`."""
    return delivered.rejected_rows(snapshot_of(key), table, column, reason, most)


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
