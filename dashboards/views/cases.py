"""Cases: which wait for somebody, until when, and whose are they?"""

import pandas as pd
import streamlit as st

from casework.audit.recent import alarms
from casework.case import Case
from casework.status import Status
from dashboards import words
from dashboards.case_panel import overdue_words, until_words
from dashboards.deciding import cases_of, me, moment, tell
from dashboards.frame import ALERT, ALERTS_PAGE, Columns, figures, heading, open_ring, page, shown_of
from dashboards.inert import escaped, plain
from dashboards.standing import require, space
from dashboards.texts import PARAMETER, language, t

_BOARD = (Status.NEW, Status.REVIEWING, Status.NEEDS_EVIDENCE, Status.CONFIRMED)  # what waits for somebody
_CARDS = 6  # of a column; the table below has them all
_WHOSE = ("all", "mine", "nobody")


def show() -> None:
    """The page."""
    with page(t("Cases"), t("Which cases wait for somebody, until when, and whose are they?")):
        tell()
        key = require()
        with cases_of(key) as book:
            cases = book.cases()
        if not cases:
            st.info(t("This run found nothing to decide on."), icon=":material/info:")
            return
        _alarms()
        waiting = [case for case in cases if case.status in _BOARD]
        figures(
            (t("Open"), f"{len(waiting):,}"),
            (t("Overdue"), f"{sum(bool(case.overdue) for case in cases):,}"),
            (t("Mine"), f"{sum(case.owner == me() for case in waiting):,}"),
            (t("Decided"), f"{len(cases) - len(waiting):,}"),
        )
        chosen = _filtered(cases)
        _board(chosen)
        _table(chosen)
        shown_of(len(chosen), len(cases))


def _alarms() -> None:
    found = alarms(space(), days=7)
    if found:
        who = ", ".join(sorted({one.who for one in found}))
        text = t(
            "{count} alarms in the last 7 days: the day's limit of names shown whole was reached by {who}.",
            count=len(found),
            who=who,
        )
        st.warning(escaped(text), icon=":material/notification_important:")


def _filtered(cases: list[Case]) -> list[Case]:
    row = st.container(horizontal=True, vertical_alignment="bottom")
    names = {"all": t("everybody's"), "mine": t("mine"), "nobody": t("nobody's yet")}
    whose = row.segmented_control(t("Whose"), _WHOSE, default="all", format_func=names.__getitem__, key="cases_whose")
    kinds = {"all": t("all"), "ring": t("rings"), "alert": t("alerts")}
    kind = row.segmented_control(t("About"), kinds, default="all", format_func=kinds.__getitem__, key="cases_kind")
    late = row.toggle(t("Only overdue"), key="cases_late")
    owner = {"mine": me(), "nobody": ""}.get(whose or "all")
    return [
        case
        for case in cases
        if (owner is None or case.owner == owner) and (kind in (None, "all", case.kind)) and (case.overdue or not late)
    ]


def _board(cases: list[Case]) -> None:
    """A column a status; in each the deadline that is next stands first."""
    for column, status in zip(st.columns(len(_BOARD)), _BOARD, strict=True):
        of_it = [case for case in cases if case.status == status]
        with column:
            late = sum(bool(case.overdue) for case in of_it)
            told = f"{words.status(status)} ({len(of_it):,})"
            heading(escaped(told + " · " + t("{count} overdue", count=f"{late:,}") if late else told))
            for case in of_it[:_CARDS]:
                _card(case)
            if len(of_it) > _CARDS:
                st.caption(t("and {count} more in the table", count=f"{len(of_it) - _CARDS:,}"))
            if not of_it:
                st.caption(t("none"))


def _card(case: Case) -> None:
    with st.container(border=True):
        about = plain(case.finding_id) + (f" · {words.level(case.level)}" if case.level else "")
        if st.button(about, key=f"open_{case.id}", type="tertiary", help=escaped(words.said(case.headline))):
            _open(case)
        if case.overdue:
            st.badge(overdue_words(case), icon=":material/alarm:", color="red")
        owner = escaped(case.owner) if case.owner else t("nobody's yet")
        st.caption(f"{case.id} · {owner} · {escaped(until_words(case))}")


def _open(case: Case) -> None:
    if case.kind == "ring":
        open_ring(case.finding_id)
    st.switch_page(ALERTS_PAGE, query_params={ALERT: case.finding_id, PARAMETER: language()})


def _table(cases: list[Case]) -> None:
    if not cases:
        st.info(t("No case fits. Take a filter away."), icon=":material/filter_alt_off:")
        return
    rows = [
        {
            "case": case.id,
            "status": words.status(case.status),
            "overdue": overdue_words(case) if case.overdue else "",
            "owner": plain(case.owner),
            "review": moment(case.review_due),
            "action": moment(case.action_due),
            "level": words.level(case.level) if case.level else t("alert"),
            "about": plain(case.finding_id),
            "headline": words.said(case.headline),
        }
        for case in cases
    ]
    picked = st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key="cases_table",
        column_config=_columns(),
    )
    if picked.selection.rows:
        _open(cases[picked.selection.rows[0]])
    st.caption(t("Tick a row to open its ring or alert."))


def _columns() -> Columns:
    return {
        "case": st.column_config.TextColumn(t("Case"), pinned=True),
        "status": t("Status"),
        "overdue": t("Overdue"),
        "owner": t("Owner"),
        "review": t("Review by"),
        "action": t("Action by"),
        "level": t("Level"),
        "about": t("About"),
        "headline": st.column_config.TextColumn(t("What it is"), width="large"),
    }


show()
