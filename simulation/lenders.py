"""People who lend their card to a friend once or twice: a lead for an alert, no ring."""

import numpy as np

from simulation.baskets import draw_acute_drugs
from simulation.city import City
from simulation.craft.covers import draw_covers
from simulation.craft.scheme import Bills, Scheme
from simulation.craft.wares import usual_packs
from simulation.hiding import HIDING
from simulation.ledger import Ledger
from simulation.randomness import Array, choose, generator
from simulation.scene import NONE, Scene

PER_100_000 = 150.0
_TWICE = 0.4  # of lenders


def write_single_lenders(city: City, ledger: Ledger, level: str) -> Array:
    """Append what friends bought with borrowed cards; returns the lenders. Nobody lends at level `none`."""
    if level == "none":
        return NONE
    scene = Scene(city, ledger, generator(city.seed, "single lenders"), HIDING[level])
    lenders = scene.recruit(max(2, round(PER_100_000 * len(city.persons) / 100_000)), scene.aged(18))
    friends = _friends_of(scene, lenders)
    times = 1 + (scene.random.random(len(lenders)) < _TWICE)
    who, friend = np.repeat(lenders, times), np.repeat(friends, times)
    shops = city.usual_shop(friend, 0).astype(np.int64)
    covers = draw_covers(scene, shops, np.ones(city.days))
    settlements = Scheme(scene).open(Bills(who, shops, covers), collector=friend)
    drug = _wanted(scene, friend, shops, covers.time)
    ledger.bill(settlements, drug, usual_packs(scene, drug))
    return lenders


def _friends_of(scene: Scene, lenders: Array) -> Array:
    """Somebody grown up of the neighbourhood for each lender, of another household."""
    persons = scene.city.persons
    order, first = scene.city.residents
    block = persons.block[lenders]
    at = first[block] + (scene.random.random(len(lenders)) * (first[block + 1] - first[block])).astype(np.int64)
    friend = order[at]
    strange = (persons.household[friend] == persons.household[lenders]) | (persons.age()[friend] < 18)
    adults = np.flatnonzero(persons.age() >= 18)
    return np.where(strange, scene.random.choice(adults, len(lenders)), friend).astype(np.int64)


def _wanted(scene: Scene, friend: Array, shops: Array, time: Array) -> Array:
    """What the friend takes for good, where the shop keeps it; else what comes up."""
    city = scene.city
    regimen = city.persons.regimen[friend]
    slot = choose(scene.random, np.array([5.0, 2.0, 1.0, 0.5]), len(friend))
    own = regimen[np.arange(len(friend)), slot].astype(np.int64)
    kept = (own >= 0) & city.stocks(shops, np.maximum(own, 0))
    return np.where(kept, own, draw_acute_drugs(city, friend, shops, time, scene.random))
