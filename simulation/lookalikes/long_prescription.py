"""Long prescriptions: a doctor gives stable patients twelve weeks of everything at once."""

import numpy as np

from simulation.city import DAY, NOBODY
from simulation.recruiting import group_size, people_near, some_block, stays_home
from simulation.refills import mute_refills, refill
from simulation.scene import Innocents, Scene

TITLE = "A doctor's stable patients get twelve weeks at once"
KIND = "long_prescription"
PER_100_000 = 8.0

_WEEKS_12 = 84


def live(scene: Scene) -> Innocents | None:
    """4 to 40 patients of one doctor; they come on clinic mornings, four or five times a year."""
    city, random = scene.city, scene.random
    block = some_block(scene)
    patients = people_near(scene, block, group_size(scene, 4, 40), ages=(45, 95), scale_km=3, chronic=1000)
    patients = patients[city.persons.interval[patients] > 0]
    hospital = int(city.blocks.hospitals[block, 0])
    if len(patients) < 3:
        return None
    doctor = int(random.integers(city.doctors.first[hospital], city.doctors.first[hospital + 1]))
    at_pharmacy = bool(random.random() < 0.4)
    place = int(city.blocks.pharmacies[block, 0]) if at_pharmacy else hospital
    mute_refills(scene, patients)
    rounds = city.days // _WEEKS_12 + 1
    person = np.repeat(patients, rounds)
    due = random.choice([0, 0, 7, 14, 28, 42, 63], len(patients))[:, None] + np.arange(rounds) * _WEEKS_12
    weekday = int(random.integers(0, 5))
    day = due.ravel() + (weekday - (due.ravel() + 2) % 7) % 7
    time = (day * DAY + random.normal(9.8, 0.9, len(day)).clip(8, 16) * 3600).astype(np.int64)
    came = ~stays_home(scene, person, time)
    named = np.where(random.random(len(time)) < 0.95, doctor, NOBODY)
    refill(scene, person[came], place, time[came], _WEEKS_12, doctor=named[came])
    return Innocents(persons=patients, shop=place)
