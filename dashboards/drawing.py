"""Nodes and edges as the canvas draws them: short names, masked for people, nothing of a file that could act."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dashboards.inert import plain
from dashboards.palette import look
from dashboards.words import kind, tie
from graph.lookup import NAMES
from graph.masking import masked_value, shown_name
from graph.store import Edge, Node, NodeRef

_CALLED = NAMES | {"Settlement": "settled_at", "Terminal": "terminal_id"}
_LONG = 18


@dataclass(frozen=True)
class Drawing:
    """What the canvas shows."""

    nodes: tuple[dict[str, Any], ...]
    edges: tuple[dict[str, Any], ...]


def node_id(ref: NodeRef) -> str:
    """A node's name on the canvas."""
    return f"{ref.label}:{ref.key}"


def ref_of(name: str) -> NodeRef:
    """The node that the canvas names."""
    label, _, key = name.partition(":")
    return NodeRef(label, key)


def caption(node: Node) -> str:
    """What a node is called: its name, masked for people; a contact does not say which it is."""
    label, key = node.ref.label, node.ref.key
    if label == "Contact":
        what, _, value = key.partition(":")
        return plain(f"{what} {masked_value(value)}")
    name = str(node.properties.get(_CALLED.get(label, "")) or "")
    return plain(shown_name(label, name)) or f"…{plain(key)[-6:]}"


def told(node: Node) -> str:
    """A node's kind, name and id in one line; a contact's id is what it hides."""
    named = f"{kind(node.ref.label)} {caption(node)}"
    return named if node.ref.label == "Contact" else f"{named} ({plain(node.ref.key)})"


def draw(
    nodes: Iterable[Node],
    edges: Iterable[Edge],
    roles: Mapping[NodeRef, str] | None = None,
    centre: NodeRef | None = None,
) -> Drawing:
    """The drawing of nodes and of the edges between them; several edges of a kind between two are one."""
    known = {node.ref: node for node in nodes}
    drawn: dict[str, dict[str, Any]] = {}
    for edge in edges:
        if edge.start in known and edge.end in known:
            name = f"{node_id(edge.start)}|{edge.label}|{node_id(edge.end)}"
            drawn.setdefault(name, _edge(name, edge))
    shown = (_node(node, (roles or {}).get(node.ref, ""), node.ref == centre) for node in known.values())
    return Drawing(tuple(shown), tuple(drawn.values()))


def _node(node: Node, role: str, centre: bool) -> dict[str, Any]:
    named, drawn = caption(node), look(node.ref.label)
    return {
        "id": node_id(node.ref),
        "label": named if len(named) <= _LONG else f"{named[: _LONG - 1]}…",
        "told": f"{told(node)}, {role}" if role else told(node),
        "shape": drawn.shape,
        "colour": drawn.colour,
        "size": 34 if centre else 22,
    }


def thickness(times: float) -> float:
    """Pixels across of an edge that stands for so many: 1 for one, 3.5 for ten, 6 for a hundred."""
    return round(1 + 2.5 * math.log10(max(times, 1.0)), 2)


def _edge(name: str, edge: Edge) -> dict[str, Any]:
    times = edge.properties.get("settlements") or 1
    return {
        "id": name,
        "source": node_id(edge.start),
        "target": node_id(edge.end),
        "label": tie(edge.label),
        "times": float(times),
        "width": thickness(float(times)),
    }
