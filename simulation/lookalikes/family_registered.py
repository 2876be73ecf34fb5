"""A family whose registered proxy collects for everybody."""

import numpy as np

from simulation.gatherings import gather, visits
from simulation.recruiting import household_of, near_shop, people_near, register_agent, some_block
from simulation.scene import Innocents, Scene

TITLE = "A registered proxy collects for the family"
KIND = "family"
PER_100_000 = 14.0


def live(scene: Scene) -> Innocents | None:
    """Household and a household of kin; every few weeks one of them collects for all and shows it."""
    random = scene.random
    block = some_block(scene)
    proxy = people_near(scene, block, 1, ages=(30, 62))
    kin = people_near(scene, block, 1, ages=(62, 95), scale_km=5, chronic=3)
    if not len(proxy) or not len(kin):
        return None
    family = [int(proxy[0]), int(kin[0]), *household_of(scene, int(proxy[0])), *household_of(scene, int(kin[0]))]
    members = np.array(sorted(family))
    others = members[members != proxy[0]]
    register_agent(scene, others, int(proxy[0]), relation=int(random.choice([0, 3])))
    shop = near_shop(scene, block)
    plan = visits(scene, [shop], float(random.choice([14, 21, 30])), jitter=4)
    gather(scene, members, plan, reach=10, body=int(proxy[0]), shown=0.9, joining=0.85)
    return Innocents(persons=members, shop=shop)
