"""A clinic's outreach day in a neighbourhood: many pay at one terminal in one morning, once."""

import numpy as np

from simulation.gatherings import Visits, gather
from simulation.recruiting import group_size, people_near, some_block
from simulation.scene import Innocents, Scene

TITLE = "A clinic visits a neighbourhood for a day"
KIND = "outreach"
PER_100_000 = 7.0


def live(scene: Scene) -> Innocents | None:
    """10 to 60 people get that day what they would have fetched within three weeks."""
    city, random = scene.city, scene.random
    block = some_block(scene)
    clinic = int(city.blocks.clinics[block, 0])
    members = people_near(scene, block, group_size(scene, 10, 60), ages=(45, 120), scale_km=0.8, chronic=3)
    if len(members) < 5:
        return None
    day = int(random.integers(10, max(11, city.days - 5)))
    plan = Visits(np.array([day]), np.array([clinic]), np.array([int(random.normal(8.8, 0.4) * 3600)]))
    gather(scene, members, plan, reach=21, gap=110)
    return Innocents(persons=members, shop=clinic)
