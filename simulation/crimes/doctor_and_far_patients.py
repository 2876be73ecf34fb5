"""A doctor, a shop and patients from elsewhere: several drugs, all filled in one shop."""

import numpy as np

from simulation.city import HOSPITAL
from simulation.craft.crews import a_shop, adults, gather, ring_size
from simulation.craft.scheme import Scheme, bill_count, by_doctor
from simulation.craft.wares import menu
from simulation.ledger import NOTHING
from simulation.scene import NONE, Ring, Scene

TITLE = "A doctor, a shop and patients from elsewhere"
PATTERN = "shop_collusion"
VARIANT = "doctor_and_far_patients"
PER_100_000 = 2.5


def commit(scene: Scene) -> Ring | None:
    """A broker in a far neighbourhood finds patients, one doctor prescribes, one shop bills; little is handed over."""
    city, random = scene.city, scene.random
    shop = a_shop(scene)
    blocks, places = city.blocks, city.institutions
    away = np.hypot(blocks.x - places.x[shop], blocks.y - places.y[shop])
    far = int(random.choice(np.flatnonzero(away >= np.quantile(away, 0.6))))
    doctors = np.flatnonzero(places.kind[city.doctors.institution] == HOSPITAL)
    activity = scene.active_days()
    weights = scene.near(far, 3.0) * adults(scene)
    crew = gather(scene, ring_size(scene, 14), weights, activity, scene.must_hide.churn)
    if len(crew) < 4 or not len(doctors):
        return None
    doctor = int(random.choice(doctors))
    scheme = Scheme(scene)
    place = np.array([shop])
    bills = scheme.sittings(crew, place, bill_count(scene, len(crew), activity, 1.5), activity)
    whom = by_doctor(scene, bills, doctor)
    scheme.write(bills, menu(scene, place, 8), goods=NOTHING, doctor=whom)
    return scheme.ring(NONE, place, np.array([doctor]), lenders=False)
