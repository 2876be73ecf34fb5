"""What of a graph is shown, and how: a span of time, names hidden for a picture that others see, notes marked."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from dashboards.bench.state import State
from dashboards.drawing import Drawing, draw, node_id
from dashboards.words import kind
from graph.store import Edge, Node, NodeRef

_BEGIN, _END = ("first", "settled_at", "moved_at"), ("last", "settled_at", "moved_at")


def days_of(edge: Edge) -> tuple[date, date] | None:
    """The days of an edge, the first and the last; None where it bears none."""
    first, last = (_moment(edge, names) for names in (_BEGIN, _END))
    return None if first is None or last is None else (first.date(), last.date())


def _moment(edge: Edge, names: Iterable[str]) -> datetime | None:
    found = (edge.properties.get(name) for name in names)
    return next((one for one in found if isinstance(one, datetime)), None)


def span_of(edges: Iterable[Edge]) -> tuple[date, date] | None:
    """From the first day of any edge to the last; None where none bears a day, or all the same."""
    known = [days for edge in edges if (days := days_of(edge))]
    if not known:
        return None
    first, last = min(one for one, _ in known), max(other for _, other in known)
    return (first, last) if first < last else None


def within(state: State, days: tuple[date, date] | None) -> tuple[dict[NodeRef, Node], tuple[Edge, ...]]:
    """What is shown of a state: edges that touch the span or bear no day, and nodes that something still ties.

    The centre, and what nothing tied before, stay.
    """
    if days is None:
        return state.nodes, state.edges
    kept = tuple(edge for edge in state.edges if _touches(days_of(edge), days))
    tied = {end for edge in kept for end in (edge.start, edge.end)}
    before = {end for edge in state.edges for end in (edge.start, edge.end)}
    loose = {state.view.centre}
    return {ref: one for ref, one in state.nodes.items() if ref in tied | loose or ref not in before}, kept


def _touches(found: tuple[date, date] | None, days: tuple[date, date]) -> bool:
    return found is None or (found[0] <= days[1] and found[1] >= days[0])


def drawing_of(state: State, days: tuple[date, date] | None, notes: dict[NodeRef, str], *, anonymous: bool) -> Drawing:
    """The drawing of what is shown; noted nodes bear a pencil; anonymous ones their kind and a number."""
    nodes, edges = within(state, days)
    plain = draw(nodes.values(), edges, centre=state.view.centre)
    numbers = _numbered(state.view.nodes) if anonymous else {}
    noted = {node_id(ref) for ref, text in notes.items() if text}
    return replace(plain, nodes=tuple(_node(one, numbers, noted) for one in plain.nodes))


def _node(one: dict[str, Any], numbers: dict[str, str], noted: set[str]) -> dict[str, Any]:
    named = numbers.get(one["id"])
    shown = one if named is None else one | {"label": named, "told": named}
    return shown | {"label": f"✎ {shown['label']}"} if one["id"] in noted else shown


def _numbered(nodes: Iterable[NodeRef]) -> dict[str, str]:
    """`card 3`: the same while the graph grows, since nodes keep their order."""
    counts: dict[str, int] = {}
    names = {}
    for ref in nodes:
        counts[ref.label] = counts.get(ref.label, 0) + 1
        names[node_id(ref)] = f"{kind(ref.label)} {counts[ref.label]}"
    return names
