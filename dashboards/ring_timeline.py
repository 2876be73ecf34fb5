"""What happened in a ring, when and where: brush the timeline, and the graph and the table below follow."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from dashboards.addresses import address
from dashboards.canvas import canvas
from dashboards.charts import ON_CANVAS
from dashboards.drawing import Drawing, draw, ref_of
from dashboards.frame import EXPLORER_PAGE, Columns
from dashboards.inert import plain
from dashboards.legend import legend
from dashboards.palette import ACCENT
from dashboards.ring_table import lines
from dashboards.texts import PARAMETER, language, t
from detection.dossier import Dossier, EvidenceLine
from graph.store import Edge, Node, NodeRef

_BRUSH, _TIME = "brush", "settled_at"
_DRAWN = 150  # people and places of the graph at most
Moments = tuple[datetime, datetime]


def ring_timeline(found: Dossier) -> None:
    """The timeline, then who bought where, then the lines, of the days that are brushed or of all."""
    table = lines(found.lines)
    if table.empty:
        st.info(t("No line stands behind it."))
        return
    ring_id = str(found.ring["ring_id"])
    event: Any = st.altair_chart(_chart(table), on_select="rerun", selection_mode=_BRUSH, key=f"timeline_{ring_id}")
    moments = brushed(event)
    shown = [one for one in found.lines if _lies(one, moments)]
    _told(moments, len(shown), len(found.lines))
    if not shown:
        return
    _graph(found, shown)
    rows = lines(tuple(shown))
    st.dataframe(rows, hide_index=True, column_config=_columns(), height=min(38 + 35 * len(rows), 420))


def brushed(event: Any) -> Moments | None:
    """From when to when the brush reaches; None without one. The browser tells moments of its own zone."""
    selection = getattr(event, "selection", None) or {}
    ends = (selection.get(_BRUSH) or {}).get(_TIME)
    if not ends or len(ends) != 2:
        return None
    away = timedelta(minutes=st.context.timezone_offset or 0)
    first, last = (datetime(1970, 1, 1) + timedelta(milliseconds=float(one)) - away for one in sorted(ends))
    return first, last


def _lies(one: EvidenceLine, moments: Moments | None) -> bool:
    return moments is None or (one.settled_at is not None and moments[0] <= one.settled_at <= moments[1])


def _told(moments: Moments | None, shown: int, total: int) -> None:
    if moments is None:
        st.caption(t("Drag over the timeline to see some days alone; a double click ends it."))
        return
    first, last = (f"{one:%Y-%m-%d}" for one in moments)
    st.caption(
        t(
            "{first} to {last}: {shown} of {total} lines.",
            first=first,
            last=last,
            shown=f"{shown:,}",
            total=f"{total:,}",
        )
    )


def _chart(table: pd.DataFrame) -> Any:
    known = table.dropna(subset=[_TIME])[[_TIME, "drug", "amount", "institution"]]
    return (
        alt.Chart(known)
        .mark_circle(opacity=0.55, color=ACCENT)
        .encode(
            x=alt.X(f"{_TIME}:T", title=None, axis=alt.Axis(format="%Y-%m-%d", tickCount=7, labelOverlap=True)),
            y=alt.Y("institution:N", title=None, sort="-x", axis=alt.Axis(labelLimit=220)),
            size=alt.Size("amount:Q", legend=None, scale=alt.Scale(range=[15, 260])),
            tooltip=[
                alt.Tooltip(f"{_TIME}:T", title=t("Settled at"), format="%Y-%m-%d %H:%M"),
                alt.Tooltip("institution:N", title=t("Place")),
                alt.Tooltip("drug:N", title=t("Drug")),
                alt.Tooltip("amount:Q", title=t("Yuan"), format=",.2f"),
            ],
        )
        .add_params(alt.selection_interval(name=_BRUSH, encodings=["x"]))
        .properties(
            height=max(110, min(30 * known["institution"].nunique() + 50, 420)),
            usermeta=ON_CANVAS,
        )
    )


def _graph(found: Dossier, shown: Sequence[EvidenceLine]) -> None:
    nodes, edges = bought_where(found, shown)
    drawing = _called(draw(nodes, edges), found)
    asked = canvas(drawing, key=f"timeline_graph_{found.ring['ring_id']}", height=300)
    legend(drawing)
    if asked:
        st.switch_page(EXPLORER_PAGE, query_params={"node": address(ref_of(asked)), PARAMETER: language()})


def _called(drawing: Drawing, found: Dossier) -> Drawing:
    """People as the dossier calls them, which masked their names already."""
    labels = {f"Person:{one.id}": plain(one.label) for one in found.members if one.kind == "person" and one.label}
    return replace(drawing, nodes=tuple(one | {"label": labels.get(one["id"], one["label"])} for one in drawing.nodes))


def bought_where(found: Dossier, shown: Sequence[EvidenceLine]) -> tuple[list[Node], list[Edge]]:
    """The people and places of some lines, and how often who bought where; the busiest where there are too many."""
    ids = {one.label: one.id for one in found.members if one.kind == "institution" and one.label}
    times = Counter((one.person_id, one.institution) for one in shown if one.person_id and one.institution)
    nodes: dict[NodeRef, Node] = {}
    edges: list[Edge] = []
    for (person, place), count in sorted(times.items(), key=lambda one: (-one[1], one[0])):
        ends = NodeRef("Person", str(person)), NodeRef("Institution", ids.get(str(place), str(place)))
        if len(nodes.keys() | set(ends)) > _DRAWN:
            break
        called = "", str(place)
        nodes |= {ref: Node(ref, {"name": name}) for ref, name in zip(ends, called, strict=True) if ref not in nodes}
        edges.append(Edge("BOUGHT_AT", *ends, {"settlements": count}))
    return list(nodes.values()), edges


def _columns() -> Columns:
    number = st.column_config.NumberColumn
    return {
        "settled_at": st.column_config.DatetimeColumn(t("Settled at"), format="YYYY-MM-DD HH:mm", width=130),
        "person_id": st.column_config.TextColumn(t("Insured person"), width=115),
        "institution": st.column_config.TextColumn(t("Place"), width=130),
        "drug": st.column_config.TextColumn(t("Drug"), width=130),
        "quantity": number(t("Packs"), format="localized", width=60),
        "amount": number(t("Yuan"), format="accounting", width=85),
        "signals": t("Signals"),
        "file": t("File"),
        "row": number(t("Row"), format="localized"),
    }
