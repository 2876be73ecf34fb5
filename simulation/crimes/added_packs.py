"""A few packs are added to true purchases of customers who take a share, or do not look."""

import numpy as np

from simulation.city import DAY
from simulation.craft.crews import a_shop, gather, ring_size
from simulation.craft.scheme import Lines, Scheme
from simulation.craft.wares import menu, pick, usual_packs
from simulation.ledger import NOTHING, SOLD
from simulation.randomness import Array
from simulation.scene import NONE, Ring, Scene

TITLE = "A few packs added to true purchases"
PATTERN = "shop_collusion"
VARIANT = "added_packs"
PER_100_000 = 2.5


def commit(scene: Scene) -> Ring | None:
    """Regular customers; on some of their true bills one line more, or one that nobody handed over."""
    shop = a_shop(scene)
    activity = scene.active_days(150)
    visitor = scene.ledger.honest("person")[scene.ledger.honest_bills_at(shop)]
    visits = np.bincount(visitor, minlength=len(scene.city.persons))
    weights = np.where(visits >= 4, visits, 0) * scene.aged(25)
    crew = gather(scene, ring_size(scene, 18), weights, activity, 0.0, kin=0.0)
    if len(crew) < 4:
        return None
    trips = scene.ledger.honest_trips(np.sort(crew.persons))
    _, where, time = scene.ledger.honest_trip(trips)
    trips = trips[(where == shop) & (scene.random.random(len(trips)) < 0.9 * activity[time // DAY])]
    scheme = Scheme(scene)
    _hold_back(scheme, trips, shop)
    _add(scheme, trips, shop)
    return scheme.ring(shops=np.array([shop]), lenders=False)


def _lines_for(scene: Scene, trips: Array, shop: int, drug: Array, quantity: Array, handle: Array) -> Lines:
    who, _, time = scene.ledger.honest_trip(trips)
    where = np.full(len(trips), shop)
    return Lines(handle, who.astype(np.int64), where, time.astype(np.int64), drug, quantity, trips)


def _hold_back(scheme: Scheme, trips: Array, shop: int) -> None:
    """On bills of several lines a dear one was not handed over: the customer did not ask for it."""
    scene, ledger = scheme.scene, scheme.scene.ledger
    lines, row = ledger.honest_lines_of(trips)
    drug = ledger.honest_line("drug")[lines].astype(np.int64)
    several = np.bincount(row, minlength=len(trips))[row] > 1
    goods = ledger.lines["goods"]
    fit = np.flatnonzero(several & (scene.city.drugs.resale[drug] >= 0.3) & (goods[lines] == SOLD))
    fit = fit[scene.random.random(len(fit)) < 0.6]
    goods[lines[fit]] = NOTHING
    quantity = ledger.honest_line("quantity")[lines[fit]].astype(np.float64)
    scheme.without_goods(_lines_for(scene, trips[row[fit]], shop, drug[fit], quantity, lines[fit]))


def _add(scheme: Scheme, trips: Array, shop: int) -> None:
    """One line more; seldom on bills that are long already."""
    scene, ledger = scheme.scene, scheme.scene.ledger
    size = np.bincount(ledger.honest_lines_of(trips)[1], minlength=len(trips))
    trips = trips[scene.random.random(len(trips)) < np.where(size > 1, 0.2, 0.75)]
    who, _, time = ledger.honest_trip(trips)
    drug = pick(scene, menu(scene, np.array([shop]), 6), who, np.full(len(trips), shop), time)
    lines, row = ledger.honest_lines_of(trips)
    twice = np.isin(np.arange(len(trips)), row[ledger.honest_line("drug")[lines] == drug[row]])
    trips, drug = trips[~twice], drug[~twice]
    false = _lines_for(scene, trips, shop, drug, usual_packs(scene, drug), NONE)
    scheme.add_lines(false, np.zeros(len(trips), dtype=bool))
