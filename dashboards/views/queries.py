"""Queries: a saved question, its form, its rows, its Cypher, and the rows to take away."""

import pandas as pd
import streamlit as st

from dashboards.downloads import Table
from dashboards.frame import Columns, page
from dashboards.inert import escaped, plain
from dashboards.query_form import question, title, values
from dashboards.standing import Standing, require, space
from dashboards.texts import language, t
from graph.store import Limits
from queries.formats import text_of
from queries.guard import guarded
from queries.library import queries
from queries.masking import PersonalValues
from queries.runner import run_query
from queries.saved_query import GROUPS, ColumnType, SavedQuery

ROWS, SECONDS = 10_000, 30.0
_ANSWER = "query_answer"
_PLAIN = {ColumnType.INTEGER, ColumnType.NUMBER, ColumnType.BOOLEAN, ColumnType.DATE, ColumnType.TIMESTAMP}


def show() -> None:
    """The page."""
    with page(t("Queries"), t("Saved questions: fill in the form, read the rows, take them away.")):
        key = require()
        known = queries(space())
        order = list(GROUPS)
        names = sorted(known, key=lambda name: (order.index(known[name].group), name))
        name = st.selectbox(t("Query"), names, format_func=lambda one: _called(known[one]), key="query")
        query = known[name]
        st.markdown(escaped(question(query, language())))
        _form(key, query)
        _answer(key, query)
        with st.expander(t("The Cypher behind it")):
            st.code(_plain_lines(query.text), language="cypher")
            st.caption(escaped(query.command))


def _plain_lines(text: str) -> str:
    """A query's text, its lines kept, nothing in it that turns the reading order."""
    return "\n".join(plain(line) for line in text.splitlines())


def _called(query: SavedQuery) -> str:
    return f"{plain(title(query, language()))} · {query.name}"


def _form(key: Standing, query: SavedQuery) -> None:
    with st.form(f"form_{query.name}", border=True):
        given = values(query)
        asked = st.form_submit_button(t("Run"), type="primary", icon=":material/play_arrow:")
    if asked:
        st.session_state.pop(_ANSWER, None)
        with st.spinner(t("Asking the graph …")):
            st.session_state[_ANSWER] = (key, query.name, _ask(query, given))


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
    st.dataframe(_frame(query, table), hide_index=True, column_config=_columns(query))
    told = t("{count} rows", count=f"{len(table.rows):,}")
    cut = t("; there are more: only the first {limit} are read", limit=f"{ROWS:,}") if table.truncated else ""
    st.caption(f"{told}{cut}")
    _downloads(query, table)


def _frame(query: SavedQuery, table: Table) -> pd.DataFrame:
    columns = list(zip(*table.rows, strict=True))
    shown = {
        column.name: list(given) if column.type in _PLAIN else [plain(text_of(value)) for value in given]
        for column, given in zip(query.columns, columns, strict=True)
    }
    return pd.DataFrame(shown)


def _columns(query: SavedQuery) -> Columns:
    config = st.column_config
    return {
        one.name: config.NumberColumn(one.name, help=escaped(one.meaning), format="localized")
        if one.type in (ColumnType.INTEGER, ColumnType.NUMBER)
        else config.Column(one.name, help=escaped(one.meaning))
        for one in query.columns
    }


def _downloads(query: SavedQuery, table: Table) -> None:
    row = st.container(horizontal=True)
    row.download_button(t("CSV"), table.csv().encode("utf-8-sig"), f"{query.name}.csv", "text/csv", on_click="ignore")
    row.download_button(
        t("Parquet"), table.parquet(), f"{query.name}.parquet", "application/vnd.apache.parquet", on_click="ignore"
    )


show()
