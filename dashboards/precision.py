"""The overview's part on verdicts: how often each level, signal and explanation was right."""

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from casework.precision import Precision, precision
from casework.verdicts import verdicts
from dashboards import words
from dashboards.deciding import cases_of
from dashboards.frame import Columns, heading
from dashboards.palette import ACCENT
from dashboards.standing import Standing, space
from dashboards.texts import t


def precision_part(key: Standing) -> None:
    """A picture of the signals with their intervals, and a table of everything."""
    heading(t("How often signals were right, by your verdicts"))
    with cases_of(key) as book:
        decided = verdicts(space(), book)
    rows = precision(decided)
    if not rows:
        st.info(t("No case has a verdict yet. Decide on rings and alerts, then this tells how far to trust what."))
        return
    signals = [row for row in rows if row.kind in ("signal", "alert")]
    if signals:
        st.altair_chart(_chart(signals))
    with st.expander(t("All of it as a table ({count})", count=f"{len(rows):,}")):
        st.dataframe(_table(rows), hide_index=True, column_config=_columns())
    st.caption(
        t(
            "{count} verdicts. The line is the interval of 95 %. What was decided is no random sample: the clear cases "
            "are often decided first.",
            count=f"{len(decided):,}",
        )
    )


def _name(row: Precision) -> str:
    if row.kind == "level":
        return words.level(row.name)
    name = words.signal(row.name)
    return f"{name} · {words.verdict(row.said)}" if row.said else name


def _chart(rows: list[Precision]) -> Any:
    share, name, told = t("Confirmed"), t("Signal"), t("Of so many")
    of_alerts = t("alerts")
    table = pd.DataFrame(
        {
            name: [f"{_name(row)} ({of_alerts})" if row.kind == "alert" else _name(row) for row in rows],
            share: [row.share for row in rows],
            "low": [row.low for row in rows],
            "high": [row.high for row in rows],
            told: [row.decided for row in rows],
        }
    )
    table = table.sort_values([share, told], ascending=False)
    order = table[name].tolist()
    base = alt.Chart(table).encode(y=alt.Y(f"{name}:N", title=None, sort=order, axis=alt.Axis(labelLimit=260)))
    axis = alt.Axis(format=".0%", tickCount=5)
    line = base.mark_rule(color=ACCENT, opacity=0.6, strokeWidth=2).encode(
        x=alt.X("low:Q", title=share, axis=axis, scale=alt.Scale(domain=[0, 1])), x2="high:Q"
    )
    tip = [name, alt.Tooltip(f"{share}:Q", format=".0%"), told]
    point = base.mark_circle(color=ACCENT, size=90, opacity=1).encode(x=alt.X(f"{share}:Q", title=share), tooltip=tip)
    return (line + point).properties(height=max(110, 30 * len(rows) + 40))


def _table(rows: list[Precision]) -> pd.DataFrame:
    kinds = {"level": t("Level"), "signal": t("Signal"), "alert": t("Alert"), "explanation": t("Innocent explanation")}
    return pd.DataFrame(
        {
            "kind": [kinds[row.kind] for row in rows],
            "name": [_name(row) for row in rows],
            "right": [row.right for row in rows],
            "decided": [row.decided for row in rows],
            "share": [100 * row.share for row in rows],
            "low": [100 * row.low for row in rows],
            "high": [100 * row.high for row in rows],
        }
    )


def _columns() -> Columns:
    number, percent = st.column_config.NumberColumn, "%.0f %%"
    return {
        "kind": t("What"),
        "name": st.column_config.TextColumn(t("Name"), width="medium"),
        "right": number(t("Right"), help=t("A signal or level: confirmed. An explanation: as it said.")),
        "decided": number(t("Verdicts")),
        "share": number(t("Share"), format=percent),
        "low": number(t("95 % from"), format=percent),
        "high": number(t("to"), format=percent),
    }
