"""The strongest path between two nodes, put on the canvas with what ties each pair of it."""

from dataclasses import dataclass, replace

import streamlit as st

from dashboards.bench.state import State, Step
from dashboards.drawing import caption
from dashboards.standing import Standing, snapshot_of
from graph.paths.explain import Explainer, Hop
from graph.paths.network import Network, read_network
from graph.store import Edge, GraphStore, Node, NodeRef

PATH = "PATH"


@dataclass(frozen=True)
class Joined:
    """The state with a path, and its hops; without hops where none was found."""

    state: State
    hops: tuple[Hop, ...]


@st.cache_resource(max_entries=2, show_spinner=False)
def _network(key: Standing) -> Network:
    return read_network(snapshot_of(key))


def joined(key: Standing, store: GraphStore, state: State, one: NodeRef, other: NodeRef) -> Joined:
    """Put the strongest path between two nodes on the canvas.

    Raises:
        RingtraceError: one of them is no end for a path.
    """
    known = dict(state.view.nodes)

    def called(ref: NodeRef) -> str:
        node = known.get(ref) or _node(store, ref)
        return caption(node)

    found = Explainer(_network(key), store, called).paths(one, other)
    if not found.paths:
        return Joined(state, ())
    path = found.paths[0]
    nodes = known | {ref: _node(store, ref) for ref in path.nodes if ref not in known}
    edges = (*state.view.edges, *(Edge(PATH, hop.start, hop.end, {}) for hop in path.hops))
    view = replace(state.view, nodes=nodes, edges=edges)
    hidden = state.hidden - set(path.nodes)
    return Joined(State(view, (*state.steps, Step(one, (), other)), hidden), path.hops)


def _node(store: GraphStore, ref: NodeRef) -> Node:
    found = store.neighbours(ref, limit=1)
    return found.centre if found else Node(ref, {})
