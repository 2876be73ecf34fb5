"""A query of one's own: written beside a saved one, tried, and kept in the workspace; errors stand at their place."""

import re

import streamlit as st

from dashboards.asking.history import into_address
from dashboards.inert import escaped, plain
from dashboards.standing import space
from dashboards.texts import t
from queries.adding import add_text
from queries.library import OWN, text_of_query
from queries.saved_query import SavedQuery
from workspace.errors import RingtraceError

_GROUP = "own"
_LINE = re.compile(r"line (\d+)")


def plain_lines(text: str) -> str:
    """A text of several lines, its lines kept, nothing in it that turns the reading order."""
    return "\n".join(plain(line) for line in text.splitlines())


def refused(error: RingtraceError) -> None:
    """A refusal with its lines kept, so that its mark stands below the place that is meant."""
    first, *rest = str(error).splitlines()
    st.error(escaped(first), icon=":material/error:")
    if rest:
        st.code(plain_lines("\n".join(rest)), language=None)


def own(query: SavedQuery) -> None:
    """The editor, which begins with the query that is open."""
    with st.expander(t("Write a query of your own"), icon=":material/edit_note:"):
        st.caption(
            t("The lines above the Cypher are its form and its documentation. It is tried with its example, then kept.")
        )
        text = st.text_area(
            t("Header and Cypher"), value=_begin(query), height=380, key=f"own_text_{query.name}", max_chars=100_000
        )
        left, right = st.columns([3, 2], vertical_alignment="bottom")
        begin = query.name if not query.built_in else f"my_{query.name}"
        name = left.text_input(t("Its name"), value=begin, key=f"own_name_{query.name}", max_chars=100).strip()
        replace = right.checkbox(
            t("Replace one of that name"), value=not query.built_in, key=f"own_replace_{query.name}"
        )
        if st.button(t("Try and keep"), icon=":material/save:", key="own_keep"):
            _keep(name, text, replace)


def _begin(query: SavedQuery) -> str:
    text = text_of_query(space(), query)
    return text if not query.built_in else re.sub(r"^// group:.*$", f"// group: {_GROUP}", text, flags=re.MULTILINE)


def _keep(name: str, text: str, replace: bool) -> None:
    try:
        with st.spinner(t("Trying it on the graph …")):
            file, tried = add_text(space(), name, text, replace=replace)
    except RingtraceError as error:
        refused(error)
        _numbered(str(error), text)
        return
    told = t("Kept as {file}.", file=f"{OWN}/{file.name}")
    untried = t("It was not tried: the graph is not built.")
    st.success(escaped(told if tried else f"{told} {untried}"))
    st.button(t("Open it"), key="own_open", on_click=into_address, args=(name, {}))


def _numbered(message: str, text: str) -> None:
    """The text with line numbers, where the refusal names one of its lines."""
    if _LINE.search(message):
        st.code(plain_lines(text), language="cypher", line_numbers=True)
