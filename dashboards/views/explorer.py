"""Explorer: what is around a person, a shop, a card, a code; it grows where you ask it to."""

import pandas as pd
import streamlit as st

from dashboards.addresses import address, is_opaque, opened
from dashboards.canvas import canvas
from dashboards.drawing import caption, draw, ref_of, told
from dashboards.exploring import MOST, USUAL, View, begin, expand, written
from dashboards.frame import page
from dashboards.inert import escaped, plain
from dashboards.legend import legend
from dashboards.standing import Standing, graph, require, space
from dashboards.texts import t
from dashboards.words import kind
from graph.declaration import EDGE_KINDS
from graph.lookup import find_node
from graph.store import NodeRef

_VIEW, _DRAWN = "explorer_view", "explorer_drawn"


def show() -> None:
    """The page."""
    with page(t("Explorer"), t("What is around a person, a shop, a card, a code? Double-click a node to go on.")):
        key = require()
        left, right = st.columns([2, 3])
        asked = left.text_input(
            t("Id or name"), value=_of_address(), placeholder="person:P0001, institution:I0001, 康宁大药房"
        )
        kinds = tuple(right.multiselect(t("Ties"), list(EDGE_KINDS), default=list(USUAL), key="ties"))
        if not asked:
            st.info(t("Type an id with its kind, such as person:ID, or a name."), icon=":material/search:")
            return
        _draw(key, _current(key, asked, kinds), kinds)


def _of_address() -> str:
    name = st.query_params.get("node", "")
    return written(ref_of(name)) if ":" in name and not is_opaque(name) else name


def _current(key: Standing, asked: str, kinds: tuple[str, ...]) -> View | None:
    """What is on the canvas; another search or other ties begin anew."""
    drawn = (key, asked, kinds)
    if st.session_state.get(_DRAWN) != drawn:
        centre = opened(key, asked) if is_opaque(asked) else None
        with graph(key) as store:
            centre = centre or find_node(space(), store, asked)
            st.session_state[_VIEW] = begin(store, centre, kinds)
        st.session_state[_DRAWN] = drawn
        st.query_params["node"] = address(centre)
    view: View | None = st.session_state[_VIEW]
    return view


def _draw(key: Standing, view: View | None, kinds: tuple[str, ...]) -> None:
    if view is None:
        st.warning(t("This node is not in the graph."))
        return
    drawing = draw(view.nodes.values(), view.edges, centre=view.centre)
    asked = canvas(drawing, key=f"explorer_{address(view.centre)}", height=560)
    legend(drawing)
    _limits(view)
    picked = st.selectbox(
        t("Expand"),
        [None, *view.nodes],
        format_func=lambda ref: _named(view, ref),
        key=f"expand_{len(view.nodes)}",
        width=420,
    )
    _grow(key, view, ref_of(asked) if asked else picked, kinds)
    _table(view)


def _named(view: View, ref: NodeRef | None) -> str:
    return "–" if ref is None else told(view.nodes[ref])


def _grow(key: Standing, view: View, node: NodeRef | None, kinds: tuple[str, ...]) -> None:
    if node is None or node not in view.nodes:
        return
    with graph(key) as store:
        grown = expand(store, view, node, kinds)
    if grown is not None and grown != view:
        st.session_state[_VIEW] = grown
        st.rerun()


def _limits(view: View) -> None:
    if view.left_out:
        text = t("The canvas holds {most} nodes: {count} more were left out, those with the fewest payments first.")
        st.warning(text.format(most=MOST, count=f"{view.left_out:,}"), icon=":material/content_cut:")
    if view.more:
        text = t("More than is shown goes on by: {kinds}. Saved queries list them all.")
        st.caption(escaped(text.format(kinds=", ".join(view.more))))


def _table(view: View) -> None:
    ties = {ref: sum(ref in (edge.start, edge.end) for edge in view.edges) for ref in view.nodes}
    table = pd.DataFrame(
        {
            t("Kind"): [kind(ref.label) for ref in view.nodes],
            t("Name (masked)"): [caption(node) for node in view.nodes.values()],
            "ID": [plain(ref.key) if ref.label != "Contact" else "…" for ref in view.nodes],
            t("Ties drawn"): list(ties.values()),
        }
    )
    with st.expander(t("The same as a table ({count})", count=f"{len(table):,}")):
        st.dataframe(table, hide_index=True)


show()
