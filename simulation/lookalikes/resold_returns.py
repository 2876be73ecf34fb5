"""Packs that customers bring back go on the shelf and are sold again: one code, twice in one shop."""

import numpy as np

from simulation.city import DAY
from simulation.ledger import PURCHASE
from simulation.recruiting import any_shop
from simulation.scene import NONE, Innocents, Scene
from simulation.shop_days import coded, lines_at, show_all, time_of

TITLE = "A shop sells returned packs again"
KIND = "resold_return"
PER_100_000 = 1.0


def live(scene: Scene) -> Innocents | None:
    """Ten to sixty bills of one line are undone days later, and the next buyer of as many gets those packs."""
    random, ledger = scene.random, scene.ledger
    shop = any_shop(scene)
    lines = coded(scene, lines_at(scene, shop))
    first, second = _pairs(scene, lines)
    if not len(first):
        return None
    chosen = np.sort(random.permutation(len(first))[: int(random.integers(10, 61))])
    first, second = first[chosen], second[chosen]
    begins, ends = time_of(scene, first), time_of(scene, second)
    back = (begins + (ends - begins) * random.uniform(0.2, 0.9, len(first))).astype(np.int64)
    ledger.reverse(ledger.honest_line("settlement")[first], back)
    packs = ledger.honest_line("quantity")[first]
    serials = ledger.new_serials(int(packs.sum()), random)
    show_all(scene, first, serials)
    show_all(scene, second, serials)
    ledger.redo_lines(second, lot_from=first)
    # The shelves count a pack once for each sale that stands: the first sale's pack was bought in, too.
    ledger.moves.append(
        institution=shop,
        drug=ledger.honest_line("drug")[first],
        quantity=packs,
        time=np.maximum(begins - random.integers(1, 15, len(first)) * DAY, 60),
        kind=PURCHASE,
        lot_from=first,
    )
    return Innocents(persons=NONE, shop=shop)


def _pairs(scene: Scene, lines: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> "tuple[np.ndarray, np.ndarray]":
    """Lines alone on their bill, each with the next line of the same drug and quantity, half a day to 20 days later."""
    ledger = scene.ledger
    order = np.lexsort(
        (time_of(scene, lines), ledger.honest_line("quantity")[lines], ledger.honest_line("drug")[lines])
    )
    lines = lines[order]
    first, second = lines[:-2:2], lines[1:-1:2]
    same = np.ones(len(first), dtype=bool)
    for name in ("drug", "quantity"):
        same &= ledger.honest_line(name)[first] == ledger.honest_line(name)[second]
    lag = time_of(scene, second) - time_of(scene, first)
    bill = ledger.honest_line("settlement")[first]
    alone = ledger.honest_lines_of(bill)[1]
    same &= (lag > DAY // 2) & (lag < 20 * DAY) & (np.bincount(alone, minlength=len(bill)) == 1)
    return first[same], second[same]
