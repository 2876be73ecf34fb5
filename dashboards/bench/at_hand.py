"""The one node that is selected: what lies ahead of it by kind of tie, the questions that it answers, a note on it."""

import streamlit as st

from dashboards import words
from dashboards.asking.history import hand_over
from dashboards.bench.state import Bench, grouped, grown
from dashboards.drawing import told
from dashboards.exploring import A_KIND
from dashboards.frame import QUERIES_PAGE
from dashboards.inert import escaped, plain
from dashboards.query_form import title
from dashboards.standing import Standing, graph, space
from dashboards.texts import PARAMETER, language, t
from graph.around import Ahead, ahead
from graph.masking import PERSONAL
from graph.store import NodeRef
from queries.library import queries
from queries.saved_query import SavedQuery

_RANKED = (20, 60, 150)  # of a supernode's neighbours


@st.cache_data(max_entries=512, show_spinner=False)
def lies_ahead(key: Standing, node: NodeRef) -> tuple[Ahead, ...]:
    """How many neighbours of each kind a node has."""
    with graph(key) as store:
        return ahead(store, node)


def too_many(key: Standing, node: NodeRef, kinds: tuple[str, ...]) -> tuple[Ahead, ...]:
    """The kinds of ties, of the chosen ones, that are too many to draw unasked."""
    return tuple(one for one in lies_ahead(key, node) if one.count > A_KIND and (not kinds or one.edge in kinds))


def at_hand(key: Standing, work: Bench, node: NodeRef, *, anonymous: bool) -> None:
    """The panel of a node; an expansion changes the bench and draws the page anew."""
    called = words.kind(node.label) if anonymous else told(work.now.view.nodes[node])
    with st.container(border=True):
        st.markdown(f"**{escaped(called)}**")
        _expand(key, work, node)
        _questions(node)
        _note(work, node, called)


def _expand(key: Standing, work: Bench, node: NodeRef) -> None:
    found = lies_ahead(key, node)
    if not found:
        st.caption(t("Nothing is tied to it."))
        return
    row = st.container(horizontal=True, vertical_alignment="center", gap="small")
    row.caption(t("Expand by"))
    for one in found:
        label = f"{words.tie(one.edge)} → {words.kind(one.other)} · {one.count:,}"
        name = f"{one.edge}_{one.other}_{one.outward}"
        if one.count <= A_KIND:
            row.button(label, key=f"ahead_{name}", on_click=_grow, args=(key, work, node, one.edge, A_KIND))
        else:
            with row.popover(label, icon=":material/warning:", key=f"many_{name}"):
                _ranked(key, work, node, one)


def _ranked(key: Standing, work: Bench, node: NodeRef, one: Ahead) -> None:
    """A supernode asks first."""
    st.markdown(
        t(
            "{count} are more than anyone can read. Take those whose ties weigh most, or all that fit as one.",
            count=f"{one.count:,}",
        )
    )
    for count in (number for number in _RANKED if number < one.count):
        st.button(
            t("The {count} strongest", count=count), key=f"ranked_{one.edge}_{one.other}_{one.outward}_{count}",
            on_click=_grow, args=(key, work, node, one.edge, count), width="stretch",
        )  # fmt: skip
    st.button(
        t("The {count} strongest, as one group", count=_RANKED[-1]), key=f"as_one_{one.edge}_{one.other}_{one.outward}",
        on_click=_as_one, args=(key, work, node, one.edge), width="stretch", icon=":material/workspaces:",
    )  # fmt: skip
    st.caption(t("Saved queries list them all."))


def _grow(key: Standing, work: Bench, node: NodeRef, edge: str, count: int) -> None:
    with graph(key) as store:
        work.do(grown(store, work.now, node, (edge,), count))


def _as_one(key: Standing, work: Bench, node: NodeRef, edge: str) -> None:
    before = work.now.view.nodes.keys()
    with graph(key) as store:
        state = grown(store, work.now, node, (edge,), _RANKED[-1])
    work.do(grouped(state, frozenset(state.view.nodes.keys() - before)))


def _questions(node: NodeRef) -> None:
    offered = [(one, name) for one in queries(space()).values() if (name := _parameter(one, node.label))]
    if not offered:
        return
    with st.popover(t("Ask about it ({count})", count=len(offered)), icon=":material/manage_search:"):
        for query, name in offered:
            label = plain(title(query, language()))
            if st.button(escaped(label), key=f"ask_{query.name}", type="tertiary"):
                _ask(query, name, node)


def _parameter(query: SavedQuery, label: str) -> str:
    """The parameter of a query that takes a node of the kind; empty where the query is not offered on it."""
    if label not in query.offered_on:
        return ""
    return next((one.name for one in query.parameters if one.suggestions and one.suggestions[0] == label), "")


def _ask(query: SavedQuery, name: str, node: NodeRef) -> None:
    suggestions = next(one.suggestions for one in query.parameters if one.name == name)
    value = {name: node.key}
    given, secret = ({}, value) if suggestions in PERSONAL else (value, {})
    st.switch_page(QUERIES_PAGE, query_params=hand_over(query.name, given, secret) | {PARAMETER: language()})


def _note(work: Bench, node: NodeRef, called: str) -> None:
    text = st.text_input(
        t("Note on {node}", node=escaped(called)),
        value=work.notes.get(node, ""),
        max_chars=500,
        key=f"note_{node.label}_{node.key}",
    )
    if text != work.notes.get(node, ""):
        work.notes[node] = text
        st.rerun()
