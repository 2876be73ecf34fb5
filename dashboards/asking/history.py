"""What a session asked: each question can be asked again as it was."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
import streamlit as st

from dashboards.inert import plain
from dashboards.texts import t

MOST = 30
_KEY = "query_history"
_DRAWN = "query_history_drawn"
_HANDED = "query_handed"
QUERY = "query"  # the query parameter that holds a query's name
_VALUE = "p."  # before a parameter's name in the address


@dataclass(frozen=True)
class Asked:
    """A question and how it went."""

    at: datetime
    name: str
    given: tuple[tuple[str, str], ...]
    rows: int


def remember(name: str, given: dict[str, str], rows: int) -> None:
    """Put a question at the head of the history."""
    asked = Asked(datetime.now().replace(microsecond=0), name, tuple(sorted(given.items())), rows)
    st.session_state[_KEY] = [asked, *_all()][:MOST]


def _all() -> list[Asked]:
    found: list[Asked] = st.session_state.get(_KEY, [])
    return found


def given_of_address() -> dict[str, str]:
    """The parameters that the address holds, and those that were handed over besides."""
    found = st.query_params.to_dict()
    given = {name.removeprefix(_VALUE): value for name, value in found.items() if name.startswith(_VALUE)}
    name, value = st.session_state.get(_HANDED, ("", {}))
    return {**(value if name == found.get(QUERY) else {}), **given}


def hand_over(name: str, given: dict[str, str], secret: dict[str, str]) -> dict[str, str]:
    """Query parameters of the page that opens a query with its form filled; what is secret goes by the session."""
    st.session_state[_HANDED] = (name, secret)
    return {QUERY: name, **{f"{_VALUE}{key}": value for key, value in given.items()}}


def into_address(name: str, given: dict[str, str]) -> None:
    """Put a question into the address, in place of what was there."""
    for old in [one for one in st.query_params if one.startswith(_VALUE)]:
        del st.query_params[old]
    st.query_params.update({QUERY: name, **{f"{_VALUE}{key}": value for key, value in given.items()}})


def history() -> None:
    """The table of what was asked; a ticked row fills the form again."""
    asked = _all()
    if not asked:
        return
    with st.expander(t("Asked before ({count})", count=len(asked))):
        table = pd.DataFrame(
            {
                t("When"): [one.at for one in asked],
                t("Query"): [plain(one.name) for one in asked],
                t("With"): [plain(", ".join(f"{k}={v}" for k, v in one.given)) for one in asked],
                t("Rows"): [one.rows for one in asked],
            }
        )
        picked = st.dataframe(
            table,
            hide_index=True,
            on_select="rerun",
            selection_mode="single-row",
            key=f"history_{st.session_state.get(_DRAWN, 0)}",
        )
        st.caption(t("Tick a row to fill the form with it. The list is this session's alone."))
        if picked.selection.rows:
            again(asked[picked.selection.rows[0]])


def again(one: Asked) -> None:
    """Fill the form with a question of the history; the list is drawn anew, with nothing ticked."""
    st.session_state[_DRAWN] = st.session_state.get(_DRAWN, 0) + 1
    into_address(one.name, dict(one.given))
    st.rerun()
