"""Data: what was delivered, what was rejected and why, which searches ran."""

import pandas as pd
import streamlit as st

from dashboards.deliveries import rejects, runs, sources
from dashboards.frame import Columns, figures, heading, page
from dashboards.inert import escaped
from dashboards.standing import require
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
        heading(t("Rejected rows by reason"))
        _rejects(rejected)
        heading(t("Files"))
        st.dataframe(delivered, hide_index=True, column_config=_source_columns())
        heading(t("Searches"))
        st.dataframe(runs(key), hide_index=True, column_config=_run_columns())


def _rejects(table: pd.DataFrame) -> None:
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
    st.dataframe(table, hide_index=True, column_config=names)
    st.caption(t("Each row is in rejects.parquet of the snapshot, with file, row, column, value and reason."))


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
