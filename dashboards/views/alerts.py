"""Alerts: single persons and cards that stand out by themselves, in a queue by deadline."""

from typing import Any

import pandas as pd
import streamlit as st

from casework.case import Case
from casework.status import Status
from dashboards import kept, words
from dashboards.case_panel import standing_line, verdicts
from dashboards.deciding import cases_of, decide, tell
from dashboards.frame import ALERT, EXPLORER_PAGE, Columns, heading, page, shown_of
from dashboards.inert import escaped, plain
from dashboards.revealing import reveal_part
from dashboards.standing import Standing, document, require
from dashboards.texts import PARAMETER, language, t
from graph.masking import masked_value

_KEYS = {  # with Alt, so that they also work while the reason is being written
    Status.CONFIRMED: "Alt+1",
    Status.INNOCENT: "Alt+2",
    Status.NEEDS_EVIDENCE: "Alt+3",
    Status.REVIEWING: "Alt+4",
    Status.TRANSFERRED: "Alt+5",
    Status.CLOSED: "Alt+6",
}
_WAITING = (Status.NEW, Status.REVIEWING, Status.NEEDS_EVIDENCE)
_HERE = "alert_here"

Alert = dict[str, Any]


def show() -> None:
    """The page."""
    with page(t("Alerts"), t("Which single persons and cards stand out by themselves?")):
        tell()
        key = require()
        alerts = {str(one["alert_id"]): one for one in document(key)["alerts"]}
        if not alerts:
            st.info(t("This run raised no alert."), icon=":material/info:")
            return
        cases = _cases(key, alerts)
        shown = _filtered(alerts, cases)
        _queue([case for case in shown if case.status in _WAITING], alerts, cases)
        heading(t("All alerts"))
        _table(shown, alerts)
        shown_of(len(shown), len(alerts))


def _cases(key: Standing, alerts: dict[str, Alert]) -> dict[str, Case]:
    """The cases of the alerts, in the order in which they are due."""
    with cases_of(key) as book:
        found = {case.finding_id: case for case in book.cases() if case.kind == "alert"}
    return {name: case for name, case in found.items() if name in alerts}


def _filtered(alerts: dict[str, Alert], cases: dict[str, Case]) -> list[Case]:
    names = sorted({one["signal"] for one in alerts.values()})
    kinds = kept.several(st, "signal", t("Signal"), names, words.signal)
    return [case for name, case in cases.items() if not kinds or alerts[name]["signal"] in kinds]


def _queue(waiting: list[Case], alerts: dict[str, Alert], cases: dict[str, Case]) -> None:
    """One alert at a time; a decision goes on to the next."""
    ids = [case.finding_id for case in waiting]
    asked = st.query_params.get(ALERT, "")
    if asked in cases and asked not in ids:  # opened by its address, and decided before
        _one(cases[asked], alerts[asked])
        return
    if not ids:
        st.success(t("No alert waits for a decision."), icon=":material/check:")
        return
    place = ids.index(asked) if asked in ids else min(int(st.session_state.get(_HERE, 0)), len(ids) - 1)
    st.session_state[_HERE] = place
    row = st.container(horizontal=True, vertical_alignment="center")
    told = t("{place} of {count} that wait", place=f"{place + 1:,}", count=f"{len(ids):,}")
    row.markdown(f"**{told}**")
    row.button(t("Previous"), shortcut="K", disabled=place == 0, on_click=_go, args=(place - 1,), key="alert_before")
    row.button(
        t("Next"), shortcut="J", disabled=place + 1 == len(ids), on_click=_go, args=(place + 1,), key="alert_next"
    )
    _one(waiting[place], alerts[ids[place]])


def _go(place: int) -> None:
    st.query_params.pop(ALERT, None)
    st.session_state[_HERE] = place


def _one(case: Case, alert: Alert) -> None:
    with st.container(border=True):
        standing_line(case)
        heading(escaped(words.said(alert["statement"])))
        told = t(
            "{signal} · score {score} · {count} lines",
            signal=words.signal(alert["signal"]),
            score=f"{alert['score']:.2f}",
            count=f"{len(alert['line_ids']):,}",
        )
        row = st.container(horizontal=True, vertical_alignment="center")
        row.caption(escaped(told), width="content")
        person = alert.get("person_id")
        if person and row.button(
            t("See the person in the explorer"), key="alert_person", type="tertiary", shortcut="E"
        ):
            _explore(str(person))
        key = f"reason_{case.id}_{case.version}"
        if may_follow := verdicts(case):
            _decisions(case, may_follow, key)
        if person:
            reveal_part(f"alert:{case.finding_id}", [("person", str(person))], case.id)
        st.caption(t("J and K go through the queue; write the reason, then press Alt with the number of a decision."))


def _decisions(case: Case, offered: tuple[Status, ...], key: str) -> None:
    with st.form(f"alert_{case.id}_{case.version}", border=False):
        st.text_input(t("Reason (stands in the history)"), key=key)
        buttons = st.container(horizontal=True)
        for status in offered:
            buttons.form_submit_button(
                words.becoming(status),
                key=f"{status}_{case.id}_{case.version}",
                shortcut=_KEYS[status],
                on_click=_decide,
                args=(case, status, key),
            )


def _decide(case: Case, status: Status, key: str) -> None:
    st.query_params.pop(ALERT, None)
    decide(case, status, key)


def _explore(person: str) -> None:
    st.switch_page(EXPLORER_PAGE, query_params={"node": f"Person:{person}", PARAMETER: language()})


def _table(cases: list[Case], alerts: dict[str, Alert]) -> None:
    of = [alerts[case.finding_id] for case in cases]
    table = pd.DataFrame(
        {
            "alert": [plain(case.finding_id) for case in cases],
            "status": [words.status(case.status) for case in cases],
            "signal": [words.signal(one["signal"]) for one in of],
            "seen": [words.said(one["statement"]) for one in of],
            "score": [one["score"] for one in of],
            "lines": [len(one["line_ids"]) for one in of],
            "owner": [plain(case.owner) for case in cases],
            "person": [plain(one.get("person_id")) for one in of],
            "card": [masked_value(str(one.get("card_id") or "")) for one in of],
        }
    )
    picked = st.dataframe(
        table,
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key="alerts_table",
        column_config=_columns(),
    )
    st.caption(t("Tick a row to see the person in the explorer."))
    if picked.selection.rows:
        _explore(str(of[picked.selection.rows[0]].get("person_id")))


def _columns() -> Columns:
    return {
        "alert": t("Alert"),
        "status": t("Status"),
        "owner": t("Owner"),
        "signal": t("Signal"),
        "score": st.column_config.NumberColumn(t("Score"), format="%.2f"),
        "person": t("Insured person"),
        "card": t("Card"),
        "lines": t("Lines"),
        "seen": st.column_config.TextColumn(t("What was seen"), width=430),
    }


show()
