"""A trace as boxes and bands: suppliers and other sources, shops, buyers and other ends."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboards.inert import plain
from dashboards.palette import UNEXPLAINED, look
from dashboards.sankey import Band, Box
from dashboards.texts import t
from graph.flow.buyers import Bought
from graph.flow.stock import Flow, Shop
from graph.store import NodeRef

SHOPS, ENDS = 10, 8  # drawn by name; the others are one box
Name = Callable[[NodeRef], str]
_QUIET = "#8a8f98"


@dataclass(frozen=True)
class Diagram:
    """What the Sankey shows, and how many shops it puts together."""

    boxes: tuple[Box, ...]
    bands: tuple[Band, ...]
    folded: int


@dataclass
class _Sums:
    """Amounts by source, target and what happened, added up as they are named."""

    amounts: dict[tuple[str, str, str], float]
    boxes: dict[str, Box]

    def add(self, start: Box, end: Box, told: str, amount: float) -> None:
        """Let something flow."""
        if amount > 0:
            self.amounts[start.id, end.id, told] += amount
            self.boxes |= {start.id: start, end.id: end}


def diagram(shops: Sequence[Shop], flows: Sequence[Flow], bought: Sequence[Bought], name: Name) -> Diagram:
    """The diagram of a trace. The largest shops stand by name, those with something unexplained first among equals."""
    ranked = sorted(shops, key=lambda shop: (-_volume(shop), -shop.unexplained, shop.institution_id))
    shown = {shop.institution_id for shop in ranked[:SHOPS]}
    sums = _Sums(defaultdict(float), {})
    for shop in ranked:
        _books(sums, shop, _shop(shop.institution_id, shown, name))
    largest = _largest(flows)
    for flow in flows:
        _flow(sums, flow, shown, largest, name)
    for one in bought:
        at = _shop(one.institution_id, shown, name)
        sums.add(at, _buyer(one, name), t("sold to insured people"), one.packs)
    order = {box.id: -sum(v for k, v in sums.amounts.items() if box.id in k[:2]) for box in sums.boxes.values()}
    boxes = sorted(sums.boxes.values(), key=lambda box: (box.column, box.id.startswith("…"), order[box.id]))
    return Diagram(tuple(boxes), tuple(_bands(sums)), max(0, len(shops) - SHOPS))


def _bands(sums: _Sums) -> list[Band]:
    return [
        Band(start, end, amount, told, UNEXPLAINED if start == _UNEXPLAINED else sums.boxes[start].colour)
        for (start, end, told), amount in sums.amounts.items()
    ]


_UNEXPLAINED = "…unexplained"


def _books(sums: _Sums, shop: Shop, at: Box) -> None:
    """What the books say of a shop alone."""
    quiet = {
        "…had": (0, t("in stock before"), max(shop.had, 0) + shop.opening),
        "…own": (2, t("sold without insurance"), shop.self_pay_sale),
        "…damage": (2, t("damaged"), shop.damage),
        "…left": (2, t("left in stock"), shop.left + shop.unexplained),
    }
    for box, (column, told, amount) in quiet.items():
        other = Box(box, column, told, _QUIET)
        sums.add(*((other, at) if column == 0 else (at, other)), told, amount)
    marked = Box(_UNEXPLAINED, 0, t("⚠ Unexplained"), UNEXPLAINED)
    sums.add(marked, at, t("unexplained"), shop.unexplained)


def _flow(sums: _Sums, flow: Flow, shown: set[str], largest: set[str], name: Name) -> None:
    if flow.kind == "delivered":
        sums.add(_supplier(flow.start, 0, largest, name), _shop(flow.end, shown, name), t("delivered"), flow.packs)
    elif flow.kind == "returned":
        sums.add(_shop(flow.start, shown, name), _supplier(flow.end, 2, largest, name), t("returned"), flow.packs)
    elif flow.kind == "transferred":
        one, other = _shop(flow.start, shown, name), _shop(flow.end, shown, name)
        sums.add(one, Box(f"→{other.id}", 2, f"→ {other.name}", one.colour), t("sent to a shop"), flow.packs)
        sums.add(Box(f"←{one.id}", 0, f"{one.name} →", one.colour), other, t("received from a shop"), flow.packs)


def _largest(flows: Sequence[Flow]) -> set[str]:
    packs: dict[str, float] = defaultdict(float)
    for flow in flows:
        if flow.kind == "delivered":
            packs[flow.start] += flow.packs
    return set(sorted(packs, key=lambda one: (-packs[one], one))[:ENDS])


def _volume(shop: Shop) -> float:
    return shop.sold + shop.purchase + shop.transfer_in + shop.transfer_out


def _shop(institution_id: str, shown: set[str], name: Name) -> Box:
    known = institution_id in shown
    called = name(NodeRef("Institution", institution_id)) if known else t("other shops")
    return Box(f"Institution:{institution_id}" if known else "…shops", 1, called, look("Institution").colour)


def _supplier(supplier_id: str, column: int, largest: set[str], name: Name) -> Box:
    known = supplier_id in largest
    called = name(NodeRef("Supplier", supplier_id)) if known else t("other suppliers")
    mark = "" if column == 0 else "→"
    return Box(
        f"{mark}Supplier:{supplier_id}" if known else f"…{mark}suppliers", column, called, look("Supplier").colour
    )


def _buyer(one: Bought, name: Name) -> Box:
    if one.person_id is None:
        return Box("…buyers", 2, t("other buyers"), look("Person").colour)
    return Box(f"Person:{one.person_id}", 2, _person(one.person_id, name), look("Person").colour)


def _person(person_id: str, name: Name) -> str:
    """A masked name alone would be many people's."""
    called = name(NodeRef("Person", person_id))
    return f"{called} …{plain(person_id)[-4:]}" if called != plain(person_id) else called
