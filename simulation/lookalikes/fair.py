"""An event pharmacy at a fair: people from everywhere pay at one place within minutes, for a few days."""

import numpy as np

from simulation.gatherings import Visits, gather
from simulation.recruiting import any_shop, group_size, people_anywhere
from simulation.scene import Innocents, Scene

TITLE = "A pharmacy at a fair serves strangers from everywhere"
KIND = "fair"
PER_100_000 = 1.5


def live(scene: Scene) -> Innocents | None:
    """30 to 120 visitors of two or three days buy there what they would have bought within two weeks."""
    city, random = scene.city, scene.random
    members = people_anywhere(scene, group_size(scene, 30, 120), ages=(18, 90))
    if len(members) < 10:
        return None
    shop = any_shop(scene, smallest=1.0)
    first = int(random.integers(5, max(6, city.days - 8)))
    day = np.repeat(np.arange(first, min(first + int(random.integers(2, 4)), city.days)), 3)
    second = np.tile((np.array([10.2, 13.1, 15.8]) * 3600).astype(np.int64), len(day) // 3)
    gather(scene, members, Visits(day, np.full(len(day), shop), second), reach=16, gap=50)
    return Innocents(persons=members, shop=shop)
