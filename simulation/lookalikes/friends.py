"""Friends who run their errands together, now at one shop, now at another."""

import numpy as np

from simulation.gatherings import gather, visits
from simulation.recruiting import group_size, people_near, some_block
from simulation.scene import Innocents, Scene

TITLE = "Friends go together, now to one shop, now to another"
KIND = "friends"
PER_100_000 = 13.0


def live(scene: Scene) -> Innocents | None:
    """4 to 12 people around one age; three to six shops in turn, without a fixed day."""
    random = scene.random
    block = some_block(scene)
    age = float(random.choice([28, 45, 62, 70]))
    members = people_near(scene, block, group_size(scene, 4, 12), ages=(age, age + 14), scale_km=2, chronic=3)
    if len(members) < 4:
        return None
    shops = np.unique(scene.city.blocks.pharmacies[block, : int(random.integers(3, 7))])
    plan = visits(scene, shops, float(random.choice([6, 9, 13])), jitter=2.5)
    gather(scene, members, plan, reach=6, joining=0.85, gap=110)
    return Innocents(persons=members)
