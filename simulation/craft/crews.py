"""The people of a ring: how many, who they are to each other, and when each of them takes part."""

from dataclasses import dataclass

import numpy as np

from simulation.city import NEVER, PHARMACY
from simulation.randomness import Array, choose
from simulation.scene import NONE, Scene

SMALLEST, LARGEST = 4, 60


@dataclass
class Crew:
    """People whose benefit is used, from their first to their last day in the ring."""

    persons: Array
    first: Array
    last: Array

    def __len__(self) -> int:
        return len(self.persons)


def ring_size(scene: Scene, typical: float = 13.0) -> int:
    """4 to 60 people, mostly 8 to 20."""
    drawn = scene.random.lognormal(np.log(typical), 0.5)
    return int(np.clip(round(drawn), SMALLEST, LARGEST))


def gather(scene: Scene, count: int, weights: Array, activity: Array, churn: float, kin: float | None = None) -> Crew:
    """Recruit `count` people by weight, the level's share of them kin of others, each for a time."""
    share = scene.must_hide.relatives if kin is None else kin
    heads = scene.recruit(max(2, count - round(count * share)), weights)
    persons = np.concatenate([heads, kin_of(scene, heads, count - len(heads))])
    return _terms(scene, persons, activity, churn)


def kin_of(scene: Scene, heads: Array, count: int) -> Array:
    """Up to `count` free people of the households of `heads`; marks them taken."""
    city = scene.city
    homes = np.unique(city.persons.household[heads])
    first, last = city.household_first[homes], city.household_first[homes + 1]
    house = [np.arange(a, b) for a, b in zip(first, last, strict=True)]
    members = np.concatenate(house) if house else NONE
    free = members[~city.taken[members] & (city.persons.death_day[members] == NEVER)]
    free = free[city.persons.age()[free] >= 6]
    chosen = scene.random.permutation(free)[: max(0, count)]
    city.taken[chosen] = True
    return chosen


def _terms(scene: Scene, persons: Array, activity: Array, churn: float) -> Crew:
    """With a churn of c a month, 1 in 1 + c × months is there from the start and each stays about 1/c months."""
    active = np.flatnonzero(activity > 0)
    begin, end = int(active[0]), int(active[-1]) + 1
    months = (end - begin) / 30.4
    founders = scene.random.random(len(persons)) < 1 / (1 + churn * months)
    founders[:2] = True
    first = np.where(founders, begin, begin + scene.random.random(len(persons)) * 0.8 * (end - begin))
    stays = scene.random.exponential(30.4 / max(churn, 1e-3), len(persons)) + 30
    return Crew(persons, first.astype(np.int64), np.minimum(first + stays, end).astype(np.int64))


def turn_out(scene: Scene, crew: Crew, days: Array, sizes: Array) -> tuple[Array, Array]:
    """For each day, as many of the crew as its size says: the persons, and the position of their day."""
    there = (crew.first[None, :] <= days[:, None]) & (days[:, None] < crew.last[None, :])
    draw = np.where(there, scene.random.random(there.shape), -1.0)
    order = np.argsort(-draw, axis=1)
    wanted = np.minimum(sizes, there.sum(axis=1))
    row, rank = np.nonzero(np.arange(len(crew))[None, :] < wanted[:, None])
    return crew.persons[order[row, rank]], row


def by_day(scene: Scene, crew: Crew, days: Array) -> Array:
    """One of the crew for each day; anybody where nobody is in at the time."""
    one, row = turn_out(scene, crew, days, np.ones(len(days), dtype=np.int64))
    who = scene.random.choice(crew.persons, len(days))
    who[row] = one
    return who


def plastic(scene: Scene) -> Array:
    """A weight for everybody: high for people who pay with the card itself, as a card that is handed over must be."""
    weights: Array = (1.02 - scene.city.persons.e_share) ** 2
    return weights


def adults(scene: Scene) -> Array:
    """Weights of people whose card is worth borrowing: adults, the chronically ill more."""
    weights: Array = scene.aged(22) * np.where(scene.city.persons.interval > 0, 1.5, 1.0)
    return weights


def a_shop(scene: Scene, tier: int = 1) -> int:
    """A pharmacy with shelves of at least that tier, larger ones likelier."""
    places = scene.city.institutions
    fitting = np.flatnonzero((places.kind == PHARMACY) & (places.tier >= tier))
    fitting = fitting if len(fitting) else np.flatnonzero(places.kind == PHARMACY)
    return int(fitting[choose(scene.random, places.size[fitting], 1)[0]])


def shops_around(scene: Scene, block: int, count: int) -> Array:
    """Up to `count` pharmacies near a block, in no order."""
    places = scene.city.institutions
    shops = np.flatnonzero(places.kind == PHARMACY)
    away = np.hypot(places.x[shops] - scene.city.blocks.x[block], places.y[shops] - scene.city.blocks.y[block])
    nearest = shops[np.argsort(away, kind="stable")[: max(count + 3, 2 * count)]]
    return scene.random.permutation(nearest)[:count]


def organizer_near(scene: Scene, block: int) -> Array:
    """One adult who lives near a block."""
    return scene.recruit(1, scene.aged(25, 62) * scene.near(block))
