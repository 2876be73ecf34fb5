"""Alerts: single persons and cards that stand out by themselves."""

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import words
from dashboards.frame import EXPLORER_PAGE, page, shown_of
from dashboards.inert import plain
from dashboards.standing import document, require
from dashboards.texts import PARAMETER, language, t


def show() -> None:
    """The page."""
    with page(t("Alerts"), t("Which single persons and cards stand out by themselves?")):
        alerts = document(require())["alerts"]
        if not alerts:
            st.info(t("This run raised no alert."), icon=":material/info:")
            return
        names = sorted({one["signal"] for one in alerts})
        kinds = st.multiselect(t("Signal"), names, format_func=words.signal, key="alert_signals", placeholder=t("all"))
        shown = sorted((one for one in alerts if not kinds or one["signal"] in kinds), key=lambda one: -one["score"])
        _table(shown)
        shown_of(len(shown), len(alerts))


def _table(alerts: list[dict[str, Any]]) -> None:
    table = pd.DataFrame(
        {
            t("Alert"): [plain(one["alert_id"]) for one in alerts],
            t("Signal"): [words.signal(one["signal"]) for one in alerts],
            t("Score"): [one["score"] for one in alerts],
            t("Insured person"): [plain(one.get("person_id")) for one in alerts],
            t("Card"): [plain(one.get("card_id")) for one in alerts],
            t("Lines"): [len(one["line_ids"]) for one in alerts],
            t("What was seen"): [words.said(one["statement"]) for one in alerts],
        }
    )
    config = {
        t("Score"): st.column_config.NumberColumn(format="%.2f"),
        t("What was seen"): st.column_config.TextColumn(width=640),
    }
    picked = st.dataframe(
        table, hide_index=True, on_select="rerun", selection_mode="single-row", key="alerts_table", column_config=config
    )
    st.caption(t("Tick a row to see the person in the explorer."))
    if picked.selection.rows:
        person = alerts[picked.selection.rows[0]].get("person_id")
        st.switch_page(EXPLORER_PAGE, query_params={"node": f"Person:{person}", PARAMETER: language()})


show()
