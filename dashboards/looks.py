"""What the app tells the audit log of what was opened: once, not at each rerun of a page."""

import streamlit as st

from workspace.access import admit
from workspace.audit import Act, Action, record
from workspace.snapshots import Workspace

_LAST, _PAGE, _DONE = "audit_looked", "audit_page", "audit_done"


def looked(workspace: Workspace, about: str, case: str = "") -> None:
    """Tell it that something was looked at, unless the session has been on it since.

    Raises:
        RingtraceError: it cannot be written; then it is not shown.
    """
    act = Act(Action.LOOK, about, case=case)
    admit(workspace, act)  # at each rerun: what was taken away is gone at once
    if st.session_state.get(_LAST) != about:
        record(workspace, act)
        st.session_state[_LAST] = about


def opened(workspace: Workspace, page: str) -> None:
    """Tell it that a page was opened. Raises as `looked` does."""
    act = Act(Action.LOOK, f"page:{page}")
    admit(workspace, act)
    if st.session_state.get(_PAGE) != page:
        record(workspace, act)
        st.session_state[_PAGE] = page


def once(workspace: Workspace, act: Act) -> None:
    """Tell it of an act once a session. Raises as `looked` does."""
    admit(workspace, act)
    done: set[str] = st.session_state.setdefault(_DONE, set())
    mark = f"{act.action} {act.about} {sorted(act.details.items())}"
    if mark not in done:
        record(workspace, act)
        done.add(mark)
