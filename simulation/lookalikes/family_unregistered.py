"""A family that never registered its proxy: whoever passes the pharmacy brings what the others need."""

import numpy as np

from simulation.gatherings import gather, visits
from simulation.recruiting import ages_of, household_of, near_shop, people_near, some_block
from simulation.scene import Innocents, Scene

TITLE = "Members of a family collect for each other without being registered"
KIND = "family"
PER_100_000 = 12.0


def live(scene: Scene) -> Innocents | None:
    """Up to three households of kin nearby; two adults take turns and seldom show their own identity."""
    random = scene.random
    block = some_block(scene)
    heads = people_near(scene, block, int(random.integers(1, 4)), ages=(32, 75), scale_km=1.5, chronic=2)
    members = np.sort(np.concatenate([heads, *[household_of(scene, int(head)) for head in heads]]).astype(np.int64))
    adults = members[ages_of(scene, members) >= 20]
    if len(members) < 3 or not len(adults):
        return None
    shops = [near_shop(scene, block) for _ in range(int(random.integers(1, 3)))]
    plan = visits(scene, shops, float(random.choice([7, 14, 30])), jitter=3)
    runners = random.choice(adults, min(2, len(adults)), replace=False)
    gather(scene, members, plan, reach=9, body=random.choice(runners, len(plan)), shown=0.1, joining=0.8)
    return Innocents(persons=members, shop=shops[0])
