"""The village pickup: one driver collects for a village from the pharmacy in town."""

import numpy as np

from simulation.gatherings import gather, visits
from simulation.recruiting import group_size, people_near, some_block
from simulation.scene import Innocents, Scene

TITLE = "One driver collects for a village from the town pharmacy"
KIND = "village_pickup"
PER_100_000 = 8.0


def live(scene: Scene) -> Innocents | None:
    """8 to 60 villagers; the driver goes once a week or fortnight and pays with card after card."""
    city, random = scene.city, scene.random
    village = some_block(scene, rural=True)
    members = people_near(scene, village, group_size(scene, 8, 60), ages=(48, 95), scale_km=0.6, chronic=3)
    driver = people_near(scene, village, 1, ages=(28, 60))
    if len(members) < 5 or not len(driver):
        return None
    near = city.blocks.pharmacies[village]
    shop = int(near[np.argmax(city.institutions.size[near] * ~city.blocks.rural[city.institutions.block[near]])])
    every = float(random.choice([7, 14]))
    plan = visits(scene, [shop], every, jitter=0.7, hour=float(random.choice([9.4, 10.6])))
    gather(scene, members, plan, reach=int(every / 2) + 2, body=int(driver[0]), shown=0.3, joining=0.8, gap=55)
    return Innocents(persons=members, shop=shop)
