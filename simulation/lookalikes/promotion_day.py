"""A shop's promotion day: whoever can wait waits for it."""

from simulation.gatherings import gather, visits
from simulation.recruiting import any_shop, group_size, people_near
from simulation.scene import Innocents, Scene

TITLE = "Thrifty customers wait for a shop's promotion day"
KIND = "promotion"
PER_100_000 = 6.0


def live(scene: Scene) -> Innocents | None:
    """12 to 60 people of all ages, a morning and an evening queue, every month or two."""
    shop = any_shop(scene, smallest=0.8)
    block = int(scene.city.institutions.block[shop])
    members = people_near(scene, block, group_size(scene, 12, 60), ages=(22, 120), scale_km=3)
    if len(members) < 5:
        return None
    every = float(scene.random.choice([30.4, 60.8]))
    for hour in (9.3, 18.4):
        half = members[scene.random.random(len(members)) < 0.5]
        gather(scene, half, visits(scene, [shop], every, hour=hour, missed=0), reach=10, joining=0.7, gap=45)
    return Innocents(persons=members, shop=shop)
