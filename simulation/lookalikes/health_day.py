"""A pharmacy's monthly health day with free blood pressure checks: its regulars come together."""

from simulation.gatherings import gather, visits
from simulation.recruiting import any_shop, group_size, people_near
from simulation.scene import Innocents, Scene

TITLE = "Regulars come to a shop's monthly health day"
KIND = "health_day"
PER_100_000 = 6.0


def live(scene: Scene) -> Innocents | None:
    """10 to 60 people over fifty do on one morning a month what they need there."""
    shop = any_shop(scene)
    block = int(scene.city.institutions.block[shop])
    members = people_near(scene, block, group_size(scene, 10, 60), ages=(50, 120), scale_km=1.5, chronic=3)
    if len(members) < 5:
        return None
    plan = visits(scene, [shop], 30.4, jitter=0.5, hour=8.9, missed=0.05)
    gather(scene, members, plan, reach=12, joining=0.75, gap=75)
    return Innocents(persons=members, shop=shop)
