"""Chronic-disease standard orders: a clinic gives the same basket to all its patients of one disease."""

import numpy as np

from simulation.city import CLINIC
from simulation.randomness import choose
from simulation.recruiting import group_size, people_near, stays_home
from simulation.refills import fitting, mute_refills, prescribe, refill
from simulation.scene import Innocents, Scene

TITLE = "A clinic's patients get the same standard order"
KIND = "standard_order"
PER_100_000 = 4.0

_DISEASES = (("hypertension", "lipid"), ("diabetes", "hypertension", "lipid"), ("hypertension", "heart"))


def live(scene: Scene) -> Innocents | None:
    """10 to 60 patients, the same two or three drugs, monthly, mostly on the days of the chronic-disease nurse."""
    city, random = scene.city, scene.random
    clinic = int(random.choice(city.of_kind(CLINIC)))
    block = int(city.institutions.block[clinic])
    patients = people_near(scene, block, group_size(scene, 10, 60), ages=(50, 95), scale_km=2, chronic=2)
    if len(patients) < 5:
        return None
    order = _standard_order(scene, clinic)
    patients = patients[fitting(scene, patients, np.tile(order, (len(patients), 1))).all(axis=1)]
    mute_refills(scene, patients)
    prescribe(scene, patients, np.tile(order, (len(patients), 1)), 28)
    rounds = -(-city.days // 28)
    due = random.integers(0, 28, len(patients))[:, None] + np.arange(rounds) * 28
    nurse = int(random.integers(0, 5))
    toward = (nurse - (due.ravel() + 2) % 7) % 7
    day = due.ravel() + np.where(random.random(due.size) < 0.7, toward, 0)
    time = city.time_at(np.full(len(day), clinic), day, random)
    person = np.repeat(patients, rounds)
    came = ~stays_home(scene, person, time) & (random.random(len(time)) > 0.05)
    doctor = int(random.integers(city.doctors.first[clinic], city.doctors.first[clinic + 1]))
    refill(scene, person[came], clinic, time[came], 28, doctor=doctor)
    return Innocents(persons=patients, shop=clinic)


def _standard_order(scene: Scene, clinic: int) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """A popular drug of each of the diseases that the clinic keeps."""
    drugs, random = scene.city.drugs, scene.random
    illness = np.array(drugs.disease)
    order = []
    for disease in _DISEASES[int(random.integers(0, len(_DISEASES)))]:
        listed = np.flatnonzero((illness == disease) & (drugs.tier == 0) & (drugs.sex == 0))
        order.append(listed[choose(random, drugs.popularity[listed] ** 2, 1)[0]])
    return np.array(order)
