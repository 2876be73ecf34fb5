"""Colleagues who stop at the pharmacy by the gate after work."""

from simulation.gatherings import gather, visits
from simulation.recruiting import any_shop, group_size, people_anywhere
from simulation.scene import Innocents, Scene

TITLE = "Colleagues go to the pharmacy after work"
KIND = "colleagues"
PER_100_000 = 10.0


def live(scene: Scene) -> Innocents | None:
    """4 to 30 people of working age from all over the city, at knocking-off time."""
    random = scene.random
    members = people_anywhere(scene, group_size(scene, 4, 30), ages=(25, 60), chronic=6)
    if len(members) < 4:
        return None
    shop = any_shop(scene)
    plan = visits(scene, [shop], float(random.choice([7, 14, 30.4])), jitter=1, hour=float(random.choice([17.6, 20.2])))
    gather(scene, members, plan, reach=9, joining=0.85, gap=70)
    return Innocents(persons=members, shop=shop)
