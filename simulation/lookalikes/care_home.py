"""A care home: one carer collects for residents of one address, on a regular morning."""

import numpy as np

from simulation.city import CARE_HOME, DAY
from simulation.randomness import Array
from simulation.scene import Innocents, Scene

TITLE = "A carer collects for the residents of a care home"
KIND = "care_home"
PER_100_000 = 5.0


def live(scene: Scene) -> Innocents | None:
    """10 to 30 residents move in; once or twice a month a carer brings their refills; half the homes register."""
    city, random = scene.city, scene.random
    home = int(random.choice(city.of_kind(CARE_HOME)))
    block = int(city.institutions.block[home])
    residents = scene.recruit(int(random.integers(10, 31)), scene.aged(72) * scene.near(block, 8.0))
    carer = scene.recruit(1, scene.aged(25, 55) * scene.near(block))
    if len(residents) < 4 or not len(carer):
        return None
    persons = city.persons
    persons.block[residents] = persons.block_after[residents] = block
    shop = int(city.blocks.pharmacies[block, int(random.integers(0, 3))])
    scene.ledger.mute(scene.ledger.honest_trips(residents))
    registered = bool(random.random() < 0.5)
    if registered:
        since = -int(random.integers(30, 900))
        scene.ledger.agents.append(person=residents, agent=carer[0], relation=4, since_day=since)
    weekday, every = int(random.integers(0, 6)), int(random.choice([14, 28]))
    for day in range(weekday, city.days, every):
        _round(scene, residents, int(carer[0]), shop, day + int(random.integers(0, 2)), registered)
    return Innocents(persons=residents, shop=shop)


def _round(scene: Scene, residents: Array, carer: int, shop: int, day: int, registered: bool) -> None:
    city, random = scene.city, scene.random
    who = residents[random.random(len(residents)) < 0.6]
    if not len(who) or day >= city.days:
        return
    times = day * DAY + 9 * 3600 + int(random.normal(900, 1500)) + np.cumsum(random.integers(40, 150, len(who)))
    shown = carer if registered else -1
    settlements = scene.ledger.settlements.append(
        person=who, institution=shop, time=times, collected_by=shown, body=carer
    )
    regimen = city.persons.regimen[who]
    row, column = np.nonzero((regimen >= 0) & city.stocks(np.array([[shop]]), np.maximum(regimen, 0)))
    scene.ledger.bill(settlements[row], regimen[row, column], random.integers(1, 3, len(row)))
    bare = settlements[~np.isin(np.arange(len(who)), row)]
    common = np.flatnonzero((city.drugs.tier == 0) & (city.drugs.sex == 0))
    scene.ledger.bill(bare, random.choice(common, len(bare)), 1)
