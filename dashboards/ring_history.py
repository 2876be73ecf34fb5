"""A ring from run to run: when it was first found, what it became, how its figures changed."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import streamlit as st

from dashboards import words
from dashboards.deliveries import run_moment
from dashboards.frame import Columns
from dashboards.inert import escaped, plain
from dashboards.since import change_word
from dashboards.standing import Standing, snapshot_of, space
from dashboards.texts import t
from detection.earlier import read_lineage
from workspace.engine import quoted

_NAMED = 20  # people who came or went


def ring_history(key: Standing, ring_id: str) -> None:
    """What happened to it since the last run, then its row of every run."""
    told = _traced(key, ring_id)
    if told:
        st.markdown("\n".join(f"- {escaped(one)}" for one in _sentences(told)))
    table = _rows(key, ring_id)
    st.dataframe(table, hide_index=True, column_config=_columns())


@st.cache_resource(max_entries=1_000, show_spinner=False)
def _traced(key: Standing, ring_id: str) -> dict[str, Any]:
    lineage = read_lineage(snapshot_of(key).runs / key.run)
    found: dict[str, Any] = next((one for one in lineage["rings"] if one["ring_id"] == ring_id), {})
    return {**found, "when": lineage.get("when", {}), "first": not lineage.get("before")} if found else {}


def _sentences(told: dict[str, Any]) -> list[str]:
    since = str(told.get("since", ""))
    day = str(told["when"].get(since, ""))[:10] or "?"
    said = [t("First found by {run}, {day}.", run=since, day=day)]
    if not told["first"]:
        happened = ", ".join(change_word(one) for one in told.get("events", ()))
        said.append(t("Since the run before: {what}.", what=happened or t("as before")))
    for name, text in (("gained", t("Joined: {people}.")), ("lost", t("Left: {people}."))):
        people = list(told.get(name, ()))
        if people:
            more = "" if len(people) <= _NAMED else f" + {len(people) - _NAMED:,}"
            said.append(text.format(people=", ".join(people[:_NAMED]) + more))
    if told.get("split_from"):
        said.append(t("Split off from {rings}.", rings=", ".join(told["split_from"])))
    if told.get("merged"):
        said.append(t("Took in {rings}.", rings=", ".join(told["merged"])))
    return said


@st.cache_data(max_entries=1_000, show_spinner=False)
def _rows(key: Standing, ring_id: str) -> pd.DataFrame:
    """The ring in each run of the workspace that has it, the latest first."""
    folders = [one.parent for one in sorted(space().snapshots.glob("*/runs/*/rings.parquet"))]
    rows = [row for folder in folders if (row := _row(folder, ring_id))]
    names = ["made", "run", "level", "score", "people", "places", "loss"]
    return pd.DataFrame(sorted(rows, reverse=True), columns=names)


def _row(folder: Path, ring_id: str) -> tuple[Any, ...] | None:
    """The ring as a run has it; None where that run does not."""
    rings, members = (quoted(str(folder / f"{name}.parquet")) for name in ("rings", "members"))
    with duckdb.connect() as engine:
        found = engine.execute(
            "SELECT level, score, counted.people, counted.places, loss_amount "
            f"FROM read_parquet({rings}), (SELECT count(*) FILTER (kind = 'person') AS people, "
            "count(*) FILTER (kind = 'institution') AS places "
            f"FROM read_parquet({members}) WHERE ring_id = $ring) counted WHERE ring_id = $ring",
            {"ring": ring_id},
        ).fetchone()
    if found is None:
        return None
    file = folder / "run.json"
    told = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    made = run_moment(str(told.get("generated_at", "")))
    return made, plain(folder.name), words.level(found[0]), *found[1:]


def _columns() -> Columns:
    number = st.column_config.NumberColumn
    return {
        "made": t("Made"),
        "run": t("Run"),
        "level": t("Level"),
        "score": number(t("Score"), format="%.3f"),
        "people": number(t("People"), format="localized"),
        "places": number(t("Places"), format="localized"),
        "loss": number(t("Loss (¥)"), format="accounting"),
    }
