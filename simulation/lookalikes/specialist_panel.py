"""A specialist's patients, many from far away, fill dear prescriptions at the designated pharmacy next door."""

import numpy as np

from simulation.city import DAY, HOSPITAL, PHARMACY
from simulation.randomness import choose
from simulation.recruiting import group_size, people_anywhere, stays_home
from simulation.refills import fitting, mute_refills, prescribe, refill
from simulation.scene import Innocents, Scene

TITLE = "A specialist's panel is served by the designated pharmacy next door"
KIND = "specialist"
PER_100_000 = 4.0


def live(scene: Scene) -> Innocents | None:
    """8 to 50 patients see the doctor on two clinic days, then go next door with a dear prescription."""
    city, random = scene.city, scene.random
    shop, doctor = _door_and_doctor(scene)
    panel = people_anywhere(scene, group_size(scene, 8, 50), ages=(28, 85))
    drugs = city.drugs
    dear = np.flatnonzero((drugs.tier == 2) & (drugs.price * 30 / drugs.days > 300) & drugs.chronic)
    dear = random.choice(dear, min(len(dear), int(random.integers(1, 4))), replace=False)
    chosen = dear[choose(random, drugs.popularity[dear], len(panel))][:, None]
    able = fitting(scene, panel, chosen)[:, 0]
    panel, chosen = panel[able], chosen[able]
    if len(panel) < 4:
        return None
    interval = int(random.choice([14, 28, 28]))
    mute_refills(scene, panel)
    prescribe(scene, panel, chosen, interval)
    clinic_days = random.choice(5, 2, replace=False)
    rounds = -(-city.days // interval)
    person = np.repeat(panel, rounds)
    due = np.repeat(random.integers(0, interval, len(panel)), rounds) + np.tile(
        np.arange(rounds) * interval, len(panel)
    )
    wanted = random.choice(clinic_days, len(due))
    day = due + (wanted - (due + 2) % 7) % 7
    hour = random.choice([9.6, 10.8, 15.4], len(due)) + random.normal(0, 0.5, len(due))
    time = (day * DAY + hour * 3600).astype(np.int64)
    came = ~stays_home(scene, person, time) & (random.random(len(time)) > 0.04)
    refill(scene, person[came], shop, time[came], interval, doctor=doctor)
    return Innocents(persons=panel, shop=shop)


def _door_and_doctor(scene: Scene) -> tuple[int, int]:
    """A pharmacy of the top tier close to a hospital, and one of that hospital's doctors."""
    city = scene.city
    shops = city.of_kind(PHARMACY)
    shops = shops[city.institutions.tier[shops] == city.institutions.tier[shops].max()]
    hospital = int(scene.random.choice(city.of_kind(HOSPITAL)))
    shop = int(shops[np.argmin(city.distance(shops, np.full(len(shops), hospital)))])
    doctor = int(scene.random.integers(city.doctors.first[hospital], city.doctors.first[hospital + 1]))
    return shop, doctor
