"""An answer's rows as a table, a chart and a graph, and to take away."""

from collections.abc import Callable
from datetime import date
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from dashboards.addresses import address
from dashboards.asking.rows_graph import LIMIT, drawing_of
from dashboards.canvas import canvas
from dashboards.downloads import Table
from dashboards.drawing import ref_of
from dashboards.frame import EXPLORER_PAGE, Columns
from dashboards.inert import escaped, plain
from dashboards.legend import legend
from dashboards.palette import ACCENT
from dashboards.taking import taken
from dashboards.texts import PARAMETER, language, t
from queries.formats import text_of
from queries.saved_query import ColumnType, SavedQuery
from workspace.audit import Act, Action

_NUMBERS = {ColumnType.INTEGER, ColumnType.NUMBER}
_TIMES = {ColumnType.DATE, ColumnType.TIMESTAMP}
_PLAIN = {*_NUMBERS, *_TIMES, ColumnType.BOOLEAN}
_BARS = 40
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def answer(query: SavedQuery, table: Table, most: int, name: str = "") -> None:
    """The rows, each picture behind its tab; `name` tells two answers on one page apart."""
    name = f"{name}{query.name}"
    rows, chart, drawn = st.tabs([t("Table"), t("Chart"), t("Graph")])
    frame = frame_of(query, table)
    with rows:
        st.dataframe(frame, hide_index=True, column_config=_columns(query))
        told = t("{count} rows", count=f"{len(table.rows):,}")
        cut = t("; there are more: only the first {limit} are read", limit=f"{most:,}") if table.truncated else ""
        st.caption(f"{told}{cut}")
        _downloads(query, table, name)
    with chart:
        _chart(query, frame, name)
    with drawn:
        _graph(query, table, name)


def frame_of(query: SavedQuery, table: Table) -> pd.DataFrame:
    """The rows as they are shown: numbers and times as such, all else as harmless text."""
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
        if one.type in _NUMBERS
        else config.Column(one.name, help=escaped(one.meaning))
        for one in query.columns
    }


def _downloads(query: SavedQuery, table: Table, name: str) -> None:
    row = st.container(horizontal=True)
    kinds: tuple[tuple[str, str, Callable[[], bytes], str], ...] = (
        (t("CSV"), "csv", lambda: table.csv().encode("utf-8-sig"), "text/csv"),
        ("XLSX", "xlsx", table.xlsx, _SHEET),
        (t("Parquet"), "parquet", table.parquet, "application/vnd.apache.parquet"),
    )
    for label, ending, data, mime in kinds:
        act = Act(Action.EXPORT, f"query:{query.name}", details={"file": ending, "rows": len(table.rows)})
        row.download_button(
            label, taken(act, data), f"{query.name}.{ending}", mime, on_click="ignore", key=f"take_{ending}_{name}"
        )


def _chart(query: SavedQuery, frame: pd.DataFrame, name: str) -> None:
    numbers = [one.name for one in query.columns if one.type in _NUMBERS]
    others = [one.name for one in query.columns if one.name not in numbers]
    if not numbers:
        st.info(t("The answer holds no numbers to draw."), icon=":material/bar_chart:")
        return
    left, right = st.columns(2)
    along = left.selectbox(t("Along"), [*others, *numbers], format_func=plain, key=f"along_{name}")
    value = right.selectbox(t("Number"), numbers, format_func=plain, key=f"value_{name}")
    shown = frame[[along, value]].dropna()
    timed = any(one.name == along and one.type in _TIMES for one in query.columns)
    if not timed:
        shown = shown.groupby(along, as_index=False, sort=False)[[value]].sum().head(_BARS) if along != value else shown
    st.altair_chart(_picture(shown.set_axis(["along", "value"], axis=1), along, value, timed=timed))
    if len(shown) < len(frame):
        st.caption(t("{shown} of {total} shown", shown=f"{len(shown):,}", total=f"{len(frame):,}"))


def _picture(rows: pd.DataFrame, along: str, value: str, *, timed: bool) -> Any:
    number = alt.Tooltip("value:Q", title=value, format=",.10~g")
    if timed:
        rows = rows.assign(along=[str(one) if isinstance(one, date) else one for one in rows["along"]])
        x, y = alt.X("along:T", title=None), alt.Y("value:Q", title=value)
        base = alt.Chart(rows).mark_circle(color=ACCENT, size=50)
        return base.encode(x=x, y=y, tooltip=[alt.Tooltip("along:T", title=along), number]).properties(height=320)
    names = alt.Y("along:N", title=None, sort=None, axis=alt.Axis(labelLimit=260, labelOverlap=False))
    drawn = alt.Chart(rows).mark_bar(color=ACCENT).encode(y=names, x=alt.X("value:Q", title=value))
    return drawn.encode(tooltip=[alt.Tooltip("along:N", title=along), number]).properties(
        height=max(160, 24 * rows["along"].nunique() + 70)
    )


def _graph(query: SavedQuery, table: Table, name: str) -> None:
    drawing, rows = drawing_of(query, table)
    if len(drawing.nodes) == 0:
        st.info(t("The answer names no nodes of the graph: its columns are not called after kinds of node."))
        return
    asked = canvas(drawing, key=f"answer_{name}")
    legend(drawing)
    if rows < len(table.rows):
        text = t("Drawn from the first {rows} of {total} rows: the canvas holds {most} nodes.")
        st.caption(text.format(rows=f"{rows:,}", total=f"{len(table.rows):,}", most=LIMIT))
    if asked:
        st.switch_page(EXPLORER_PAGE, query_params={"node": address(ref_of(asked)), PARAMETER: language()})
