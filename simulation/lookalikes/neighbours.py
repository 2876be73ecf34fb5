"""Neighbours who collect for each other every week: one goes, with everybody's cards."""

from simulation.gatherings import gather, visits
from simulation.recruiting import group_size, near_shop, people_near, some_block
from simulation.scene import Innocents, Scene

TITLE = "Neighbours take turns to collect for each other"
KIND = "neighbours"
PER_100_000 = 16.0


def live(scene: Scene) -> Innocents | None:
    """4 to 15 people of one block; each week another one goes for those who need something."""
    random = scene.random
    block = some_block(scene)
    members = people_near(scene, block, group_size(scene, 4, 15), ages=(50, 90), scale_km=0.3, chronic=3)
    if len(members) < 4:
        return None
    shops = [near_shop(scene, block, among=3) for _ in range(int(random.integers(1, 3)))]
    plan = visits(scene, shops, 7, jitter=0.8, hour=float(random.choice([8.7, 9.8, 15.6])))
    gather(scene, members, plan, reach=5, body=random.choice(members, len(plan)), shown=0.15, joining=0.9, gap=60)
    return Innocents(persons=members, shop=shops[0])
