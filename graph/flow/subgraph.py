"""Traces as nodes and edges of the graph, for the canvas and for export."""

from collections.abc import Iterable

from graph.flow.code import CodeTrace
from graph.flow.trace import FlowTrace
from graph.store import Edge, NodeRef

_ENDS = {
    "delivered": ("Supplier", "Institution"),
    "returned": ("Institution", "Supplier"),
    "transferred": ("Institution", "Institution"),
    "read_again": ("Institution", "Institution"),
}


def code_subgraph(trace: CodeTrace) -> tuple[tuple[NodeRef, ...], tuple[Edge, ...]]:
    """The box, the settlements it was read in, their cards, people and shops, and who delivered its lot there."""
    pack = NodeRef("Pack", trace.code)
    edges = []
    for read in trace.reads:
        sale = NodeRef("Settlement", read.settlement_id)
        edges += [
            Edge("SCANNED_IN", pack, sale, {"line_id": read.line_id, "settled_at": read.at}),
            Edge("AT", sale, NodeRef("Institution", read.institution_id), {}),
            Edge("PAID_WITH", sale, NodeRef("Card", read.card_id), {}),
            Edge("HOLDS", NodeRef("Person", read.person_id), NodeRef("Card", read.card_id), {}),
        ]
        if read.reverses:
            edges.append(Edge("REVERSES", sale, NodeRef("Settlement", read.reverses), {}))
    for move in trace.moves:
        shop, moved = NodeRef("Institution", move.institution_id), {"quantity": move.quantity, "moved_at": move.at}
        edges.append(Edge("MOVED", shop, NodeRef("Batch", move.batch_id), {"kind": move.kind, **moved}))
        if move.kind == "purchase" and move.supplier_id:
            edges.append(Edge("DELIVERED", NodeRef("Supplier", move.supplier_id), shop, moved))
    return _nodes(edges, [pack]), tuple(edges)


def flow_subgraph(trace: FlowTrace) -> tuple[tuple[NodeRef, ...], tuple[Edge, ...]]:
    """Suppliers and shops, with what flowed between them."""
    edges = []
    for flow in trace.flows:
        start, end = (NodeRef(label, key) for label, key in zip(_ENDS[flow.kind], (flow.start, flow.end), strict=True))
        volume = {"packs": flow.packs, "times": flow.times, "first": flow.first, "last": flow.last}
        edges.append(Edge(flow.kind.upper(), start, end, volume))
    return _nodes(edges, [NodeRef("Institution", shop.institution_id) for shop in trace.shops]), tuple(edges)


def _nodes(edges: Iterable[Edge], more: Iterable[NodeRef]) -> tuple[NodeRef, ...]:
    return tuple(dict.fromkeys([*more, *(node for edge in edges for node in (edge.start, edge.end))]))
