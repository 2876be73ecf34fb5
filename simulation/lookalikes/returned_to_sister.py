"""A returned pack goes to a sister shop and is sold there: one code in two shops, with nothing wrong."""

import numpy as np

from simulation.city import DAY, NOBODY
from simulation.ledger import PURCHASE, TRANSFER_IN, TRANSFER_OUT
from simulation.scene import NONE, Innocents, Scene
from simulation.shop_days import coded, lines_at, show_all, time_of

TITLE = "Returned packs are transferred and sold at a sister shop"
KIND = "returned_transfer"
PER_100_000 = 0.7


def live(scene: Scene) -> Innocents | None:
    """Ten to fifty times a year: sale, return, transfer, sale elsewhere, each on record."""
    places, random = scene.city.institutions, scene.random
    chains, sizes = np.unique(places.chain[places.chain != NOBODY], return_counts=True)
    if not (sizes > 1).any():
        return None
    chain = int(random.choice(chains[sizes > 1]))
    shop, sister = random.choice(np.flatnonzero(places.chain == chain), 2, replace=False)
    first, second = _pairs(scene, int(shop), int(sister))
    if not len(first):
        return None
    _move_packs(scene, int(shop), int(sister), first, second)
    return Innocents(persons=NONE, shop=int(sister))


def _pairs(scene: Scene, shop: int, sister: int) -> "tuple[np.ndarray, np.ndarray]":
    """Lines alone on their bill, each with a later line of the same drug and quantity at the sister shop."""
    ledger, random = scene.ledger, scene.random
    first, second = coded(scene, lines_at(scene, shop)), coded(scene, lines_at(scene, sister))
    bill = ledger.honest_line("settlement")[first]
    first = first[np.bincount(ledger.honest_lines_of(bill)[1], minlength=len(bill)) == 1]
    first = random.permutation(first)[: int(random.integers(30, 150))]
    key = [
        ledger.honest_line("drug")[lines] * 100.0 + ledger.honest_line("quantity")[lines] for lines in (first, second)
    ]
    wanted, offered = key[0] * 1e9 + time_of(scene, first) + 3 * DAY, key[1] * 1e9 + time_of(scene, second)
    order = np.argsort(offered, kind="stable")
    at = np.minimum(np.searchsorted(offered[order], wanted), max(0, len(order) - 1))
    if not len(order):
        return first[:0], first[:0]
    match = second[order[at]]
    fits = (offered[order[at]] >= wanted) & (offered[order[at]] - wanted < 25 * DAY)
    first, match = first[fits], match[fits]
    _, once = np.unique(match, return_index=True)
    once = once[: int(random.integers(10, 51))]
    return first[once], match[once]


def _move_packs(scene: Scene, shop: int, sister: int, first: "np.ndarray", second: "np.ndarray") -> None:
    ledger, random = scene.ledger, scene.random
    begins, ends = time_of(scene, first), time_of(scene, second)
    packs, drug = ledger.honest_line("quantity")[first], ledger.honest_line("drug")[first]
    span = ends - begins
    ledger.reverse(ledger.honest_line("settlement")[first], (begins + span * 0.3).astype(np.int64))
    serials = ledger.new_serials(int(packs.sum()), random)
    show_all(scene, first, serials)
    show_all(scene, second, serials)
    ledger.redo_lines(second, lot_from=first)
    bought = np.maximum(begins - random.integers(1, 15, len(first)) * DAY, 60)
    sent, given = (begins + span * 0.6).astype(np.int64), (begins + span * 0.8).astype(np.int64)
    for kind, place, other, time in (
        (PURCHASE, shop, NOBODY, bought),
        (TRANSFER_OUT, shop, sister, sent),
        (TRANSFER_IN, sister, shop, given),
    ):
        ledger.moves.append(
            institution=place, drug=drug, quantity=packs, time=time, kind=kind, counterparty=other, lot_from=first
        )
