"""Goods that never crossed the counter: the codes read for them and the purchases invented to cover them."""

import numpy as np

from simulation.city import DAY, NOBODY
from simulation.ledger import PURCHASE
from simulation.randomness import Array
from simulation.scene import Scene

_MISSING = 0.08  # of packs without goods, those for which no code is shown at all


def boxes_of(scene: Scene, drug: Array, quantity: Array) -> Array:
    """How many codes a line shows: one a pack, one in all where only the case is coded."""
    counts: Array = np.where(scene.city.drugs.coding[drug] == 2, 1, np.maximum(1, np.ceil(quantity))).astype(np.int64)
    return counts


def older_boxes(scene: Scene, shops: Array, drug: Array, times: Array) -> Array:
    """An honest line of the same shop and drug before each time, whose box was kept; NOBODY where there is none.

    Careless organisers take the last box again and again, careful ones dig further back.
    """
    found = np.full(len(drug), NOBODY, dtype=np.int64)
    steps = scene.random.geometric(max(0.05, 0.75 - 0.8 * scene.must_hide.strength), len(drug)) - 1
    for shop in np.unique(shops):
        rows = np.flatnonzero(shops == shop)
        lines, key = _sales_of(scene, int(shop), np.unique(drug[rows]))
        wanted = (drug[rows].astype(np.int64) << 32) + times[rows]
        at = np.searchsorted(key, wanted) - 1 - steps[rows]
        good = (at >= 0) & (at < len(key))
        good[good] = (key[at[good]] >> 32) == drug[rows][good]
        found[rows[good]] = lines[at[good]]
    return found


def _sales_of(scene: Scene, shop: int, drugs: Array) -> tuple[Array, Array]:
    """Honest whole-pack lines of these drugs in a shop, and their (drug, time) keys, ascending."""
    ledger = scene.ledger
    bills = ledger.honest_bills_at(shop)
    lines, row = ledger.honest_lines_of(bills)
    drug = ledger.honest_line("drug")[lines]
    chosen = np.isin(drug, drugs) & ~ledger.honest_line("split")[lines]
    lines = lines[chosen]
    key = (drug[chosen].astype(np.int64) << 32) + ledger.honest("time")[bills][row[chosen]]
    order = np.argsort(key, kind="stable")
    return lines[order], key[order]


def show_codes(scene: Scene, lines: Array, drug: Array, quantity: Array, source: Array) -> None:
    """Hold codes under the scanner for goods that are not there: invented, kept from old boxes, or none."""
    counts = boxes_of(scene, drug, quantity)
    line, old = np.repeat(lines, counts), np.repeat(source, counts)
    rank = np.arange(len(line)) - np.repeat(np.cumsum(counts) - counts, counts)
    draw = scene.random.random(len(line))
    fresh = (draw < scene.must_hide.fresh_codes) | (rank > 0) | (old < 0)
    missing = ~fresh & (draw > 1 - _MISSING)
    again = ~fresh & ~missing
    scene.ledger.show_packs(line[fresh], scene.ledger.new_serials(int(fresh.sum()), scene.random))
    scene.ledger.show_packs_of(line[again], old[again])


def fake_purchases(scene: Scene, shops: Array, drug: Array, quantity: Array, times: Array) -> None:
    """Purchase records for a share of the packs billed without goods, a few deliveries a month."""
    share = scene.must_hide.faked_purchases
    if not len(drug) or share <= 0:
        return
    key = (shops.astype(np.int64) * 1024 + drug) * 1024 + times // DAY // 24
    groups, of = np.unique(key, return_inverse=True)
    packs = np.bincount(of, weights=quantity)
    claimed = np.rint(packs * share * scene.random.uniform(0.6, 1.4, len(groups)))
    earliest = np.full(len(groups), np.iinfo(np.int64).max)
    np.minimum.at(earliest, of, times)
    day = np.maximum(0, earliest // DAY - scene.random.integers(-4, 9, len(groups)))
    when = day * DAY + (scene.random.triangular(7.5, 10, 17.5, len(groups)) * 3600).astype(np.int64)
    real = claimed >= 1
    scene.ledger.moves.append(
        institution=(groups[real] >> 20),
        drug=(groups[real] >> 10) % 1024,
        quantity=claimed[real],
        time=np.minimum(when[real], scene.city.days * DAY - 1),
        kind=PURCHASE,
    )
