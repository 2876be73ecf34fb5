"""Names and numbers whole: asked for with a purpose and a case, shown once, gone with the next click."""

from collections.abc import Collection

import pandas as pd
import streamlit as st

from dashboards import words
from dashboards.inert import escaped, plain
from dashboards.standing import space
from dashboards.texts import t
from detection.revealed import Revealed, revealed
from workspace.access import may
from workspace.errors import RingtraceError


def reveal_part(about: str, members: Collection[tuple[str, str]], case: str) -> None:
    """The form, and below it what it gives; for those who may not, nothing."""
    if not may(space(), "reveal"):
        return
    with st.expander(t("Names and numbers whole"), icon=":material/visibility:"):
        with st.form(f"reveal_{about}", border=False):
            purpose = st.text_input(t("What for (stands in the audit log)"), max_chars=500)
            named = st.text_input(t("For which case"), value=case, max_chars=80)
            asked = st.form_submit_button(t("Write it in the log and show them"), icon=":material/visibility:")
        limit = space().settings.reveals_a_day
        st.caption(t("Each time is counted; {limit} a day are allowed, one more is an alarm.", limit=limit))
        if asked:
            _show(about, members, purpose, named)


def _show(about: str, members: Collection[tuple[str, str]], purpose: str, case: str) -> None:
    try:
        found = revealed(space(), about, members, purpose, case)
    except RingtraceError as error:
        st.error(escaped(error), icon=":material/error:")
        return
    st.dataframe(_frame(found), hide_index=True)
    st.caption(t("They go with the next click."))


def _frame(found: list[Revealed]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            t("Kind"): [words.kind(one.kind) for one in found],
            "ID": [plain(one.id) for one in found],
            t("Name"): [plain(one.name) for one in found],
            t("Identity number"): [plain(one.id_number) for one in found],
            t("Phone"): [plain(one.phone) for one in found],
            t("Address"): [plain(one.address) for one in found],
        }
    )
