"""Filters whose state is in the address, by stable names: a link that is sent opens the same in any language."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from dashboards.texts import t


def several(place: Any, name: str, label: str, options: Sequence[str], shown: Callable[[str], str] = str) -> list[str]:
    """A choice of several of the options, none meaning all; `place` is where it stands on the page."""
    asked = [one for one in st.query_params.get_all(name) if one in options]
    key = f"kept_{name}"
    st.session_state[key] = [one for one in st.session_state.get(key, asked) if one in options]
    picked = place.multiselect(label, options, format_func=shown, key=key, placeholder=t("all"))
    _keep(name, picked)
    return list(picked)


def words(place: Any, name: str, label: str, hint: str = "") -> str:
    """What is searched for."""
    key = f"kept_{name}"
    st.session_state.setdefault(key, st.query_params.get(name, ""))
    text = place.text_input(label, key=key, placeholder=hint, max_chars=200).strip()
    _keep(name, [text] if text else [])
    return str(text)


def one_of(
    place: Any, name: str, label: str, options: Sequence[str], shown: Callable[[str], str], *, told: bool = True
) -> str:
    """One of the options, the first where nothing was chosen; `told`: the label is seen, not only read aloud."""
    asked = st.query_params.get(name, options[0])
    key = f"kept_{name}"
    st.session_state.setdefault(key, asked if asked in options else options[0])
    picked = place.radio(
        label, options, format_func=shown, key=key, horizontal=True, label_visibility="visible" if told else "collapsed"
    )
    _keep(name, [] if picked in (None, options[0]) else [picked])
    return str(picked or options[0])


def flag(place: Any, name: str, label: str) -> bool:
    """Yes or no, no where nothing was said."""
    key = f"kept_{name}"
    st.session_state.setdefault(key, st.query_params.get(name) == "1")
    chosen = bool(place.toggle(label, key=key))
    _keep(name, ["1"] if chosen else [])
    return chosen


def _keep(name: str, values: list[str]) -> None:
    if st.query_params.get_all(name) == values:
        return
    if values:
        st.query_params[name] = values
    else:
        st.query_params.pop(name, None)
