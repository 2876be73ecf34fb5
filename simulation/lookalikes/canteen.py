"""The old people's canteen: after lunch its regulars go to the pharmacy on the corner together."""

from simulation.gatherings import gather, visits
from simulation.recruiting import group_size, near_shop, people_near, some_block
from simulation.scene import Innocents, Scene

TITLE = "A lunch group of old people goes to the pharmacy together"
KIND = "canteen"
PER_100_000 = 11.0


def live(scene: Scene) -> Innocents | None:
    """5 to 40 regulars, about the same hour, once or twice a week, each with an own card."""
    block = some_block(scene)
    members = people_near(scene, block, group_size(scene, 5, 40), ages=(64, 95), scale_km=0.8, chronic=3)
    if len(members) < 4:
        return None
    shop = near_shop(scene, block, among=2)
    plan = visits(scene, [shop], float(scene.random.choice([3.5, 7, 7])), hour=12.6, missed=0.08)
    gather(scene, members, plan, reach=4, joining=0.85, gap=90)
    return Innocents(persons=members, shop=shop)
