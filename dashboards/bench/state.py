"""What stands on the explorer's canvas, and what stood there before: every step can be undone and done again."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from dashboards.canvas import Positions
from dashboards.drawing import node_id
from dashboards.exploring import View, begin, expand
from graph.store import Edge, GraphStore, Node, NodeRef

_STEPS = 50  # that can be undone


@dataclass(frozen=True)
class Step:
    """How the graph grew: by the neighbourhood of `node` along some kinds of edges, or a path from it `to` another."""

    node: NodeRef
    kinds: tuple[str, ...]
    to: NodeRef | None = None


@dataclass(frozen=True)
class State:
    """What is drawn: the graph, how it grew, and which of its nodes are hidden."""

    view: View
    steps: tuple[Step, ...]
    hidden: frozenset[NodeRef] = frozenset()

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

    def show_all(self) -> bool:
        """Show what was hidden."""
        return self.do(replace(self.now, hidden=frozenset()))


def started(store: GraphStore, centre: NodeRef, kinds: tuple[str, ...]) -> State | None:
    """The neighbourhood of a node; None where it is not in the graph."""
    view = begin(store, centre, kinds)
    return None if view is None else State(view, (Step(centre, kinds),))


def grown(store: GraphStore, state: State, node: NodeRef, kinds: tuple[str, ...]) -> State:
    """The state with a neighbourhood more; what is new is not hidden."""
    view = expand(store, state.view, node, kinds)
    if view is None or view == state.view:
        return state
    return State(view, (*state.steps, Step(node, kinds)), state.hidden)


Join = Callable[[State, NodeRef, NodeRef], State]


def replayed(store: GraphStore, steps: tuple[Step, ...], join: Join) -> State | None:
    """The state after some steps; None where the first node is not in the graph. Later nodes may be missing too."""
    first, *others = steps
    state = started(store, first.node, first.kinds)
    for step in others:
        if state is None or step.node not in state.view.nodes:
            continue
        if step.to is None:
            state = grown(store, state, step.node, step.kinds)
        elif step.to in state.view.nodes:
            state = join(state, step.node, step.to)
    return state


def notes_of(texts: dict[str, Any], ref_of: Callable[[str], NodeRef]) -> dict[NodeRef, str]:
    """Notes as they are kept, by node."""
    return {ref_of(name): str(text) for name, text in texts.items()}


def named_notes(notes: dict[NodeRef, str]) -> dict[str, str]:
    """Notes as they are kept, by the node's name on the canvas."""
    return {node_id(ref): text for ref, text in notes.items() if text}
