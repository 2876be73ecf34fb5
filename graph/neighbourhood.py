"""A node's neighbourhood in portable Cypher, made from the declaration: one small query a kind and direction."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graph.declaration import EDGE_KINDS, NODE_KINDS
from graph.kinds import EdgeKind, NodeKind
from graph.store import Answer, Edge, Neighbourhood, Node, NodeRef
from workspace.errors import RingtraceError

Run = Callable[[str, Mapping[str, Any]], Answer]


@dataclass(frozen=True)
class Step:
    """One kind of edge from a node of one kind to nodes of another, with or against its direction."""

    edge: EdgeKind
    other: NodeKind
    outward: bool


def steps(label: str, edges: tuple[str, ...]) -> Iterator[Step]:
    """The steps that lead away from nodes of a kind, in the order of the declaration."""
    for kind in EDGE_KINDS.values():
        if edges and kind.label not in edges:
            continue
        for start, end in kind.ends:
            if start == label:
                yield Step(kind, NODE_KINDS[end], outward=True)
            if end == label:
                yield Step(kind, NODE_KINDS[start], outward=False)


# By what an edge weighs, of the kinds that declare it.
WEIGHTS = ("settlements", "weight", "quantity")


def neighbourhood(
    run: Run, node: NodeRef, edges: tuple[str, ...], limit: int, *, heaviest: bool = False
) -> Neighbourhood | None:
    """The node's neighbourhood; `run` answers one query. See `GraphStore.neighbours`.

    heaviest: the heaviest edges of each kind come first, where the kind declares one of `WEIGHTS`, not those of the
    least keys.
    """
    _check(node.label, edges)
    centre = _centre(run, node)
    if centre is None:
        return None
    nodes: dict[NodeRef, Node] = {}
    found: list[Edge] = []
    more: list[str] = []
    for step in steps(node.label, edges):
        rows = run(_text(node, step, limit + 1, heaviest=heaviest), {"key": node.key}).rows
        if len(rows) > limit:
            more.append(step.edge.label)
        for row in rows[:limit]:
            other, edge = _read(node, step, row)
            nodes.setdefault(other.ref, other)
            found.append(edge)
    nodes.pop(node, None)
    return Neighbourhood(centre, tuple(nodes.values()), tuple(found), tuple(dict.fromkeys(more)))


def _check(label: str, edges: tuple[str, ...]) -> None:
    if label not in NODE_KINDS:
        raise RingtraceError(f"{label} is not a kind of node. Kinds: {', '.join(NODE_KINDS)}.")
    for unknown in [name for name in edges if name not in EDGE_KINDS]:
        raise RingtraceError(f"{unknown} is not a kind of edge. Kinds: {', '.join(EDGE_KINDS)}.")


def _centre(run: Run, node: NodeRef) -> Node | None:
    kind = NODE_KINDS[node.label]
    returned = ", ".join(f"n.{quoted_name(item.name)}" for item in kind.properties)
    rows = run(f"MATCH (n:{kind.label} {{{kind.key.name}: $key}}) RETURN {returned}", {"key": node.key}).rows
    return Node(node, _named(kind, rows[0])) if rows else None


def _text(node: NodeRef, step: Step, limit: int, *, heaviest: bool) -> str:
    key = NODE_KINDS[node.label].key.name
    left, right = ("-", "->") if step.outward else ("<-", "-")
    returned = [f"m.{quoted_name(item.name)} AS m{i}" for i, item in enumerate(step.other.properties)]
    returned += [f"e.{quoted_name(item.name)} AS e{i}" for i, item in enumerate(step.edge.properties)]
    weight = next((i for i, item in enumerate(step.edge.properties) if item.name in WEIGHTS), None)
    order = f"e{weight} DESC, m0" if heaviest and weight is not None else "m0"
    return (
        f"MATCH (n:{node.label} {{{key}: $key}}){left}[e:{quoted_name(step.edge.label)}]{right}(m:{step.other.label}) "
        f"RETURN {', '.join(returned)} ORDER BY {order} LIMIT {limit:d}"
    )


def _read(node: NodeRef, step: Step, row: tuple[Any, ...]) -> tuple[Node, Edge]:
    width = len(step.other.properties)
    other = Node(NodeRef(step.other.label, row[0]), _named(step.other, row[:width]))
    start, end = (node, other.ref) if step.outward else (other.ref, node)
    return other, Edge(step.edge.label, start, end, _named(step.edge, row[width:]))


def _named(kind: NodeKind | EdgeKind, values: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip((item.name for item in kind.properties), values, strict=True))


def quoted_name(name: str) -> str:
    """A declared name in Cypher; quoted, because some are words of the language (ON, AT, first, kind)."""
    return f"`{name}`"
