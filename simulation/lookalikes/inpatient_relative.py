"""A relative collects for somebody who lies in hospital, with or without showing an own identity."""

import numpy as np

from simulation.city import DAY, NEVER, NOBODY
from simulation.recruiting import ages_of, household_of
from simulation.refills import refill
from simulation.scene import Innocents, Scene

TITLE = "A relative collects for a patient in a hospital bed"
KIND = "inpatient_relative"
PER_100_000 = 20.0


def live(scene: Scene) -> Innocents | None:
    """The refill falls due during the stay; somebody of the household or the helper fetches it."""
    city, random = scene.city, scene.random
    persons = city.persons
    person, admitted, discharged = scene.ledger.honest_stays()
    long = (discharged - admitted > 2 * DAY) & (persons.interval[person] > 0) & (admitted < (city.days - 3) * DAY)
    long &= ~city.taken[person] & (persons.death_day[person] == NEVER) & (persons.helper[person] >= 0)
    stays = np.flatnonzero(long)
    if not len(stays):
        return None
    stay = int(random.choice(stays))
    patient = person[stay : stay + 1].astype(np.int64)
    family = household_of(scene, int(patient[0]))
    city.taken[patient] = True
    adults = family[ages_of(scene, family) >= 18]
    relative = int(random.choice(adults)) if len(adults) else int(persons.helper[patient[0]])
    first, last = int(admitted[stay]) // DAY + 1, min(int(discharged[stay]) // DAY, city.days)
    shop = persons.refill_at[patient]
    time = city.time_at(shop, np.array([int(random.integers(first, max(first + 1, last)))]), random)
    shown = relative if random.random() < 0.5 else NOBODY
    settlements, _ = refill(
        scene, patient, shop, time, float(persons.interval[patient[0]]), body=relative, collected_by=shown
    )
    return Innocents(persons=patient, shop=int(shop[0])) if len(settlements) else None
