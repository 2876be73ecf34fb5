"""A drug or lot followed between suppliers, shops and buyers: the Sankey, the shops' books, boxes read again."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboards.flow.asking import DRUG, LOT, SHOP, choose, drugs, lots, once, period
from dashboards.flow.bands import Diagram, diagram
from dashboards.flow.books import book_columns
from dashboards.frame import FLOW_PAGE, VIEW, figures, heading
from dashboards.inert import plain
from dashboards.sankey import Words, sankey
from dashboards.standing import Standing, snapshot_of, space
from dashboards.texts import PARAMETER, language, t
from graph.flow.buyers import Bought, buyers
from graph.flow.reading import Span, reading
from graph.flow.stock import Flow, Shop
from graph.flow.trace import FlowTrace, lot, lots_of_drug, trace_lots
from graph.naming import names
from graph.store import NodeRef

_CELLS = 420  # pixels of a table


@dataclass(frozen=True)
class Goods:
    """A trace with its buyers and the names of all in it."""

    trace: FlowTrace
    bought: tuple[Bought, ...]
    names: dict[NodeRef, str]

    def name(self, node: NodeRef) -> str:
        """A node as people read it; never empty."""
        return plain(self.names.get(node) or node.key)


def goods(key: Standing) -> None:
    """The part of the page."""
    left, right = st.columns(2)
    with left:
        drug_id = choose(t("Drug"), DRUG, drugs(key))
        batch_id = choose(t("Lot"), LOT, lots(key, drug_id), all_of_them=t("all lots")) if drug_id else ""
    with right:
        span = period()
    if not drug_id:
        st.info(t("Choose a drug to see where it came from and where it went."), icon=":material/alt_route:")
        return
    with st.spinner(t("Following the goods …")):
        found = once("flow_goods", (key, drug_id, batch_id, span), lambda: _read(key, drug_id, batch_id, span))
    _show(found)


def _read(key: Standing, drug_id: str, batch_id: str, span: Span) -> Goods:
    chosen = lot(space(), batch_id) if batch_id else lots_of_drug(space(), drug_id)
    trace = trace_lots(space(), chosen, span, limit=0)
    bought = _buyers(key, tuple(chosen), span)
    return Goods(trace, bought, names(space(), _nodes(trace, bought)))


@st.cache_resource(max_entries=256, show_spinner=False)
def _buyers(key: Standing, chosen: tuple[str, ...], span: Span) -> tuple[Bought, ...]:
    """Kept for everyone: it reads all lines, and that somebody looked was written when the lots were traced."""
    with reading(space()) as engine:
        return buyers(engine, snapshot_of(key), chosen, span, most=8)


def _nodes(trace: FlowTrace, bought: Iterable[Bought]) -> set[NodeRef]:
    shops = {NodeRef("Institution", shop.institution_id) for shop in trace.shops}
    ends = {end for flow in trace.flows for end in _ends(flow)}
    return shops | ends | {NodeRef("Person", one.person_id) for one in bought if one.person_id}


def _ends(flow: Flow) -> tuple[NodeRef, NodeRef]:
    start = "Supplier" if flow.kind == "delivered" else "Institution"
    end = "Supplier" if flow.kind == "returned" else "Institution"
    return NodeRef(start, flow.start), NodeRef(end, flow.end)


def _show(found: Goods) -> None:
    shops = found.trace.shops
    unexplained = sum(shop.unexplained for shop in shops)
    figures(
        (t("Packs delivered"), f"{sum(shop.purchase for shop in shops):,.0f}"),
        (t("Packs sold to insured people"), f"{sum(shop.sold for shop in shops):,.0f}"),
        (t("Unexplained packs"), f"{unexplained:,.0f}"),
    )
    drawn = diagram(shops, found.trace.flows, found.bought, found.name)
    if not drawn.bands:
        st.info(t("Nothing of it moved in this period."), icon=":material/info:")
        return
    st.altair_chart(sankey(drawn.boxes, drawn.bands, _words()), key="flow_sankey")
    st.caption(_below(drawn))
    _books(found)
    _again(found)


def _words() -> Words:
    return Words(t("from"), t("to"), t("packs"), t("what happened"))


def _below(drawn: Diagram) -> str:
    told = t(
        "Packs from left to right. Unexplained is what went out beyond all that ever came: no book says whence. "
        "It is counted from the first record to the end of the period."
    )
    more = t("{count} smaller shops are one box; the table has them all.", count=drawn.folded)
    return f"{told} {more}" if drawn.folded else told


def _books(found: Goods) -> None:
    heading(t("Books of the shops"))
    table = pd.DataFrame([_row(shop, found) for shop in found.trace.shops])
    picked = st.dataframe(
        table,
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key="flow_books",
        column_config=book_columns(),
        height=min(38 + 35 * len(table), _CELLS),
    )
    st.caption(t("Tick a row to see the shop's whole stock, lot by lot."))
    if picked.selection.rows:
        shop = found.trace.shops[picked.selection.rows[0]].institution_id
        st.switch_page(FLOW_PAGE, query_params={VIEW: "stock", SHOP: shop, PARAMETER: language()})


def _row(shop: Shop, found: Goods) -> dict[str, object]:
    return {
        "place": found.name(NodeRef("Institution", shop.institution_id)),
        "unexplained": shop.unexplained,
        "short": shop.short,
        "since": f"{shop.short_at:%Y-%m-%d}" if shop.short_at else "",
        "had": shop.had,
        "came": shop.came,
        "sold": shop.sold,
        "went": shop.went - shop.sold,
        "left": max(shop.left, 0.0),
    }


def _again(found: Goods) -> None:
    """Boxes that were sold at one place and read at another: no book of goods says how."""
    again = [flow for flow in found.trace.flows if flow.kind == "read_again"]
    heading(t("Boxes sold at one place and read again at another ({count})", count=f"{len(again):,}"))
    if not again:
        st.caption(t("None in this period."))
        return
    table = pd.DataFrame(
        {
            t("Sold at"): [found.name(NodeRef("Institution", one.start)) for one in again],
            t("Read again at"): [found.name(NodeRef("Institution", one.end)) for one in again],
            t("Codes"): [one.packs for one in again],
            t("First"): [one.first for one in again],
            t("Last"): [one.last for one in again],
        }
    )
    day = st.column_config.DateColumn(format="YYYY-MM-DD")
    st.dataframe(
        table,
        hide_index=True,
        column_config={t("First"): day, t("Last"): day, t("Codes"): st.column_config.NumberColumn(format="localized")},
        height=min(38 + 35 * len(table), _CELLS),
    )
