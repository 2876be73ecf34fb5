"""What stands on the explorer's canvas, and what stood there before: every step can be undone and done again."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from dashboards.canvas import Positions
from dashboards.drawing import node_id
from dashboards.exploring import A_KIND, MOST, View, begin, expand, weight
from graph.store import Edge, GraphStore, Node, NodeRef

_STEPS = 50  # that can be undone
_FEWEST = 2  # nodes of a group


class Way(StrEnum):
    """How a graph grows."""

    AROUND = "around"
    PATHS = "paths"
    COMMON = "common"


@dataclass(frozen=True)
class Step:
    """How the graph grew: by what is around `node`, by paths from it `to` another, or by the neighbours of both.

    kinds: of edges; count: neighbours of a kind at most, or paths, or common neighbours.
    """

    node: NodeRef
    kinds: tuple[str, ...]
    to: NodeRef | None = None
    way: Way = Way.AROUND
    count: int = A_KIND


@dataclass(frozen=True)
class State:
    """What is drawn: the graph, how it grew, which of its nodes are hidden, drawn as one, or held where they stand."""

    view: View
    steps: tuple[Step, ...]
    hidden: frozenset[NodeRef] = frozenset()
    groups: tuple[frozenset[NodeRef], ...] = ()  # of two or more each, none in two
    pinned: frozenset[NodeRef] = frozenset()

    @property
    def drawn(self) -> int:
        """Nodes on the canvas; a group is one."""
        shown = self.nodes.keys()
        inside = [len(group & shown) for group in self.groups]
        return len(shown) - sum(inside) + sum(bool(count) for count in inside)

    @property
    def nodes(self) -> dict[NodeRef, Node]:
        """The nodes that are not hidden."""
        return {ref: node for ref, node in self.view.nodes.items() if ref not in self.hidden}

    @property
    def edges(self) -> tuple[Edge, ...]:
        """The edges between them."""
        shown = self.nodes
        return tuple(edge for edge in self.view.edges if edge.start in shown and edge.end in shown)


@dataclass
class Bench:
    """One session's work on one graph."""

    now: State
    past: list[State] = field(default_factory=list)
    future: list[State] = field(default_factory=list)
    notes: dict[NodeRef, str] = field(default_factory=dict)
    positions: Positions = field(default_factory=dict)

    def do(self, state: State) -> bool:
        """Go on to a state; whether it is another one."""
        if state == self.now:
            return False
        self.past = [*self.past, self.now][-_STEPS:]
        self.now, self.future = state, []
        return True

    def undo(self) -> None:
        """Go back to the state before, if there is one."""
        if self.past:
            self.future.append(self.now)
            self.now = self.past.pop()

    def redo(self) -> None:
        """Do again what was undone, if anything was."""
        if self.future:
            self.past.append(self.now)
            self.now = self.future.pop()

    def hide(self, nodes: set[NodeRef]) -> bool:
        """Hide nodes; the one in the centre stays."""
        return self.do(replace(self.now, hidden=self.now.hidden | (nodes - {self.now.view.centre})))

    def keep_only(self, nodes: set[NodeRef]) -> bool:
        """Hide all but these."""
        return self.hide(set(self.now.view.nodes) - nodes)

    def pin(self, nodes: set[NodeRef]) -> bool:
        """Hold nodes where they stand; where all of them are held, let them go."""
        held = self.now.pinned
        return self.do(replace(self.now, pinned=held - nodes if nodes <= held else held | nodes))

    def show_all(self) -> bool:
        """Show what was hidden."""
        return self.do(replace(self.now, hidden=frozenset()))


def grouped(state: State, nodes: frozenset[NodeRef]) -> State:
    """The state with some nodes drawn as one; the centre stays by itself."""
    nodes = (nodes & state.nodes.keys()) - {state.view.centre}
    touched = [group for group in state.groups if group & nodes]
    whole = nodes.union(*touched)
    if len(whole) < _FEWEST:
        return state
    return replace(state, groups=(*(one for one in state.groups if one not in touched), whole))


def opened(state: State, groups: tuple[frozenset[NodeRef], ...]) -> State:
    """The state with some groups drawn node by node again."""
    return replace(state, groups=tuple(one for one in state.groups if one not in groups))


def leaves_grouped(state: State, least: int = 3) -> State:
    """Nodes that hang on one other alone become one of their kind, where there are `least` of them."""
    tied: dict[NodeRef, set[NodeRef]] = {}
    for edge in state.edges:
        tied.setdefault(edge.start, set()).add(edge.end)
        tied.setdefault(edge.end, set()).add(edge.start)
    inside = set().union(*state.groups)
    hanging: dict[tuple[NodeRef, str], set[NodeRef]] = {}
    for ref in state.nodes.keys() - inside - {state.view.centre} - state.pinned:
        others = tied.get(ref, set())
        if len(others) == 1:
            hanging.setdefault((min(others), ref.label), set()).add(ref)
    for members in (hanging[key] for key in sorted(hanging)):
        if len(members) >= least:
            state = grouped(state, frozenset(members))
    return state


def strongest_kept(state: State, count: int) -> State:
    """All but the `count` nodes whose ties weigh most are hidden; the centre and what is pinned stay."""
    held = {state.view.centre} | state.pinned
    edges = state.edges
    ranked = sorted(state.nodes.keys() - held, key=lambda ref: (-weight(ref, edges), ref))
    return replace(state, hidden=state.hidden | set(ranked[count:]))


def started(store: GraphStore, centre: NodeRef, kinds: tuple[str, ...]) -> State | None:
    """The neighbourhood of a node; None where it is not in the graph."""
    view = begin(store, centre, kinds)
    return None if view is None else State(view, (Step(centre, kinds),))


def grown(store: GraphStore, state: State, node: NodeRef, kinds: tuple[str, ...], count: int = A_KIND) -> State:
    """The state with a neighbourhood more; what is new is neither hidden nor grouped."""
    view = expand(store, state.view, node, kinds, limit=count, room=MOST - state.drawn)
    if view is None or view == state.view:
        return state
    return replace(state, view=view, steps=(*state.steps, Step(node, kinds, count=count)))


Join = Callable[[State, Step], State]


def replayed(store: GraphStore, steps: tuple[Step, ...], join: Join) -> State | None:
    """The state after some steps; None where the first node is not in the graph. Later nodes may be missing too."""
    first, *others = steps
    state = started(store, first.node, first.kinds)
    for step in others:
        if state is None or step.node not in state.view.nodes:
            continue
        if step.to is None:
            state = grown(store, state, step.node, step.kinds, step.count)
        elif step.to in state.view.nodes:
            state = join(state, step)
    return state


def notes_of(texts: dict[str, Any], ref_of: Callable[[str], NodeRef]) -> dict[NodeRef, str]:
    """Notes as they are kept, by node."""
    return {ref_of(name): str(text) for name, text in texts.items()}


def named_notes(notes: dict[NodeRef, str]) -> dict[str, str]:
    """Notes as they are kept, by the node's name on the canvas."""
    return {node_id(ref): text for ref, text in notes.items() if text}
