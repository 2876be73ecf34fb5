"""A bulk buyer at the end: one clinic or shop takes all boxes, for cash sales and for insured ones."""

import numpy as np

from simulation.city import CLINIC, DAY, PHARMACY, VILLAGE_CLINIC
from simulation.craft.crews import adults, gather, organizer_near, ring_size, shops_around
from simulation.craft.onward import Packs, mark_packs, sell_on, sought_after
from simulation.craft.scheme import Scheme, bill_count
from simulation.craft.wares import menu
from simulation.ledger import PURCHASE, SELF_PAY
from simulation.scene import Ring, Scene

TITLE = "A bulk buyer takes all the boxes"
PATTERN = "resale"
VARIANT = "bulk_buyer"
PER_100_000 = 2.5


def commit(scene: Scene) -> Ring | None:
    """Many sellers' boxes meet at one place, which writes itself purchases and sells mostly without insurance."""
    city, random = scene.city, scene.random
    kinds = np.flatnonzero(np.isin(city.institutions.kind, (PHARMACY, CLINIC, VILLAGE_CLINIC)))
    buyer = np.array([random.choice(kinds)])
    block = int(random.integers(0, len(city.blocks.x)))
    organizer = organizer_near(scene, block)
    activity = scene.active_days(90)
    crew = gather(scene, ring_size(scene, 18), scene.near(block, 8.0) * adults(scene), activity, scene.must_hide.churn)
    shops = np.setdiff1d(shops_around(scene, block, scene.must_hide.shops + 1), buyer)
    if len(crew) < 4 or not len(shops):
        return None
    scheme = Scheme(scene)
    scheme.soften(crew)
    bills = scheme.singles(crew, shops, bill_count(scene, len(crew), activity, 2.2), activity)
    choice = menu(scene, shops, 6, sought_after(scene, buyer) + 0.05 * city.drugs.resale**2)
    packs = mark_packs(scene, scheme.write(bills, choice))
    sell_on(scene, packs, buyer, choice, share=0.5)
    _sell_for_cash(scene, packs, int(buyer[0]))
    return scheme.ring(organizer, buyer)


def _sell_for_cash(scene: Scene, packs: Packs, buyer: int) -> None:
    """Half of the packs, month by month: sold over the counter, covered at times by a purchase that never was."""
    random, end = scene.random, scene.city.days * DAY - 1
    chosen = np.flatnonzero(random.random(len(packs.line)) < 0.5)
    month = packs.drug[chosen].astype(np.int64) * 64 + packs.time[chosen] // DAY // 30
    groups, of = np.unique(month, return_inverse=True)
    last, line = np.zeros(len(groups), dtype=np.int64), np.zeros(len(groups), dtype=np.int64)
    np.maximum.at(last, of, packs.time[chosen])
    line[of] = packs.line[chosen]
    amount = np.bincount(of, minlength=len(groups)).astype(np.float64)
    sold = np.minimum(last + random.integers(DAY, 12 * DAY, len(groups)), end)
    bought = np.minimum(last + random.integers(3600, 20 * 3600, len(groups)), sold)
    faked = random.random(len(groups)) < scene.must_hide.faked_purchases
    for kind, time, rows in ((SELF_PAY, sold, slice(None)), (PURCHASE, bought, faked)):
        scene.ledger.moves.append(
            institution=buyer,
            drug=(groups // 64)[rows],
            lot_from=line[rows],
            quantity=amount[rows],
            time=time[rows],
            kind=kind,
        )
