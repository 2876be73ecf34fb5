"""Several rings given to one owner at once; what somebody changed meanwhile is left as it is, and told."""

import streamlit as st

from casework.case import Case
from casework.casebook import Conflict
from dashboards.deciding import casebook, me
from dashboards.inert import escaped, plain
from dashboards.standing import space
from dashboards.texts import t
from workspace.access import may
from workspace.errors import RingtraceError

_TOLD = "assigned_told"


def assign_several(cases: list[Case]) -> None:
    """A form for the cases that are ticked, as their reader sees them; for those who may give or take them."""
    if not (may(space(), "assign") or may(space(), "take")):
        return
    with st.form("assign_several", border=True):
        row = st.container(horizontal=True, vertical_alignment="bottom")
        row.text_input(t("Owner of the {count} that are ticked", count=len(cases)), value=me(), key="several_owner",
                       max_chars=200)  # fmt: skip
        row.form_submit_button(
            t("Assign"), icon=":material/assignment_ind:", disabled=not cases, on_click=_assign, args=(cases,)
        )


def _assign(cases: list[Case]) -> None:
    owner = str(st.session_state.get("several_owner", ""))
    done, changed, refused = 0, [], ""
    with casebook() as book:
        for case in cases:
            try:
                book.assign(case.id, owner, "", me(), seen=case.version)
                done += 1
            except Conflict as conflict:
                changed.append(conflict.case.finding_id)
            except RingtraceError as error:
                refused = str(error)
    st.session_state[_TOLD] = (done, owner, changed, refused)


def told_several() -> None:
    """Say once how it went."""
    done, owner, changed, refused = st.session_state.pop(_TOLD, (0, "", [], ""))
    if done:
        text = t("{count} belong to {owner} now.", count=f"{done:,}", owner=plain(owner) or t("nobody"))
        st.toast(escaped(text), icon=":material/check:")
    if changed:
        text = t("Somebody changed these meanwhile, so they were left as they are: {rings}", rings=", ".join(changed))
        st.warning(escaped(text), icon=":material/sync_problem:")
    if refused:
        st.error(escaped(refused), icon=":material/error:")
