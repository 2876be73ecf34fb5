"""A shop and its regulars bill goods that were never sold; some purchase records are faked."""

import numpy as np

from simulation.craft.crews import a_shop, adults, gather, organizer_near, ring_size
from simulation.craft.scheme import Scheme, bill_count
from simulation.craft.wares import menu
from simulation.ledger import NOTHING
from simulation.scene import Ring, Scene

TITLE = "A shop bills goods it never sold"
PATTERN = "shop_collusion"
VARIANT = "unsold_goods"
PER_100_000 = 4.0


def commit(scene: Scene) -> Ring | None:
    """Holders get cash for bills without goods; codes come from old boxes or are invented."""
    shop = a_shop(scene)
    block = int(scene.city.institutions.block[shop])
    organizer = organizer_near(scene, block)
    activity = scene.active_days()
    weights = scene.near(block, 4.0) * adults(scene)
    crew = gather(scene, ring_size(scene, 15), weights, activity, scene.must_hide.churn)
    if len(crew) < 4:
        return None
    scheme = Scheme(scene)
    scheme.soften(crew)
    place = np.array([shop])
    bills = scheme.sittings(crew, place, bill_count(scene, len(crew), activity, 1.9), activity)
    scheme.write(bills, menu(scene, place, 8), goods=NOTHING)
    return scheme.ring(organizer, place, lenders=False)
