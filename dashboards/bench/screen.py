"""What of a graph is shown, and how: a span of time, names hidden for a picture that others see, notes marked."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from dashboards.bench.dressing import Dress
from dashboards.bench.state import State
from dashboards.drawing import Drawing, draw, node_id, ref_of, thickness
from dashboards.texts import t
from dashboards.words import kind
from graph.store import Edge, Node, NodeRef

GROUP = "group"  # where a node's kind stands in the name of a group
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


def drawing_of(
    state: State,
    days: tuple[date, date] | None,
    notes: dict[NodeRef, str],
    *,
    anonymous: bool,
    dress: Dress | None = None,
) -> Drawing:
    """The drawing of what is shown.

    Noted nodes bear a pencil, anonymous ones their kind and a number, a group is one node.
    """
    nodes, edges = within(state, days)
    whole = draw(nodes.values(), edges, centre=state.view.centre)
    numbers = _numbered(state.view.nodes) if anonymous else {}
    noted = {node_id(ref) for ref, text in notes.items() if text}
    shown = tuple(_node(one, numbers, noted) for one in whole.nodes)
    return gathered(Drawing(_dressed(shown, dress), whole.edges), state.groups)


def _node(one: dict[str, Any], numbers: dict[str, str], noted: set[str]) -> dict[str, Any]:
    named = numbers.get(one["id"])
    shown = one if named is None else one | {"label": named, "told": named}
    return shown | {"label": f"✎ {shown['label']}"} if one["id"] in noted else shown


def _dressed(nodes: tuple[dict[str, Any], ...], dress: Dress | None) -> tuple[dict[str, Any], ...]:
    if dress is None:
        return nodes
    colours = {node_id(ref): colour for ref, colour in dress.colours.items()}
    sizes = {node_id(ref): size for ref, size in dress.sizes.items()}
    return tuple(
        one | {"colour": colours.get(one["id"], one["colour"]), "size": sizes.get(one["id"], one["size"])}
        for one in nodes
    )


def group_id(group: frozenset[NodeRef]) -> str:
    """The name of a group on the canvas."""
    return f"{GROUP}:{node_id(min(group))}"


def gathered(drawing: Drawing, groups: tuple[frozenset[NodeRef], ...]) -> Drawing:
    """The drawing with each group as one node, tied to whatever its members are tied to."""
    inside = {node_id(ref): group_id(group) for group in groups for ref in group}
    members: dict[str, list[dict[str, Any]]] = {}
    nodes = []
    for node in drawing.nodes:
        name = inside.get(node["id"])
        if name is None:
            nodes.append(node)
        else:
            members.setdefault(name, []).append(node)
    edges: dict[str, dict[str, Any]] = {}
    for edge in drawing.edges:
        source, target = (inside.get(edge[end], edge[end]) for end in ("source", "target"))
        if source != target:
            _tied(edges, edge, source, target)
    return Drawing((*nodes, *(_group(*one) for one in members.items())), tuple(edges.values()))


def _tied(edges: dict[str, dict[str, Any]], edge: dict[str, Any], source: str, target: str) -> None:
    if (source, target) == (edge["source"], edge["target"]):
        edges[edge["id"]] = edge
        return
    name = f"{source}|{edge['label']}|{target}"
    before = edges.get(name)
    times = edge["times"] + (before["times"] if before else 0)
    more = {"id": name, "source": source, "target": target, "times": times, "width": thickness(times)}
    edges[name] = edge | more


def _group(name: str, members: list[dict[str, Any]]) -> dict[str, Any]:
    counts = Counter(ref_of(one["id"]).label for one in members)
    label = " + ".join(f"{count:,} {kind(label)}" for label, count in counts.most_common())
    first = max(members, key=lambda one: counts[ref_of(one["id"]).label])
    size = min(26 + 2 * len(members), 60)
    return first | {
        "id": name,
        "label": label,
        "told": t("group: {what}", what=label),
        "size": size,
        "many": True,
        "of": dict(counts),
    }


def _numbered(nodes: Iterable[NodeRef]) -> dict[str, str]:
    """`card 3`: the same while the graph grows, since nodes keep their order."""
    counts: dict[str, int] = {}
    names = {}
    for ref in nodes:
        counts[ref.label] = counts.get(ref.label, 0) + 1
        names[node_id(ref)] = f"{kind(ref.label)} {counts[ref.label]}"
    return names
