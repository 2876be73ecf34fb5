"""A chain shop that lives on its sisters' stock: most of what it sells arrives by transfer before the sale."""

import numpy as np

from simulation.city import NOBODY
from simulation.recruiting import any_shop
from simulation.scene import NONE, Innocents, Scene

TITLE = "A chain transfers stock between its shops before sale"
KIND = "chain_transfer"
PER_100_000 = 1.0


def live(scene: Scene) -> Innocents | None:
    """Three to nine of ten deliveries of one chain shop come from a sister shop."""
    places, random = scene.city.institutions, scene.random
    members = np.bincount(places.chain + 1, minlength=2)[places.chain + 1]
    shops = np.flatnonzero((places.chain != NOBODY) & (members > 1))
    shop = int(random.choice(shops)) if len(shops) else any_shop(scene)
    places.transferred[shop] = random.uniform(0.3, 0.9)
    return Innocents(persons=NONE, shop=shop)
