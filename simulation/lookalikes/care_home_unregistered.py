"""Old people boarded in a private house: a carer collects for all, and no register knows of it."""

from simulation.gatherings import gather, visits
from simulation.recruiting import group_size, near_shop, people_near, some_block
from simulation.scene import Innocents, Scene

TITLE = "A carer collects for old people boarded in a house that is not registered"
KIND = "care_home_unregistered"
PER_100_000 = 5.0


def live(scene: Scene) -> Innocents | None:
    """4 to 25 boarders keep their families' addresses; the carer seldom shows an own identity."""
    random = scene.random
    block = some_block(scene)
    boarders = people_near(scene, block, group_size(scene, 4, 25), ages=(70, 120), scale_km=10, chronic=3)
    carer = people_near(scene, block, 1, ages=(35, 65))
    if len(boarders) < 4 or not len(carer):
        return None
    every = float(random.choice([7, 14, 28, 30]))
    shop = near_shop(scene, block, among=3)
    plan = visits(scene, [shop], every, jitter=1.5, hour=float(random.choice([8.6, 10.2, 14.5])))
    gather(scene, boarders, plan, reach=int(every / 2) + 1, body=int(carer[0]), shown=0.15, gap=60)
    return Innocents(persons=boarders, shop=shop)
