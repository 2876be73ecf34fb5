"""Data: what was delivered, what was rejected and why, which searches ran."""

from pathlib import Path

import altair as alt
import pandas as pd
import streamlit as st

from dashboards.deliveries import quality, rejected_rows, rejects, run_documents, runs, sources
from dashboards.frame import Columns, figures, heading, page, shown_of
from dashboards.inert import escaped, plain
from dashboards.job_panel import job_panel, load_form, started
from dashboards.jobs import job_of
from dashboards.palette import OKABE_ITO
from dashboards.standing import Standing, require, space
from dashboards.texts import t


def show() -> None:
    """The page."""
    with page(t("Data"), t("What was delivered, what was rejected and why, which searches ran?")):
        key = require()
        delivered, rejected = sources(key), rejects(key)
        figures(
            (t("Files"), f"{delivered['file'].nunique():,}"),
            (t("Rows in"), f"{int(delivered['rows_in'].sum()):,}"),
            (t("Rejected"), f"{int(delivered['rejected'].sum()):,}"),
        )
        st.caption(escaped(t("Snapshot {snapshot}, run {run}", snapshot=key.snapshot, run=key.run)))
        _work(space().path)
        heading(t("Rejected rows by reason"))
        _rejects(key, rejected)
        heading(t("Files"))
        st.dataframe(delivered, hide_index=True, column_config=_source_columns())
        heading(t("Searches"))
        _runs(key)
        heading(t("Quality over time"))
        _quality(key)


def _work(folder: Path) -> None:
    """What runs, and what can be begun."""
    job_panel(folder)
    job = job_of(folder)
    row = st.container(horizontal=True)
    busy = job is not None and job.running
    with row.popover(t("Load a folder"), icon=":material/upload_file:", disabled=busy, key="data_load"):
        load_form(folder, empty=False)
    if row.button(t("Search anew"), icon=":material/manage_search:", disabled=busy, key="data_detect"):
        started(folder, "detect")


def _rejects(key: Standing, table: pd.DataFrame) -> None:
    if table.empty:
        st.success(t("No row was rejected."), icon=":material/check:")
        return
    names = {
        "table": t("Table"),
        "column": t("Column"),
        "reason": t("Reason"),
        "rows": t("Rows"),
        "example": t("Example"),
    }
    shown = table.assign(**{name: table[name].map(plain) for name in ("table", "column", "reason")})
    picked = st.dataframe(
        shown, hide_index=True, column_config=names, on_select="rerun", selection_mode="single-row", key="data_rejects"
    )
    st.caption(t("Tick a row to see where the rows stand. All are in rejects.parquet of the snapshot."))
    if picked.selection.rows:
        row = table.iloc[picked.selection.rows[0]]
        found = rejected_rows(key, row["table"], row["column"], row["reason"])
        st.dataframe(found, hide_index=True, column_config={"file": t("File"), "row": t("Row"), "value": t("Value")})
        shown_of(len(found), int(row["rows"]))


def _runs(key: Standing) -> None:
    picked = st.dataframe(
        runs(key), hide_index=True, column_config=_run_columns(), on_select="rerun", selection_mode="single-row",
        key="data_runs",
    )  # fmt: skip
    st.caption(t("Tick a row to read its settings and how long each step took."))
    if not picked.selection.rows:
        return
    told = list(run_documents(key).values())[picked.selection.rows[0]]
    left, middle, right = st.columns(3)
    columns = [(left, t("Setting"), "settings"), (middle, t("Step, seconds"), "seconds"),
               (right, t("Signal, findings"), "findings")]  # fmt: skip
    for place, name, part in columns:
        rows = [(plain(one), plain(value)) for one, value in told.get(part, {}).items()]
        place.dataframe(pd.DataFrame(rows, columns=[name, "="]), hide_index=True)


def _quality(key: Standing) -> None:
    table = quality(key)
    if table["snapshot"].nunique() < 2:
        st.caption(t("There is one snapshot. From the second on, this shows how many rows each delivery lost."))
        return
    st.altair_chart(_quality_chart(table))
    named = table.assign(made=table["made"].astype(str))
    st.dataframe(named, hide_index=True, column_config=_quality_columns())


def _quality_chart(table: pd.DataFrame) -> alt.Chart:
    shown = table[["made", "table", "share"]].rename(columns={"table": t("Table"), "share": t("Rejected (%)")})
    chart: alt.Chart = (
        alt.Chart(shown)
        .mark_line(point=True)
        .encode(
            x=alt.X("made:T", title=None, axis=alt.Axis(format="%Y-%m-%d %H:%M", labelOverlap=True)),
            y=alt.Y(f"{t('Rejected (%)')}:Q"),
            color=alt.Color(f"{t('Table')}:N", scale=alt.Scale(range=list(OKABE_ITO))),
        )
        .properties(height=240)
    )
    return chart


def _quality_columns() -> Columns:
    number = st.column_config.NumberColumn
    return {
        "made": t("Made"),
        "in_force": t("In force"),
        "snapshot": t("Snapshot"),
        "table": t("Table"),
        "rows_in": number(t("Rows in"), format="localized"),
        "rejected": number(t("Rejected"), format="localized"),
        "share": number(t("Rejected (%)"), format="%.2f"),
    }


def _source_columns() -> Columns:
    number = st.column_config.NumberColumn
    return {
        "file": t("File"),
        "table": t("Table"),
        "rows_in": number(t("Rows in"), format="localized"),
        "rejected": number(t("Rejected"), format="localized"),
        "sha256": "SHA-256",
    }


def _run_columns() -> Columns:
    number = st.column_config.NumberColumn
    return {
        "run": t("Run"),
        "in_force": t("In force"),
        "made": st.column_config.TextColumn(t("Made")),
        "groups": number(t("Groups"), format="localized"),
        "findings": number(t("Findings"), format="localized"),
        "seconds": number(t("Seconds"), format="%.1f"),
    }


show()
