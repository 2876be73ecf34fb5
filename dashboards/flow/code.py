"""The life of one box by its trace code: when and where it was read, and where the chain does not hold."""

from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from dashboards.flow.asking import CODE, keep, once
from dashboards.frame import figures, heading
from dashboards.inert import escaped, plain
from dashboards.palette import ACCENT, UNEXPLAINED
from dashboards.standing import Standing, space
from dashboards.texts import t
from graph.flow.code import Break, CodeTrace, Read, trace_code
from graph.flow.reading import Move
from graph.naming import names
from graph.store import NodeRef

_BREAKS = 6  # in full; the table marks them all
_MOVES = 200  # movements of the lot that are shown before and between the sales


def code(key: Standing) -> None:
    """The part of the page."""
    asked = st.text_input(
        t("Trace code"),
        value=st.query_params.get(CODE, ""),
        placeholder="81000000000000000001",
        key="flow_code",
        width=420,
    ).strip()
    asked = asked.removeprefix("code:")
    keep(CODE, asked)
    if not asked:
        st.info(t("Type the trace code on a box to see its life."), icon=":material/qr_code_2:")
        return
    with st.spinner(t("Looking for the code …")):
        found = once("flow_trace", (key, asked), lambda: trace_code(space(), asked))
    if not found.reads:
        st.warning(t("This code was never read at a sale. Check it against the box."), icon=":material/search_off:")
        return
    _show(found, names(space(), _nodes(found)))


def _nodes(found: CodeTrace) -> set[NodeRef]:
    places = {NodeRef("Institution", one.institution_id) for one in found.reads}
    places |= {NodeRef("Institution", one.institution_id) for one in found.moves}
    people = {NodeRef("Person", one.person_id) for one in found.reads}
    others = {NodeRef("Institution", one.counterparty_id) for one in found.moves if one.counterparty_id}
    return places | people | others | {NodeRef("Supplier", one.supplier_id) for one in found.moves if one.supplier_id}


def _show(found: CodeTrace, named: dict[NodeRef, str]) -> None:
    sales = [one for one in found.reads if not one.reverses]
    figures(
        (t("Times sold"), f"{len(sales):,}"),
        (t("Places"), f"{len({one.institution_id for one in sales}):,}"),
        (t("Where the chain breaks"), f"{len(found.breaks):,}"),
    )
    table = events(found, named)
    st.altair_chart(_timeline(table), key="flow_life")
    st.caption(t("Movements are of the box's lot: which of them brought this box, nobody wrote down."))
    _breaks(found, named)
    heading(t("The same in order of time"))
    st.dataframe(
        table.drop(columns=["mark"]),
        hide_index=True,
        column_config={
            "at": st.column_config.DatetimeColumn(t("When"), format="YYYY-MM-DD HH:mm"),
            "what": t("What"),
            "place": t("Place"),
            "other": t("With whom"),
            "packs": st.column_config.NumberColumn(t("Packs"), format="localized"),
            "reference": t("Reference"),
        },
        height=min(38 + 35 * len(table), 420),
    )


def events(found: CodeTrace, named: dict[NodeRef, str]) -> pd.DataFrame:
    """A row for each sale of the box and each movement of its lot until the last sale, in order of time."""
    last = max(one.at for one in found.reads)
    moves = [one for one in found.moves if one.at <= last][-_MOVES:]
    rows = [_move(one, named) for one in moves] + [_read(one, found, named) for one in found.reads]
    return pd.DataFrame(rows).sort_values(["at", "mark"], kind="stable", ignore_index=True)


def _read(one: Read, found: CodeTrace, named: dict[NodeRef, str]) -> dict[str, object]:
    broken = any((fault.at, fault.institution_id) == (one.at, one.institution_id) for fault in found.breaks)
    what = t("payment undone") if one.reverses else t("sold a part") if one.split else t("sold")
    return {
        "at": one.at,
        "mark": t("⚠ the chain breaks") if broken else t("sale"),
        "what": f"⚠ {what}" if broken else what,
        "place": _name(named, "Institution", one.institution_id),
        "other": _name(named, "Person", one.person_id),
        "packs": one.quantity,
        "reference": plain(one.settlement_id),
    }


def _move(one: Move, named: dict[NodeRef, str]) -> dict[str, object]:
    other = _name(named, "Supplier", one.supplier_id) if one.supplier_id else ""
    other = other or (_name(named, "Institution", one.counterparty_id) if one.counterparty_id else "")
    return {
        "at": one.at,
        "mark": t("movement of the lot"),
        "what": _moved(one.kind),
        "place": _name(named, "Institution", one.institution_id),
        "other": other,
        "packs": one.quantity,
        "reference": plain(one.move_id),
    }


def _moved(kind: str) -> str:
    known = {
        "opening": t("in stock before"),
        "purchase": t("delivered"),
        "purchase_return": t("returned"),
        "transfer_in": t("received from a shop"),
        "transfer_out": t("sent to a shop"),
        "self_pay_sale": t("sold without insurance"),
        "damage": t("damaged"),
        "stocktake": t("stock counted"),
    }
    return known.get(kind, plain(kind))


def _name(named: dict[NodeRef, str], label: str, key: str) -> str:
    return plain(named.get(NodeRef(label, key)) or key)


def _timeline(table: pd.DataFrame) -> Any:
    """Places over time; sales are joined in their order, so that a box that travels is a line that climbs and falls."""
    at, place, what, packs = t("When"), t("Place"), t("What"), t("packs")
    shown = table.rename(columns={"at": at, "place": place, "what": what, "packs": packs})
    marks = [t("movement of the lot"), t("sale"), t("⚠ the chain breaks")]
    x = alt.X(f"{at}:T", title=None, axis=alt.Axis(format="%Y-%m-%d", tickCount=6, labelOverlap=True))
    y = alt.Y(f"{place}:N", title=None, sort=list(dict.fromkeys(shown[place])), axis=alt.Axis(labelLimit=220))
    line = alt.Chart(shown[shown["mark"] != marks[0]]).mark_line(color=ACCENT, opacity=0.5, strokeWidth=1.5)
    points = alt.Chart(shown).mark_point(filled=True, opacity=0.9)
    domain = alt.Scale(domain=marks, range=["#8a8f98", ACCENT, UNEXPLAINED])
    shapes = alt.Scale(domain=marks, range=["triangle-up", "circle", "diamond"])
    sizes = alt.Scale(domain=marks, range=[50, 110, 190])
    dots = points.encode(
        x=x,
        y=y,
        color=alt.Color("mark:N", title=None, scale=domain, legend=alt.Legend(orient="top")),
        shape=alt.Shape("mark:N", title=None, scale=shapes),
        size=alt.Size("mark:N", scale=sizes, legend=None),
        tooltip=[alt.Tooltip(f"{at}:T", format="%Y-%m-%d %H:%M"), what, place, packs],
    )
    height = max(160, 34 * shown[place].nunique() + 70)
    return (line.encode(x=x, y=y, order=f"{at}:T") + dots).properties(height=height)


def _breaks(found: CodeTrace, named: dict[NodeRef, str]) -> None:
    heading(t("Where the chain breaks"))
    if not found.breaks:
        st.caption(t("Nowhere: every sale is explained by the books."))
    for one in found.breaks[:_BREAKS]:
        st.markdown(f"- ⚠ {escaped(_sentence(one, named))}")
    if len(found.breaks) > _BREAKS:
        st.caption(t("{count} more are marked ⚠ in the table.", count=f"{len(found.breaks) - _BREAKS:,}"))


def _sentence(one: Break, named: dict[NodeRef, str]) -> str:
    known = {
        "no_lot": t("{day}: {place} sold it on a line that names no lot."),
        "no_delivery": t("{day}: {place} sold it, though its lot was never delivered there."),
        "late_delivery": t("{day}: {place} sold it before its lot was first delivered there."),
        "read_again": t("{day}: {place} sold it again without a return in between."),
        "back_in_trade": t("{day}: read at {place} after a sale elsewhere that no return and transfer explain."),
    }
    text = known.get(one.kind)
    place = _name(named, "Institution", one.institution_id)
    return text.format(day=f"{one.at:%Y-%m-%d}", place=place) if text else plain(one.sentence)
