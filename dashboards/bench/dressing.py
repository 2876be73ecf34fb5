"""What colours and sizes on the canvas say: the kind of node, or what is known of it; how it is tied."""

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dashboards.inert import plain
from dashboards.palette import LEVELS, OKABE_ITO, OTHER
from dashboards.texts import t
from dashboards.words import level
from graph.masking import PERSONAL
from graph.store import Edge, Node, NodeRef

KIND, RING = "kind", "ring"
SAME, TIES, SETTLEMENTS, AMOUNT = "same", "ties", "settlements", "amount"
_SMALL, _LARGE = 16, 44  # pixels across

Levels = Mapping[NodeRef, str]


@dataclass(frozen=True)
class Dress:
    """How nodes are coloured and sized: a colour a node where it is not its kind's, with what the colours mean."""

    colours: Mapping[NodeRef, str]
    meanings: tuple[tuple[str, str], ...]  # colour, words
    sizes: Mapping[NodeRef, float]


def colour_names() -> dict[str, str]:
    """What nodes can be coloured by, by their names."""
    return {
        KIND: t("kind"),
        RING: t("level of its ring"),
        "region_code": t("region"),
        "kind_of": t("kind of institution"),
        "level": t("grade of institution"),
        "chain": t("chain"),
        "sex": t("sex"),
        "employer": t("employer"),
        "chronic": t("drug for a chronic disease"),
    }


def size_names() -> dict[str, str]:
    """What nodes can be sized by."""
    return {
        SAME: t("all the same"),
        TIES: t("ties drawn"),
        SETTLEMENTS: t("settlements drawn"),
        AMOUNT: t("amount drawn"),
    }


def offered(nodes: Mapping[NodeRef, Node]) -> list[str]:
    """What colours could tell of these nodes: properties that some of them have."""
    had = {name for node in nodes.values() for name, value in node.properties.items() if value not in (None, "")}
    names = [one for one in colour_names() if one not in (KIND, RING)]
    known = {ref.label for ref in nodes}
    open_to_all = [one for one in names if not any((label, one) in PERSONAL for label in known)]
    return [KIND, RING, *(one for one in open_to_all if _property(one) in had)]


def _property(name: str) -> str:
    return "kind" if name == "kind_of" else name


def dressed(nodes: Mapping[NodeRef, Node], edges: tuple[Edge, ...], by: str, size: str, levels: Levels) -> Dress:
    """The colours by one thing, the sizes by another; `levels`: of the rings that nodes are in."""
    colours, meanings = _colours(nodes, by, levels)
    return Dress(colours, meanings, _sizes(nodes, edges, size))


def _colours(
    nodes: Mapping[NodeRef, Node], by: str, levels: Levels
) -> tuple[dict[NodeRef, str], tuple[tuple[str, str], ...]]:
    if by == KIND:
        return {}, ()
    if by == RING:
        found = {ref: LEVELS[levels[ref]] if ref in levels else OTHER for ref in nodes}
        used = set(found.values())
        told = [(colour, level(name)) for name, colour in LEVELS.items() if colour in used]
        return found, (*told, (OTHER, t("in no ring")))
    values = {ref: str(node.properties.get(_property(by)) or "") for ref, node in nodes.items()}
    counts = Counter(value for value in values.values() if value)
    ranked = sorted(counts, key=lambda one: (-counts[one], one))[: len(OKABE_ITO)]
    colour_of = dict(zip(ranked, OKABE_ITO, strict=False))
    told = [(colour, f"{plain(value)} ({counts[value]:,})") for value, colour in colour_of.items()]
    return {ref: colour_of.get(value, OTHER) for ref, value in values.items()}, (*told, (OTHER, t("other, or unknown")))


def _sizes(nodes: Mapping[NodeRef, Node], edges: tuple[Edge, ...], size: str) -> dict[NodeRef, float]:
    if size == SAME:
        return {}
    measure = _measure(size)
    totals = dict.fromkeys(nodes, 0.0)
    for edge in edges:
        for end in {edge.start, edge.end} & totals.keys():
            totals[end] += measure(edge)
    most = max(totals.values(), default=0.0)
    if most <= 0:
        return {}
    # the area grows with the number
    return {ref: _SMALL + (_LARGE - _SMALL) * math.sqrt(max(totals[ref], 0) / most) for ref in nodes}


def _measure(size: str) -> Callable[[Edge], float]:
    if size == TIES:
        return lambda edge: 1
    return lambda edge: float(edge.properties.get(size) or 0)
