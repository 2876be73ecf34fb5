"""What the Data page shows of a snapshot: tables, sources, rejects by reason, runs."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.inert import plain
from dashboards.standing import Standing, snapshot_of
from reports import delivered


@st.cache_resource(max_entries=4, show_spinner=False)
def sources(key: Standing) -> pd.DataFrame:
    """A row a source file and table: rows in, rejected."""
    return delivered.sources(snapshot_of(key))


@st.cache_resource(max_entries=4, show_spinner=False)
def rejects(key: Standing) -> pd.DataFrame:
    """Rejected rows by table, column and reason, the most first."""
    return delivered.rejects(snapshot_of(key))


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
