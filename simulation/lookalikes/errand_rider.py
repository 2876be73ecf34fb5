"""A rider who runs errands for old people: collects for many of them, wherever the drug is in stock."""

import numpy as np

from simulation.gatherings import gather, visits
from simulation.recruiting import group_size, people_near, some_block
from simulation.scene import Innocents, Scene

TITLE = "An errand rider collects for many old people at several shops"
KIND = "errand_rider"
PER_100_000 = 7.0


def live(scene: Scene) -> Innocents | None:
    """8 to 50 customers; every few days a route over two or three of six shops, a few cards at each."""
    random = scene.random
    block = some_block(scene, rural=False)
    rider = people_near(scene, block, 1, ages=(20, 50))
    members = people_near(scene, block, group_size(scene, 8, 50), ages=(62, 100), scale_km=2.5, chronic=3)
    if len(members) < 5 or not len(rider):
        return None
    shops = np.unique(scene.city.blocks.pharmacies[block])
    every, stops = float(random.choice([2, 3, 5])), int(random.integers(2, 4))
    plan = visits(scene, shops, every, jitter=0.5, hour=float(random.choice([9.5, 14.2])), same_day=stops)
    gather(scene, members, plan, reach=4, body=int(rider[0]), shown=0.2, joining=0.85, gap=70)
    return Innocents(persons=members)
