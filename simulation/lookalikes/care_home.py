"""A registered care home: one carer collects for residents of one address, on a regular morning."""

import numpy as np

from simulation.city import CARE_HOME
from simulation.gatherings import gather, visits
from simulation.recruiting import group_size, near_shop, people_near, register_agent
from simulation.scene import Innocents, Scene

TITLE = "A carer collects for the residents of a care home"
KIND = "care_home"
PER_100_000 = 5.0


def live(scene: Scene) -> Innocents | None:
    """8 to 45 residents have the home's address; once or twice a month a carer brings what they need."""
    city, random = scene.city, scene.random
    home = int(random.choice(city.of_kind(CARE_HOME)))
    block = int(city.institutions.block[home])
    residents = people_near(scene, block, group_size(scene, 8, 45), ages=(72, 120), scale_km=8, chronic=3)
    carer = people_near(scene, block, 1, ages=(25, 55))
    if len(residents) < 4 or not len(carer):
        return None
    city.lodging[residents] = home
    registered = bool(random.random() < 0.6)
    if registered:
        register_agent(scene, residents, int(carer[0]), relation=4)
    every = float(random.choice([14, 28]))
    shop = near_shop(scene, block, among=3)
    plan = visits(scene, [shop], every, span=(0, city.days), jitter=0.6, hour=9.2, missed=0.02)
    shown = 0.95 if registered else 0.4
    whole = scene.ledger.honest_trips(residents)
    moved = gather(scene, residents, plan, reach=int(every / 2), body=int(carer[0]), shown=shown)
    scene.ledger.mute(np.setdiff1d(whole, moved))
    return Innocents(persons=residents, shop=shop)
