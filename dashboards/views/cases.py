"""Cases: which wait for somebody, until when, and whose are they?"""

from typing import Any

import pandas as pd
import streamlit as st

from casework.audit.recent import alarms
from casework.case import Case
from casework.status import Status
from dashboards import kept, words
from dashboards.case_panel import next_due, overdue_words
from dashboards.deciding import cases_of, me, moment, tell
from dashboards.frame import ALERT, ALERTS_PAGE, Columns, figures, heading, open_ring, page, shown_of
from dashboards.inert import escaped, plain
from dashboards.sentences import ring_sentence, unbroken
from dashboards.standing import document, require, space
from dashboards.texts import PARAMETER, language, t
from detection.headline import count

_BOARD = (Status.NEW, Status.REVIEWING, Status.NEEDS_EVIDENCE, Status.CONFIRMED)  # what waits for somebody
_CARDS = 5  # of a column; the table below has them all
Rings = dict[str, dict[str, Any]]
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
        mine, waiting = me(), [case for case in cases if case.status in _BOARD]
        figures(
            (t("Open"), f"{len(waiting):,}"),
            (t("Overdue"), f"{sum(bool(case.overdue) for case in cases):,}"),
            (t("Mine"), f"{sum(case.owner == mine for case in waiting):,}"),
            (t("Done"), f"{len(cases) - len(waiting):,}"),
        )
        chosen = _filtered(cases)
        rings = {str(ring["ring_id"]): ring for ring in document(key)["rings"]}
        _board(chosen, rings)
        _table(chosen, rings)
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
    whose = kept.one_of(row, "whose", t("Whose"), _WHOSE, names.__getitem__)
    kinds = {"all": t("all"), "ring": t("rings"), "alert": t("alerts")}
    kind = kept.one_of(row, "about", t("About"), list(kinds), kinds.__getitem__)
    late = kept.flag(row, "late", t("Only overdue"))
    owner = {"mine": me(), "nobody": ""}.get(whose)
    return [
        case
        for case in cases
        if (owner is None or case.owner == owner) and (kind in ("all", case.kind)) and (case.overdue or not late)
    ]


def _board(cases: list[Case], rings: Rings) -> None:
    """A column a status; in each the deadline that is next stands first."""
    for column, status in zip(st.columns(len(_BOARD)), _BOARD, strict=True):
        of_it = [case for case in cases if case.status == status]
        with column:
            late = sum(bool(case.overdue) for case in of_it)
            told = f"{words.status(status)} ({len(of_it):,})"
            heading(escaped(told + " · " + t("{count} overdue", count=f"{late:,}") if late else told))
            for case in of_it[:_CARDS]:
                _card(case, rings)
            if len(of_it) > _CARDS:
                st.caption(t("and {count} more in the table", count=f"{len(of_it) - _CARDS:,}"))
            if not of_it:
                st.caption(t("none"))


def _card(case: Case, rings: Rings) -> None:
    with st.container(border=True, gap=None):
        about = plain(case.finding_id) + (f" · {words.level(case.level)}" if case.level else "")
        if st.button(about, key=f"open_{case.id}", type="tertiary", help=escaped(_what(case, rings))):
            _open(case)
        ring = rings.get(case.finding_id)
        if ring:
            pattern, people = words.pattern(ring["pattern"]), words.people(count(ring, "person"))
            st.caption(escaped(f"{pattern} · {people} · {unbroken(words.yuan(ring['loss_amount']))}"))
        if case.overdue:
            st.badge(overdue_words(case), icon=":material/alarm:", color="red")
        owner = escaped(case.owner) if case.owner else t("nobody's yet")
        st.caption(f"{case.id} · {owner} · {escaped(next_due(case))}")


def _what(case: Case, rings: Rings) -> str:
    """What it is about, in the session's language; of a ring of an earlier run as detection wrote it."""
    ring = rings.get(case.finding_id)
    return ring_sentence(ring) if ring else words.said(case.headline)


def _open(case: Case) -> None:
    if case.kind == "ring":
        open_ring(case.finding_id)
    st.switch_page(ALERTS_PAGE, query_params={ALERT: case.finding_id, PARAMETER: language()})


def _table(cases: list[Case], rings: Rings) -> None:
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
            "headline": _what(case, rings),
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
        "status": st.column_config.TextColumn(t("Status"), width=110),
        "overdue": st.column_config.TextColumn(t("Overdue"), width=130),
        "owner": t("Owner"),
        "review": t("Review by"),
        "action": t("Action by"),
        "level": t("Level"),
        "about": t("About"),
        "headline": st.column_config.TextColumn(t("What it is"), width="large"),
    }


show()
