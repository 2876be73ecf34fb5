"""Explorer: what is around a person, a shop, a card, a code; it grows where you ask it to, and can be kept."""

import streamlit as st

from dashboards.addresses import address, is_opaque, opened
from dashboards.bench.screen import drawing_of
from dashboards.bench.session import BENCH, bench, open_saved, put, turned
from dashboards.bench.showing import table
from dashboards.bench.state import Bench, grown, started
from dashboards.bench.tools import note, saved, take_away, time_span, tools
from dashboards.canvas import board
from dashboards.drawing import Drawing, ref_of
from dashboards.exploring import MOST, USUAL, View, written
from dashboards.frame import page
from dashboards.inert import escaped
from dashboards.legend import legend
from dashboards.standing import Standing, graph, require, space
from dashboards.texts import t
from graph.declaration import EDGE_KINDS
from graph.lookup import find_node
from graph.store import NodeRef

_DRAWN = "explorer_drawn"
_HEIGHT = 560


def show() -> None:
    """The page."""
    with page(t("Explorer"), t("What is around a person, a shop, a card, a code? Double-click a node to go on.")):
        key = require()
        fresh = open_saved(key)
        left, right = st.columns([2, 3])
        asked = left.text_input(
            t("Id or name"), value=_of_address(), placeholder="person:P0001, institution:I0001, 康宁大药房"
        )
        kinds = tuple(right.multiselect(t("Ties"), list(EDGE_KINDS), default=list(USUAL), key="ties"))
        if fresh:
            st.session_state[_DRAWN] = (key, asked, kinds)
        if not asked:
            st.info(t("Type an id with its kind, such as person:ID, or a name."), icon=":material/search:")
            saved(key, None)
            return
        _draw(key, _current(key, asked, kinds), kinds)


def _of_address() -> str:
    name = st.query_params.get("node", "")
    return written(ref_of(name)) if ":" in name and not is_opaque(name) else name


def _current(key: Standing, asked: str, kinds: tuple[str, ...]) -> Bench | None:
    """What is on the canvas; another search or other ties begin anew."""
    drawn = (key, asked, kinds)
    if st.session_state.get(_DRAWN) != drawn:
        centre = opened(key, asked) if is_opaque(asked) else None
        with graph(key) as store:
            centre = centre or find_node(space(), store, asked)
            begun = started(store, centre, kinds)
        st.session_state.pop(BENCH, None)
        if begun is not None:
            put(Bench(begun))
        st.session_state[_DRAWN] = drawn
        st.query_params["node"] = address(centre)
    return bench()


def _draw(key: Standing, work: Bench | None, kinds: tuple[str, ...]) -> None:
    if work is None:
        st.warning(t("This node is not in the graph."))
        return
    above = st.container()
    days, anonymous = time_span(work)
    drawing = drawing_of(work.now, days, work.notes, anonymous=anonymous)
    found = board(drawing, f"explorer_{address(work.now.view.centre)}_{turned()}", work.positions, height=_HEIGHT)
    work.positions |= found.positions
    selected = [ref for ref in map(ref_of, found.selection) if ref in work.now.nodes]
    with above:
        tools(key, work, selected)
    legend(drawing)
    note(work, selected)
    _limits(work.now.view)
    picked = _expand(drawing, work)
    _grow(key, work, ref_of(found.expand) if found.expand else picked, kinds)
    take_away(drawing, work)
    saved(key, work)
    table(work.now.view, work.notes, anonymous=anonymous)


def _expand(drawing: Drawing, work: Bench) -> NodeRef | None:
    """For those who use no canvas: the node whose neighbours are to come."""
    names = {str(node["id"]): str(node["told"]) for node in drawing.nodes}
    picked = st.selectbox(
        t("Expand"),
        ["", *names],
        format_func=lambda one: names.get(one, one or "–"),
        key=f"expand_{turned()}_{len(work.past)}_{len(work.future)}_{len(names)}",
        width=420,
    )
    return ref_of(picked) if picked else None


def _grow(key: Standing, work: Bench, node: NodeRef | None, kinds: tuple[str, ...]) -> None:
    if node is None or node not in work.now.view.nodes:
        return
    with graph(key) as store:
        state = grown(store, work.now, node, kinds)
    if work.do(state):
        st.rerun()


def _limits(view: View) -> None:
    if view.left_out:
        text = t("The canvas holds {most} nodes: {count} more were left out, those with the fewest payments first.")
        st.warning(text.format(most=MOST, count=f"{view.left_out:,}"), icon=":material/content_cut:")
    if view.more:
        text = t("More than is shown goes on by: {kinds}. Saved queries list them all.")
        st.caption(escaped(text.format(kinds=", ".join(view.more))))


show()
