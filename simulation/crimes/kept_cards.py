"""A shop that keeps cards (压卡) and bills them one by one through the day, never in a burst."""

import numpy as np

from simulation.city import DAY
from simulation.craft.crews import a_shop, adults, gather, organizer_near, plastic, ring_size
from simulation.craft.scheme import Scheme, bill_count
from simulation.craft.wares import menu
from simulation.ledger import NOTHING
from simulation.scene import Ring, Scene

TITLE = "A shop keeps cards and bills them one by one"
PATTERN = "card_lending"
VARIANT = "kept_cards"
PER_100_000 = 3.0


def commit(scene: Scene) -> Ring | None:
    """The keeper of the shop holds plastic cards for some cash a month; few goods leave the shelf."""
    shop = a_shop(scene)
    block = int(scene.city.institutions.block[shop])
    organizer = organizer_near(scene, block)
    activity = scene.active_days(90)
    weights = scene.near(block, 5.0) * adults(scene) * plastic(scene)
    crew = gather(scene, ring_size(scene, 16), weights, activity, scene.must_hide.churn / 2)
    if len(crew) < 4:
        return None
    scheme = Scheme(scene)
    scheme.soften(crew)
    place = np.array([shop])
    bills = scheme.singles(crew, place, bill_count(scene, len(crew), activity, 2.2), activity)
    # Some holders send a picture of their electronic credential instead.
    by_phone = scene.random.random(len(bills)) < 0.8 * scene.city.persons.e_share[bills.who]
    cards = scene.city.cards.social_at(bills.who, bills.covers.time // DAY)
    scheme.write(bills, menu(scene, place, 10), goods=NOTHING, cards=np.where(by_phone, -1, cards))
    return scheme.ring(organizer, place)
