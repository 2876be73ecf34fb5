"""Dear drugs are billed and groceries handed out (串换): regulars come by themselves, at their own time."""

import numpy as np

from simulation.craft.crews import a_shop, gather, ring_size
from simulation.craft.scheme import Scheme, bill_count
from simulation.craft.wares import menu
from simulation.ledger import NOTHING
from simulation.scene import Ring, Scene

TITLE = "Dear drugs billed, groceries handed out"
PATTERN = "shop_collusion"
VARIANT = "groceries"
PER_100_000 = 3.0


def commit(scene: Scene) -> Ring | None:
    """A large, loose group of customers; rice and oil leave the shop, the drugs on the bill stay on its shelf."""
    shop = a_shop(scene, tier=0)
    block = int(scene.city.institutions.block[shop])
    activity = scene.active_days(120)
    weights = scene.near(block, 2.0) * scene.aged(40)
    crew = gather(scene, ring_size(scene, 24), weights, activity, scene.must_hide.churn / 2)
    if len(crew) < 6:
        return None
    scheme = Scheme(scene)
    place = np.array([shop])
    bills = scheme.singles(crew, place, bill_count(scene, len(crew), activity, 1.3), activity)
    scheme.write(bills, menu(scene, place, 4), goods=NOTHING)
    return scheme.ring(shops=place, lenders=False)
