"""Explorer: what is around a person, a shop, a card, a code; it grows where you ask it to, and can be kept."""

import streamlit as st

from dashboards import words
from dashboards.addresses import address, is_opaque
from dashboards.asking.own import plain_lines
from dashboards.bench.at_hand import at_hand, too_many
from dashboards.bench.cypher import cypher_of
from dashboards.bench.screen import drawing_of, group_id
from dashboards.bench.seeking import sought
from dashboards.bench.session import BENCH, bench, open_saved, put, turned
from dashboards.bench.showing import table
from dashboards.bench.state import Bench, State, grown, leaves_grouped, opened, started, strongest_kept
from dashboards.bench.tools import saved, take_away, time_span, tools
from dashboards.canvas import board
from dashboards.drawing import Drawing, node_id, ref_of
from dashboards.exploring import MOST, USUAL, written
from dashboards.frame import page
from dashboards.inert import escaped
from dashboards.legend import legend
from dashboards.standing import Standing, graph, require, ring_levels
from dashboards.texts import t
from graph.declaration import EDGE_KINDS
from graph.store import NodeRef

_DRAWN = "explorer_drawn"
_ASKS = "explorer_asks"  # the node that has too many neighbours to be expanded unasked
_HEIGHT = 560


def show() -> None:
    """The page."""
    with page(t("Explorer"), t("What is around a person, a shop, a card, a code? Double-click a node to go on.")):
        key = require()
        fresh = open_saved(key)
        left, right = st.columns([2, 3])
        asked = left.text_input(
            t("Name, pinyin, id, phone or code"),
            value=_of_address(),
            placeholder="王小明, wangxiaoming, person:P0001, 康宁大药房",
        ).strip()
        kinds = tuple(
            right.multiselect(t("Ties"), list(EDGE_KINDS), default=list(USUAL), key="ties", format_func=words.tie)
        )
        if fresh:
            st.session_state[_DRAWN] = (key, asked, kinds)
        if not asked:
            st.info(
                t("Type a name, in characters or pinyin, an id, a phone or a trace code."), icon=":material/search:"
            )
            saved(key, None)
            return
        if _begun(key, asked, kinds):
            _draw(key, bench(), kinds)


def _of_address() -> str:
    name = st.query_params.get("node", "")
    return written(ref_of(name)) if ":" in name and not is_opaque(name) else name


def _begun(key: Standing, asked: str, kinds: tuple[str, ...]) -> bool:
    """Whether what was asked for is on the canvas; another search or other ties begin anew."""
    drawn = (key, asked, kinds)
    if st.session_state.get(_DRAWN) != drawn:
        centre = sought(key, asked)
        if centre is None:
            return False
        with graph(key) as store:
            begun = started(store, centre, kinds)
        st.session_state.pop(BENCH, None)
        if begun is not None:
            put(Bench(begun))
        st.session_state[_DRAWN] = drawn
        st.query_params["node"] = address(centre)
    return True


def _draw(key: Standing, work: Bench | None, kinds: tuple[str, ...]) -> None:
    if work is None:
        st.warning(t("This node is not in the graph."))
        return
    above = st.container()
    days, anonymous, dress = time_span(work, ring_levels(key))
    drawing = drawing_of(work.now, days, work.notes, anonymous=anonymous, dress=dress)
    pinned = [node_id(ref) for ref in work.now.pinned]
    name = f"explorer_{address(work.now.view.centre)}_{turned()}"
    found = board(drawing, name, work.positions, height=_HEIGHT, pinned=pinned, meanings=dress.meanings)
    work.positions |= found.positions
    selected = [ref for ref in map(ref_of, found.selection) if ref in work.now.nodes]
    groups = tuple(group for group in work.now.groups if group_id(group) in found.selection)
    with above:
        tools(key, work, selected, groups)
    legend(drawing)
    _limits(work)
    _grow(key, work, found.expand or _picked(drawing, work), kinds)
    _at_hand(key, work, selected, anonymous=anonymous)
    take_away(drawing, work)
    saved(key, work)
    with st.expander(t("The Cypher of what is shown"), icon=":material/code:"):
        st.code(plain_lines(cypher_of(work.now.steps)), language="cypher")
    table(work.now.view, work.notes, anonymous=anonymous)


def _picked(drawing: Drawing, work: Bench) -> str | None:
    """For those who use no canvas: the node whose neighbours are to come."""
    names = {str(node["id"]): str(node["told"]) for node in drawing.nodes}
    return (
        st.selectbox(
            t("Expand"),
            ["", *names],
            format_func=lambda one: names.get(one, one or "–"),
            key=f"expand_{turned()}_{len(work.past)}_{len(work.future)}_{len(names)}",
            width=420,
        )
        or None
    )


def _grow(key: Standing, work: Bench, name: str | None, kinds: tuple[str, ...]) -> None:
    """Expand a node, open a group; a node with too many neighbours asks first."""
    if name is None:
        return
    groups = tuple(group for group in work.now.groups if group_id(group) == name)
    if groups and work.do(opened(work.now, groups)):
        st.rerun()
    node = ref_of(name)
    if node not in work.now.view.nodes:
        return
    many = too_many(key, node, kinds)
    if many:
        st.session_state[_ASKS] = node
        return
    with graph(key) as store:
        state = grown(store, work.now, node, kinds)
    if work.do(state):
        st.rerun()


def _at_hand(key: Standing, work: Bench, selected: list[NodeRef], *, anonymous: bool) -> None:
    """The node that is selected, else the one that asks before it grows."""
    asks: NodeRef | None = st.session_state.get(_ASKS)
    if selected:
        st.session_state.pop(_ASKS, None)
    elif asks in work.now.nodes:
        st.warning(t("It has more neighbours than anyone can read: say which to take."), icon=":material/hub:")
    node = selected[0] if len(selected) == 1 else None if selected else asks
    if node is not None and node in work.now.nodes:
        at_hand(key, work, node, anonymous=anonymous)


def _limits(work: Bench) -> None:
    view = work.now.view
    if view.left_out:
        text = t("About {most} nodes can be read at once: {count} more were left out, those with the weakest ties.")
        st.warning(text.format(most=MOST, count=f"{view.left_out:,}"), icon=":material/content_cut:")
        row = st.container(horizontal=True)
        now = work.now
        row.button(t("Group what hangs on one node"), key="limit_group", on_click=_do, args=(work, leaves_grouped(now)))
        row.button(
            t("Keep the {count} strongest", count=100),
            key="limit_rank",
            on_click=_do,
            args=(work, strongest_kept(now, 100)),
        )
    if view.more:
        text = t("More than is shown goes on by: {kinds}. Select the node to take more; saved queries list them all.")
        st.caption(escaped(text.format(kinds=", ".join(words.tie(one) for one in view.more))))


def _do(work: Bench, state: State) -> None:
    work.do(state)


show()
