"""Adult children who collect near their own home for parents who live elsewhere."""

import numpy as np

from simulation.gatherings import gather, visits
from simulation.recruiting import (
    household_of,
    near_shop,
    people_anywhere,
    people_near,
    register_agent,
    some_block,
)
from simulation.scene import Innocents, Scene

TITLE = "An adult child collects for parents who live elsewhere"
KIND = "adult_child"
PER_100_000 = 14.0


def live(scene: Scene) -> Innocents | None:
    """Two to four old people of one or two households, one child, monthly, near the child's home."""
    random = scene.random
    block = some_block(scene)
    child = people_near(scene, block, 1, ages=(30, 58))
    parents = people_anywhere(scene, int(random.integers(1, 3)), ages=(63, 92), chronic=4)
    if not len(child) or not len(parents):
        return None
    couples = [parents, *[household_of(scene, int(parent)) for parent in parents]]
    old = np.sort(np.concatenate(couples).astype(np.int64))
    if random.random() < 0.4:
        register_agent(scene, old, int(child[0]), relation=0)
    members = np.sort(np.r_[old, child]) if random.random() < 0.5 else old
    shop = near_shop(scene, block)
    plan = visits(scene, [shop], float(random.choice([14, 28, 30])), jitter=3, hour=18.3)
    gather(scene, members, plan, reach=12, body=int(child[0]), shown=float(random.choice([0.1, 0.9])), joining=0.9)
    return Innocents(persons=members, shop=shop)
