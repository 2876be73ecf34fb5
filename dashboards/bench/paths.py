"""What joins two nodes, put on the canvas: the strongest paths with what ties each pair, neighbours that both have."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import streamlit as st

from dashboards.bench.state import State, Step, Way
from dashboards.drawing import caption
from dashboards.standing import Standing, snapshot_of
from graph.around import heaviest
from graph.paths.explain import Explainer, Hop, Shared
from graph.paths.network import Network, read_network
from graph.store import Edge, GraphStore, Node, NodeRef

PATH = "PATH"


@dataclass(frozen=True)
class Joined:
    """The state with what joins two nodes; the paths' hops or the common neighbours, none where none were found."""

    state: State
    paths: tuple[tuple[Hop, ...], ...] = ()
    shared: tuple[Shared, ...] = ()


@st.cache_resource(max_entries=2, show_spinner=False)
def _network(key: Standing) -> Network:
    return read_network(snapshot_of(key))


def joined(key: Standing, store: GraphStore, state: State, step: Step) -> Joined:
    """Put on the canvas what a step of paths or common neighbours finds.

    Raises:
        RingtraceError: one of the two is no end for a path.
    """
    known = dict(state.view.nodes)

    def called(ref: NodeRef) -> str:
        return caption(known.get(ref) or _node(store, ref))

    explainer = Explainer(_network(key), store, called)
    one, other = step.node, step.to
    if other is None:
        return Joined(state)
    if step.way == Way.COMMON:
        shared = explainer.shared(one, other, step.count)
        ties = [Edge(PATH, end, item.node, {}) for item in shared for end in (one, other)]
        return Joined(_with(store, state, step, [item.node for item in shared], ties), shared=shared)
    paths = explainer.paths(one, other, step.count).paths
    ties = [Edge(PATH, hop.start, hop.end, {}) for path in paths for hop in path.hops]
    nodes = [ref for path in paths for ref in path.nodes]
    return Joined(_with(store, state, step, nodes, ties), paths=tuple(path.hops for path in paths))


def _with(store: GraphStore, state: State, step: Step, refs: Iterable[NodeRef], ties: list[Edge]) -> State:
    """The state with nodes and ties more; a tie that is drawn by its own kind is not drawn again."""
    found = dict.fromkeys(refs)
    if not found:
        return state
    nodes = dict(state.view.nodes)
    nodes |= {ref: _node(store, ref) for ref in found if ref not in nodes}
    drawn = {frozenset((edge.start, edge.end)) for edge in state.view.edges}
    fresh: dict[frozenset[NodeRef], Edge] = {}
    for tie in ties:
        pair = frozenset((tie.start, tie.end))
        if pair not in drawn:
            fresh.setdefault(pair, tie)
    return replace(
        state,
        view=replace(state.view, nodes=nodes, edges=(*state.view.edges, *fresh.values())),
        steps=(*state.steps, step),
        hidden=state.hidden - found.keys(),
    )


def _node(store: GraphStore, ref: NodeRef) -> Node:
    found = heaviest(store, ref, limit=1)
    return found.centre if found else Node(ref, {})
