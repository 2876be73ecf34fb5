"""A shop that holds the credentials of chronic patients bills refills when they do not come."""

import numpy as np

from simulation.craft.crews import a_shop, gather, ring_size
from simulation.craft.scheme import Scheme, bill_count
from simulation.craft.wares import Menu
from simulation.ledger import NOTHING
from simulation.randomness import Array
from simulation.scene import Ring, Scene

TITLE = "Refills billed for patients who did not come"
PATTERN = "shop_collusion"
VARIANT = "phantom_refills"
PER_100_000 = 2.0


def commit(scene: Scene) -> Ring | None:
    """Patients of one shop; their own drugs, once more between their own refills: only the amounts betray it."""
    city = scene.city
    shop = a_shop(scene)
    activity = scene.active_days(120)
    own = np.where(city.persons.regimen >= 0, city.drugs.tier[city.persons.regimen], 9)
    served = (own <= city.institutions.tier[shop]).any(axis=1)
    weights = served * np.where(city.persons.usual == shop, 1.0, 1e-3) * scene.near(int(city.institutions.block[shop]))
    crew = gather(scene, ring_size(scene, 15), weights * scene.aged(40), activity, scene.must_hide.churn / 3, kin=0.0)
    if len(crew) < 4:
        return None
    scheme = Scheme(scene)
    bills = scheme.singles(crew, np.array([shop]), bill_count(scene, len(crew), activity, 1.0), activity)
    for person in np.unique(bills.who):
        drugs = _kept(scene, shop, city.persons.regimen[person])
        scheme.write(bills.taken(bills.who == person), Menu(drugs, np.ones(len(drugs))), goods=NOTHING, plain=False)
    return scheme.ring(shops=np.array([shop]), lenders=False)


def _kept(scene: Scene, shop: int, regimen: Array) -> Array:
    drugs = regimen[regimen >= 0].astype(np.int64)
    kept: Array = drugs[scene.city.stocks(np.full(len(drugs), shop), drugs)]
    return kept
