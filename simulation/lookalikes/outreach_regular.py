"""A clinic that comes twice a month: the same people on the same days at one terminal, for months."""

from simulation.gatherings import gather, visits
from simulation.recruiting import group_size, people_near, some_block
from simulation.scene import Innocents, Scene

TITLE = "A clinic visits a neighbourhood twice a month"
KIND = "outreach_regular"
PER_100_000 = 7.0


def live(scene: Scene) -> Innocents | None:
    """6 to 50 people, mostly old, come when the clinic does."""
    block = some_block(scene)
    clinic = int(scene.city.blocks.clinics[block, int(scene.random.integers(0, 2))])
    members = people_near(scene, block, group_size(scene, 6, 50), ages=(55, 120), scale_km=0.8, chronic=4)
    if len(members) < 4:
        return None
    plan = visits(scene, [clinic], 14, jitter=0.4, hour=8.8, missed=0.05)
    gather(scene, members, plan, reach=7, joining=0.85, gap=100)
    return Innocents(persons=members, shop=clinic)
