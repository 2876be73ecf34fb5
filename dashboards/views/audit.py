"""Audit: who looked, searched, asked, revealed, exported, changed what; and is the log as it was written?"""

from datetime import date
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from casework.audit.entry import Entry
from casework.audit.log import AuditLog
from casework.audit.searching import Asked, Counted, counts, search
from casework.audit.verifying import AuditChecked, verify_log
from dashboards.frame import heading, page
from dashboards.inert import escaped, plain
from dashboards.standing import space
from dashboards.texts import t
from workspace.audit import Act, Action, Secret, record

_ROWS = 500


def show() -> None:
    """The page."""
    with page(t("Audit log"), t("Who did what with records, when, for which purpose and case?")):
        asked = _form()
        if asked is not None:
            _search(asked)
        heading(t("Is the log as it was written?"))
        if st.button(t("Check every row and seal"), icon=":material/fact_check:"):
            _checked()


def _form() -> Asked | None:
    """What is looked for; None before anything was asked."""
    with st.form("audit", border=True):
        left, middle, right = st.columns(3)
        who = left.text_input(t("Who"), max_chars=200)
        action = middle.selectbox(t("Act"), [None, *Action], format_func=lambda one: _act(one) if one else t("all"))
        case = right.text_input(t("Case"), max_chars=80)
        about = left.text_input(t("About, or a name or number that was searched for"), max_chars=200)
        since = middle.date_input(t("From"), value=None)
        until = right.date_input(t("To"), value=None)
        if not st.form_submit_button(t("Search"), type="primary", icon=":material/search:"):
            return None
    return Asked(who.strip(), action, about.strip(), case.strip().upper(), _day(since), _day(until))


def _day(given: object) -> str:
    return given.isoformat() if isinstance(given, date) else ""


def _search(asked: Asked) -> None:
    details = {"who": asked.who, "action": asked.action, "about": Secret(asked.about) if asked.about else ""}
    record(space(), Act(Action.LOOK, "audit", details={name: one for name, one in details.items() if one}))
    with AuditLog(space()) as log:
        rows, counted = search(log, asked, _ROWS), counts(log, asked)
    if not rows:
        st.info(t("No row fits."), icon=":material/info:")
        return
    st.dataframe(_frame(rows), hide_index=True)
    st.caption(t("{shown} of {total} shown", shown=f"{len(rows):,}", total=f"{sum(one.times for one in counted):,}"))
    heading(t("How often, by day and person"))
    st.dataframe(_counted(counted), hide_index=True)


def _frame(rows: list[Entry]) -> pd.DataFrame:
    zone = ZoneInfo(space().settings.time_zone)
    return pd.DataFrame(
        {
            t("Row"): [one.number for one in rows],
            t("When"): [f"{one.moment.astimezone(zone):%Y-%m-%d %H:%M:%S}" for one in rows],
            t("Who"): [plain(one.who) for one in rows],
            t("Act"): [_act(one.action) for one in rows],
            t("About"): [plain(one.about) for one in rows],
            t("Purpose"): [plain(one.purpose) for one in rows],
            t("Case"): [plain(one.case_id) for one in rows],
            t("Details"): [plain(one.details) if one.told else "" for one in rows],
            t("Logged in as"): [plain(one.login) for one in rows],
        }
    )


def _counted(found: list[Counted]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            t("Day"): [one.day for one in found],
            t("Who"): [plain(one.who) for one in found],
            t("Act"): [_act(one.action) for one in found],
            t("Times"): [one.times for one in found],
        }
    )


def _act(name: str) -> str:
    known = {
        "sign_in": t("signed in"),
        "look": t("looked"),
        "search": t("searched"),
        "query": t("asked"),
        "reveal": t("showed whole"),
        "export": t("exported"),
        "change": t("changed"),
        "alarm": t("alarm"),
        "refused": t("was refused"),
    }
    return known.get(name, plain(name))


def _checked() -> None:
    record(space(), Act(Action.LOOK, "audit", details={"of": "verify"}))
    with AuditLog(space()) as log, st.spinner(t("Checking …")):
        found = verify_log(log)
    _told(found)


def _told(found: AuditChecked) -> None:
    if found.intact:
        text = t("Intact: {rows} rows, {days} sealed days.", rows=f"{found.rows:,}", days=f"{found.sealed_days:,}")
        st.success(escaped(text), icon=":material/verified:")
    else:
        st.error(t("Not as it was written:"), icon=":material/gpp_bad:")
        st.dataframe(
            pd.DataFrame(
                {
                    t("Where"): [plain(one.where) for one in found.problems],
                    t("What"): [plain(one.what) for one in found.problems],
                }
            ),
            hide_index=True,
        )
    st.caption(escaped(t("Digest of the last row: {digest}", digest=found.last or "–")))


show()
