"""Who and where: people who live near each other, sizes of groups, shops; only a few thousand people are looked at."""

import numpy as np

from simulation.city import DAY, NEVER, PHARMACY
from simulation.randomness import Array, choose
from simulation.scene import Scene

_POOL = 3000  # people looked at, at least


def group_size(scene: Scene, low: int, high: int) -> int:
    """A number from `low` to `high`, small ones likelier (uniform on a logarithmic scale)."""
    return int(np.exp(scene.random.uniform(np.log(low), np.log(high + 1))))


def some_block(scene: Scene, rural: bool | None = None) -> int:
    """A neighbourhood, by how many live there; `rural` True picks villages, False towns."""
    blocks = scene.city.blocks
    residents = np.diff(scene.city.residents[1]).astype(np.float64)
    wanted = residents if rural is None else residents * (blocks.rural == rural)
    return int(choose(scene.random, wanted if wanted.any() else residents, 1)[0])


def near_shop(scene: Scene, block: int, among: int = 4) -> int:
    """One of the best pharmacies of a neighbourhood."""
    return int(scene.city.blocks.pharmacies[block, int(scene.random.integers(0, among))])


def any_shop(scene: Scene, smallest: float = 0.0) -> int:
    """A pharmacy of at least that size; the largest where none is."""
    places = scene.city.institutions
    shops = scene.city.of_kind(PHARMACY)
    fitting = shops[places.size[shops] >= smallest]
    return int(scene.random.choice(fitting)) if len(fitting) else int(shops[np.argmax(places.size[shops])])


def people_near(
    scene: Scene,
    block: int,
    count: int,
    *,
    ages: tuple[float, float] = (0, 200),
    scale_km: float = 2.0,
    chronic: float = 1.0,
) -> Array:
    """Recruit up to `count` people who live about `scale_km` from a block; `chronic` is how much likelier
    those are who take drugs for good. They are of no other group, alive all the time, and marked taken.
    """
    city = scene.city
    order, first = city.residents
    blocks = city.blocks
    away = np.hypot(blocks.x - blocks.x[block], blocks.y - blocks.y[block])
    nearest = np.argsort(away, kind="stable")
    residents = np.cumsum(np.diff(first)[nearest])
    nearest = nearest[: int(np.searchsorted(residents, max(_POOL, 60 * count))) + 1]
    pool = np.concatenate([order[first[number] : first[number + 1]] for number in nearest])
    return _draw(scene, pool, count, ages, np.exp(-away[city.persons.block[pool]] / scale_km), chronic)


def people_anywhere(scene: Scene, count: int, *, ages: tuple[float, float] = (0, 200), chronic: float = 1.0) -> Array:
    """Recruit like `people_near`, but from the whole city."""
    pool = np.unique(scene.random.integers(0, len(scene.city.persons), max(_POOL, 60 * count)))
    return _draw(scene, pool, count, ages, np.ones(len(pool)), chronic)


def _draw(scene: Scene, pool: Array, count: int, ages: tuple[float, float], weights: Array, chronic: float) -> Array:
    persons, taken = scene.city.persons, scene.city.taken
    age = ages_of(scene, pool)
    fit = (age >= ages[0]) & (age < ages[1]) & ~taken[pool] & (persons.death_day[pool] == NEVER)
    chance = np.where(persons.interval[pool] > 0, chronic, 1.0) * weights * fit
    pool, chance = pool[chance > 0], chance[chance > 0]
    # Keeping the largest draws of u^(1/w) samples by weight without replacement (Efraimidis and Spirakis 2006).
    draw = np.log(scene.random.random(len(pool))) / chance
    chosen = np.sort(pool[np.argsort(-draw, kind="stable")[:count]])
    taken[chosen] = True
    return chosen


def ages_of(scene: Scene, persons: Array) -> Array:
    """Years on the first day."""
    years: Array = -scene.city.persons.birth_day[persons] / 365.25
    return years


def household_of(scene: Scene, person: int) -> Array:
    """Recruit everybody of a person's household who is of no group and alive all the time (without that person)."""
    city = scene.city
    home = int(city.persons.household[person])
    members = np.arange(city.household_first[home], city.household_first[home + 1])
    free = ~city.taken[members] & (city.persons.death_day[members] == NEVER) & (members != person)
    city.taken[members[free]] = True
    family: Array = members[free]
    return family


def register_agent(scene: Scene, members: Array, agent: int, relation: int) -> None:
    """Put an agent on record for these people, since some time before the city is watched."""
    since = -scene.random.integers(20, 1200, len(members))
    scene.ledger.agents.append(person=members, agent=agent, relation=relation, since_day=since)


def stays_home(scene: Scene, person: Array, time: Array) -> Array:
    """Mask of (person, second) at which they could not come: in a hospital bed, or outside the watched days."""
    impossible: Array = scene.ledger.lies_in_bed(person, time) | (time < 0) | (time >= scene.city.days * DAY)
    return impossible
