"""Queries: a saved question, its form, its rows as table, chart and graph, its Cypher; queries of one's own."""

import streamlit as st

from dashboards import kept
from dashboards.asking.answer import answer
from dashboards.asking.history import QUERY, given_of_address, history, into_address, remember
from dashboards.asking.own import own, plain_lines, refused
from dashboards.downloads import Table
from dashboards.frame import page
from dashboards.inert import escaped, plain
from dashboards.query_form import question, title, values
from dashboards.standing import Standing, require, space
from dashboards.texts import language, t
from graph.masking import PERSONAL
from graph.store import Limits
from queries.guard import guarded
from queries.library import queries
from queries.masking import PersonalValues
from queries.runner import run_query
from queries.saved_query import GROUPS, SavedQuery
from workspace.errors import RingtraceError

ROWS, SECONDS = 10_000, 30.0
_ANSWER = "query_answer"


def show() -> None:
    """The page."""
    with page(t("Queries"), t("Saved questions: fill in the form, read the rows, take them away.")):
        key = require()
        query = _chosen(queries(space()))
        st.markdown(escaped(question(query, language())))
        _form(key, query)
        _answer(key, query)
        history()
        with st.expander(t("The Cypher behind it")):
            st.code(plain_lines(query.text), language="cypher")
            st.caption(escaped(query.command))
        own(key, query, _ask, ROWS)


def _chosen(known: dict[str, SavedQuery]) -> SavedQuery:
    """The query of the address, else the first that the search finds; the choice goes into the address."""
    left, right = st.columns([1, 2])
    text = kept.words(left, "find", t("Search the library"), t("a word of the question"))
    order = list(GROUPS)
    found = {name: one for name, one in known.items() if _fits(one, text)}
    if not found:
        left.caption(t("No query fits; all are shown."))
    names = sorted(found or known, key=lambda name: (order.index(known[name].group), name))
    asked = st.query_params.get(QUERY, "")
    index = names.index(asked) if asked in names else 0
    name = right.selectbox(
        t("Query"), names, index=index, format_func=lambda one: _called(known[one]), key=f"query_{asked}"
    )
    if name != asked:
        into_address(name, {})
    return known[name]


def _fits(query: SavedQuery, text: str) -> bool:
    """Whether each word stands in what the query says of itself, in either language."""
    said = (query.name, query.title, query.title_zh, query.question, query.question_zh, query.row, query.text)
    told = " ".join(said).casefold()
    return all(word in told for word in text.casefold().split())


def _called(query: SavedQuery) -> str:
    return f"{plain(title(query, language()))} · {query.name}"


def _form(key: Standing, query: SavedQuery) -> None:
    with st.form(f"form_{query.name}", border=True):
        given = values(key, query, given_of_address())
        asked = st.form_submit_button(t("Run"), type="primary", icon=":material/play_arrow:")
    if asked:
        st.session_state.pop(_ANSWER, None)
        try:
            with st.spinner(t("Asking the graph …")):
                found = _ask(query, given)
        except RingtraceError as error:
            refused(error)
            return
        st.session_state[_ANSWER] = (key, query.name, found)
        open_to_all = {one.name for one in query.parameters if one.suggestions not in PERSONAL}
        remember(query.name, {name: value for name, value in given.items() if name in open_to_all}, len(found.rows))
        into_address(query.name, {name: value for name, value in given.items() if name in open_to_all})


def _ask(query: SavedQuery, given: dict[str, str]) -> Table:
    """The rows, from a process of their own, so that a query ends at worst itself."""
    with guarded(space()) as store:
        limits, known = Limits(seconds=SECONDS, rows=ROWS), PersonalValues(space())
        return Table.of(run_query(store, query, given, limits=limits, known=known))


def _answer(key: Standing, query: SavedQuery) -> None:
    stands = st.session_state.get(_ANSWER)
    if stands is None or stands[:2] != (key, query.name):
        st.caption(escaped(t("A row is {row}.", row=query.row)))
        return
    table: Table = stands[2]
    if not table.rows:
        st.info(t("No row fits."), icon=":material/info:")
        return
    answer(query, table, ROWS)


show()
