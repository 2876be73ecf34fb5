"""Boxes collected on insurance are sold on to shops, with codes kept, swapped or cut out."""

import numpy as np

from simulation.city import NOBODY
from simulation.craft.crews import adults, gather, organizer_near, ring_size, shops_around
from simulation.craft.onward import mark_packs, sell_on, sought_after
from simulation.craft.scheme import Scheme, bill_count
from simulation.craft.wares import menu
from simulation.scene import Ring, Scene

TITLE = "Boxes sold on, codes kept, swapped or removed"
PATTERN = "resale"
VARIANT = "boxes_sold_on"
PER_100_000 = 3.5


def commit(scene: Scene) -> Ring | None:
    """Sellers collect near home; the organiser carries the boxes to one to three shops elsewhere."""
    city, random = scene.city, scene.random
    block, other = random.integers(0, len(city.blocks.x), 2).tolist()
    organizer = organizer_near(scene, block)
    activity = scene.active_days(120)
    crew = gather(scene, ring_size(scene), scene.near(block, 4.0) * adults(scene), activity, scene.must_hide.churn)
    sinks = shops_around(scene, other, int(random.integers(1, 4)))
    shops = np.setdiff1d(shops_around(scene, block, scene.must_hide.shops + 3), sinks)[: scene.must_hide.shops]
    if len(crew) < 4 or not len(shops):
        return None
    scheme = Scheme(scene)
    scheme.soften(crew)
    bills = scheme.singles(crew, shops, bill_count(scene, len(crew), activity, 2.4), activity)
    choice = menu(scene, shops, 6, sought_after(scene, sinks))
    lines = scheme.write(bills, choice, collector=int(organizer[0]) if len(organizer) else NOBODY)
    sell_on(scene, mark_packs(scene, lines), sinks, choice, share=0.7)
    return scheme.ring(organizer, sinks)
