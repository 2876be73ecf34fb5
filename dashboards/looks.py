"""What the app tells the audit log of what was opened: once, not at each rerun of a page."""

import streamlit as st

from workspace.audit import Act, Action, record
from workspace.snapshots import Workspace

_LAST, _PAGE = "audit_looked", "audit_page"


def looked(workspace: Workspace, about: str, case: str = "") -> None:
    """Tell it that something was looked at, unless the session has been on it since.

    Raises:
        RingtraceError: it cannot be written; then it is not shown.
    """
    if st.session_state.get(_LAST) != about:
        record(workspace, Act(Action.LOOK, about, case=case))
        st.session_state[_LAST] = about


def opened(workspace: Workspace, page: str) -> None:
    """Tell it that a page was opened. Raises as `looked` does."""
    if st.session_state.get(_PAGE) != page:
        record(workspace, Act(Action.LOOK, f"page:{page}"))
        st.session_state[_PAGE] = page
