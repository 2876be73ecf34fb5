"""A doctor hub: prescriptions of dear drugs for patients who sell them on."""

import numpy as np

from simulation.city import HOSPITAL
from simulation.craft.crews import adults, gather, ring_size, shops_around
from simulation.craft.onward import mark_packs, sell_on, sought_after
from simulation.craft.scheme import Scheme, bill_count, by_doctor
from simulation.craft.wares import menu
from simulation.scene import NONE, Ring, Scene

TITLE = "A doctor prescribes dear drugs for sellers"
PATTERN = "resale"
VARIANT = "doctor_hub"
PER_100_000 = 2.0


def commit(scene: Scene) -> Ring | None:
    """Patients visit the doctor's hospital and shops near it; the packs leave through one sink."""
    city, random = scene.city, scene.random
    doctors = np.flatnonzero(city.institutions.kind[city.doctors.institution] == HOSPITAL)
    doctor = int(random.choice(doctors))
    hospital = int(city.doctors.institution[doctor])
    block = int(city.institutions.block[hospital])
    activity = scene.active_days(120)
    crew = gather(scene, ring_size(scene, 14), scene.near(block, 9.0) * adults(scene), activity, scene.must_hide.churn)
    if len(crew) < 4:
        return None
    sinks = shops_around(scene, int(random.integers(0, len(city.blocks.x))), 1)
    near = np.setdiff1d(shops_around(scene, block, 1 + scene.must_hide.shops // 2), sinks)
    scheme = Scheme(scene)
    places = np.append(near, hospital)
    bills = scheme.singles(crew, places, bill_count(scene, len(crew), activity, 1.6), activity)
    choice = menu(scene, places, 3, sought_after(scene, sinks))
    lines = scheme.write(bills, choice, doctor=by_doctor(scene, bills, doctor))
    sell_on(scene, mark_packs(scene, lines), sinks, choice, share=0.6)
    return scheme.ring(NONE, sinks, np.array([doctor]))
