"""Pay, refund, pay: a bill is undone and made again, until one without goods stands."""

import numpy as np

from simulation.city import DAY
from simulation.craft.crews import a_shop, adults, gather, organizer_near, ring_size
from simulation.craft.scheme import Bills, Scheme, bill_count
from simulation.craft.wares import Menu, menu
from simulation.ledger import NOTHING
from simulation.randomness import Array
from simulation.scene import Ring, Scene

_AGAIN = 0.35  # of loops have a second round

TITLE = "Pay–refund–pay loops"
PATTERN = "shop_collusion"
VARIANT = "pay_refund_pay"
PER_100_000 = 2.0


def commit(scene: Scene) -> Ring | None:
    """Loops of one or two rounds within minutes or days; the last bill of each stands."""
    shop = a_shop(scene)
    block = int(scene.city.institutions.block[shop])
    organizer = organizer_near(scene, block)
    activity = scene.active_days()
    weights = scene.near(block, 4.0) * adults(scene)
    crew = gather(scene, ring_size(scene, 11), weights, activity, scene.must_hide.churn)
    if len(crew) < 4:
        return None
    scheme = Scheme(scene)
    place = np.array([shop])
    bills = scheme.singles(crew, place, bill_count(scene, len(crew), activity, 1.4), activity)
    choice = menu(scene, place, 6)
    scheme.write(bills, choice, goods=NOTHING)
    looped = scene.random.random(len(bills)) < 0.9 - 0.45 * scene.must_hide.strength
    for _ in range(2):
        bills = _earlier(scene, bills, looped)
        _write_undone(scheme, bills, choice)
        looped = scene.random.random(len(bills)) < _AGAIN
    return scheme.ring(organizer, place, lenders=False)


def _earlier(scene: Scene, bills: Bills, looped: Array) -> Bills:
    """What was billed first: the same people an hour earlier, or some days, at an hour when the shop is open."""
    later = scene.random.random(len(bills)) < 0.2 + 0.6 * scene.must_hide.strength
    lag = np.where(later, scene.random.integers(1, 9, len(bills)) * DAY, 0)
    lag = lag + (scene.random.gamma(1.5, 1500, len(bills)) + 300).astype(np.int64)
    time = bills.covers.time - lag
    open_from = scene.city.institutions.opens[bills.shops] * 3600
    first = bills.taken(looped & (time >= 0) & (time % DAY >= open_from))
    first.covers.time = time[looped & (time >= 0) & (time % DAY >= open_from)]
    return first


def _write_undone(scheme: Scheme, bills: Bills, choice: Menu) -> None:
    lines = scheme.write(bills, choice, goods=NOTHING)
    settlements, first = np.unique(lines.settlement, return_index=True)
    lag = scheme.scene.random.gamma(1.3, 200, len(first)).astype(np.int64) + 20
    if len(first):
        scheme.scene.ledger.reverse(settlements, np.minimum(lines.time[first] + lag, scheme.scene.city.days * DAY - 1))
