"""One patient, past every limit, has a dear drug billed to the cards of others."""

import numpy as np

from simulation.craft.crews import a_shop, adults, gather, ring_size
from simulation.craft.scheme import Scheme, bill_count
from simulation.craft.wares import menu
from simulation.scene import Ring, Scene

TITLE = "The cards of many pay for the dear drug of one"
PATTERN = "card_lending"
VARIANT = "cards_for_one_patient"
PER_100_000 = 2.0


def commit(scene: Scene) -> Ring | None:
    """Friends and paid strangers; two or three shops that keep the drug; one bill at a time, whoever has room."""
    first = a_shop(scene, tier=2)
    shops = np.unique([first, a_shop(scene, tier=2), a_shop(scene, tier=1)])[: 1 + scene.must_hide.shops // 2]
    block = int(scene.city.institutions.block[first])
    patient = scene.recruit(1, scene.aged(45) * scene.near(block, 6.0))
    activity = scene.active_days(120)
    crew = gather(scene, ring_size(scene, 9), scene.near(block, 6.0) * adults(scene), activity, scene.must_hide.churn)
    if len(crew) < 4 or not len(patient):
        return None
    drugs = scene.city.drugs
    dear = np.where((drugs.resale >= 0.5) & drugs.chronic & (drugs.price > 80), drugs.popularity, 0.0)
    scheme = Scheme(scene)
    bills = scheme.singles(crew, shops, bill_count(scene, len(crew), activity, 1.2), activity)
    scheme.write(bills, menu(scene, shops, 3, dear), collector=int(patient[0]))
    return scheme.ring(patient)
