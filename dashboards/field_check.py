"""The field-check sheet on a ring's page: shown when it is asked for, and to take away."""

import tempfile
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd
import streamlit as st

from casework.case import Case, Event
from casework.casebook import LONGEST_NAME
from casework.folder import Answer, answer, folder_of
from casework.outcome import Outcome
from dashboards import words
from dashboards.deciding import change, me, moment
from dashboards.frame import Columns, heading
from dashboards.inert import escaped
from dashboards.looks import once
from dashboards.standing import Standing, space
from dashboards.taking import taken
from dashboards.texts import report_language, t
from evidence.field_check.check import Check
from evidence.field_check.sheet import FieldCheck, act_of, made_sheet, write
from evidence.options import Options
from evidence.report.blocks import Table
from workspace.access import may
from workspace.audit import Act

_FORMATS = (".pdf", ".docx")


def field_check_part(key: Standing, ring_id: str, case: Case, history: list[Event]) -> None:
    """A day, a switch, then the checks in their order, each with a form for its answer, and the buttons."""
    if not may(space(), "field_check"):
        return
    with st.expander(t("Field check: what to look at on the spot"), icon=":material/checklist:"):
        row = st.container(horizontal=True, vertical_alignment="bottom")
        day = row.date_input(t("Day of the visit"), value="today", key=f"visit_{ring_id}", width=180)
        if not row.toggle(t("Show the sheet"), key=f"sheet_{ring_id}") or not isinstance(day, date):
            st.caption(t("Minutes of footage, shelves and lots to count, papers to ask for, whom to hear first."))
            return
        once(space(), act_of(ring_id, day, Options()))
        found = _found(key, ring_id, day, report_language())
        st.dataframe(_overview(found), hide_index=True, column_config=_columns())
        answered = {one.check: one for one in folder_of(case.id, history).answers}
        for number, check in enumerate(found.checks, start=1):
            _check(number, check)
            _form(case, number, check, answered.get(check.title[:LONGEST_NAME]))
        buttons = st.container(horizontal=True)
        for suffix in _FORMATS:
            buttons.download_button(
                suffix.removeprefix(".").upper(),
                taken(
                    _taking(act_of(ring_id, day, Options()), suffix), partial(_file, found, suffix, report_language())
                ),
                f"{ring_id}-{day}{suffix}",
                on_click="ignore",
                key=f"sheet_{ring_id}{suffix}",
            )


@st.cache_resource(max_entries=32, show_spinner=False)
def _found(key: Standing, ring_id: str, day: date, language: str) -> FieldCheck:
    """The sheet, masked."""
    return made_sheet(space(), ring_id, day, Options(language=language))


def _taking(shown: Act, suffix: str) -> Act:
    """What the log is told when the sheet is taken away, beside that it was shown."""
    return replace(shown, details=dict(shown.details) | {"file": suffix})


def _file(found: FieldCheck, suffix: str, language: str) -> bytes:
    with tempfile.TemporaryDirectory(prefix="ringtrace-") as folder:
        file = Path(folder) / f"sheet{suffix}"
        write(found, file, language)
        return file.read_bytes()


def _overview(found: FieldCheck) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "what": [check.title for check in found.checks],
            "share": [100 * check.share for check in found.checks],
            "strength": [100 * check.strength for check in found.checks],
            "confirms": [check.confirms for check in found.checks],
        }
    )


def _columns() -> Columns:
    percent = st.column_config.NumberColumn
    return {
        "what": t("What to check"),
        "share": percent(t("Of the evidence"), format="%.0f %%"),
        "strength": percent(t("Settles it"), format="%.0f %%"),
        "confirms": st.column_config.TextColumn(t("What would prove it"), width="large"),
    }


def _check(number: int, check: Check) -> None:
    heading(escaped(f"{number}. {check.title}"))
    st.markdown(escaped(t("Proves it: {what}", what=check.confirms)))
    st.markdown(escaped(t("Clears them: {what}", what=check.clears)))
    st.dataframe(_frame(check.table), hide_index=True, height="content")
    if check.note:
        st.caption(escaped(check.note))


def _form(case: Case, number: int, check: Check, answered: Answer | None) -> None:
    """What was found, as it comes back into the case."""
    if answered:
        told = t(
            "Answered by {who} on {when}: {outcome}",
            who=answered.who,
            when=moment(answered.at),
            outcome=words.outcome(answered.outcome),
        )
        st.success(escaped(f"{told}. {answered.text}"), icon=":material/task_alt:")
    key = f"check_{case.id}_{number}"
    with st.form(key, border=True, clear_on_submit=True):
        st.radio(t("It came to"), list(Outcome), format_func=words.outcome, horizontal=True, key=f"{key}_outcome")
        st.text_input(t("What was found"), key=f"{key}_text")
        st.form_submit_button(t("Bring it into the case"), on_click=_answer, args=(case, check, key))


def _answer(case: Case, check: Check, key: str) -> None:
    outcome = Outcome(st.session_state[f"{key}_outcome"])
    text = str(st.session_state.get(f"{key}_text", ""))
    change(
        lambda book: answer(book, case.id, check.title, outcome, text, me()), t("Brought into {case}.", case=case.id)
    )


def _frame(table: Table) -> pd.DataFrame:
    """The table; a heading that comes twice gets a character of no width, since columns need different names."""
    names: list[str] = []
    for name in table.header:
        names.append(name + "\u200b" * names.count(name))
    return pd.DataFrame([list(row) for row in table.rows], columns=names)
