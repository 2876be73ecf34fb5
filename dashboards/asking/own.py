"""A query of one's own: written beside a saved one, tried, and kept in the workspace; errors stand at their place."""

import re
from collections.abc import Callable

import streamlit as st

from dashboards.asking.answer import answer
from dashboards.asking.editor import LIBRARY, LINE, editor
from dashboards.asking.history import into_address
from dashboards.downloads import Table
from dashboards.inert import escaped, plain
from dashboards.standing import Standing, space
from dashboards.texts import t
from queries.adding import add_text
from queries.library import OWN, checked_text, text_of_query
from queries.saved_query import SavedQuery
from workspace.errors import RingtraceError

_GROUP = "own"
_TRIED, _REFUSED = "own_tried", "own_refused"
Ask = Callable[[SavedQuery, dict[str, str]], Table]


def plain_lines(text: str) -> str:
    """A text of several lines, its lines kept, nothing in it that turns the reading order."""
    return "\n".join(plain(line) for line in text.splitlines())


def refused(error: RingtraceError | str) -> None:
    """A refusal with its lines kept, so that its mark stands below the place that is meant."""
    first, *rest = str(error).splitlines()
    st.error(escaped(first), icon=":material/error:")
    if rest:
        st.code(plain_lines("\n".join(rest)), language=None)


@st.fragment
def own(key: Standing, query: SavedQuery, ask: Ask, most: int) -> None:
    """The editor, which begins with the query that is open; `ask` runs a query with the values given."""
    with st.expander(t("Write a query of your own"), icon=":material/edit_note:"):
        st.caption(
            t("The lines above the Cypher are its form and its documentation. It is tried with its example, then kept.")
        )
        told: tuple[str, str] = st.session_state.get(_REFUSED, ("", ""))
        refusal = told[1] if told[0] == query.name else ""
        text = editor(t("Header and Cypher"), _begin(query), f"own_text_{query.name}", refusal)
        left, right = st.columns([3, 2], vertical_alignment="bottom")
        begin = query.name if not query.built_in else f"my_{query.name}"
        name = left.text_input(t("Its name"), value=begin, key=f"own_name_{query.name}", max_chars=100).strip()
        replace = right.checkbox(
            t("Replace one of that name"), value=not query.built_in, key=f"own_replace_{query.name}"
        )
        row = st.container(horizontal=True)
        tried = row.button(t("Try"), icon=":material/play_arrow:", key="own_try")
        kept = row.button(t("Try and keep"), icon=":material/save:", key="own_keep")
        if tried or kept:
            _act(key, query, name, text, ask, replace if kept else None)
        if refusal and not (tried or kept):
            _refusal(refusal, text)
        _tried(key, query.name, most)


def _act(key: Standing, query: SavedQuery, name: str, text: str, ask: Ask, replace: bool | None) -> None:
    """Try the text with its example, and keep it where `replace` says how."""
    for one in (_TRIED, _REFUSED):
        st.session_state.pop(one, None)
    try:
        with st.spinner(t("Trying it on the graph …")):
            if replace is None:
                written = checked_text(name, text)
                st.session_state[_TRIED] = (key, query.name, written, ask(written, dict(written.example)))
                return
            file, done = add_text(space(), name, text, replace=replace)
    except RingtraceError as error:
        st.session_state[_REFUSED] = (query.name, str(error))
        st.rerun()  # the editor above marks the line
    told = t("Kept as {file}.", file=f"{OWN}/{file.name}")
    untried = t("It was not tried: the graph is not built.")
    st.success(escaped(told if done else f"{told} {untried}"))
    st.button(t("Open it"), key="own_open", on_click=into_address, args=(name, {}))


def _tried(key: Standing, name: str, most: int) -> None:
    """The rows of the last trial of this query."""
    stands = st.session_state.get(_TRIED)
    if stands is None or stands[:2] != (key, name):
        return
    written, table = stands[2], stands[3]
    st.caption(t("With its example: {given}", given=escaped(", ".join(f"{k}={v}" for k, v in written.example.items()))))
    if table.rows:
        answer(written, table, most, name="own-")
    else:
        st.info(t("No row fits."), icon=":material/info:")


def _refusal(message: str, text: str) -> None:
    refused(message)
    if not LIBRARY.is_file() and LINE.search(message):
        st.code(plain_lines(text), language="cypher", line_numbers=True)


def _begin(query: SavedQuery) -> str:
    text = text_of_query(space(), query)
    return text if not query.built_in else re.sub(r"^// group:.*$", f"// group: {_GROUP}", text, flags=re.MULTILINE)
