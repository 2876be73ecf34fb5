"""A death registered late: for some days or weeks the family goes on collecting."""

import numpy as np

from simulation.recruiting import ages_of, household_of, stays_home
from simulation.refills import refill
from simulation.scene import Innocents, Scene

TITLE = "A family goes on collecting until a death is registered"
KIND = "late_death"
PER_100_000 = 7.0


def live(scene: Scene) -> Innocents | None:
    """One or two refills within six weeks of a death, by somebody of the household or the helper."""
    city, random = scene.city, scene.random
    persons = city.persons
    gone = np.flatnonzero((persons.death_day > 20) & (persons.death_day < city.days - 7) & (persons.interval > 0))
    gone = gone[~city.taken[gone] & (persons.helper[gone] >= 0)]
    if not len(gone):
        return None
    person = int(random.choice(gone))
    family = household_of(scene, person)
    city.taken[person] = True
    adults = family[ages_of(scene, family) >= 18]
    collector = int(random.choice(adults)) if len(adults) else int(persons.helper[person])
    lags = np.unique(random.integers(2, 42, int(random.integers(1, 3))))
    day = int(persons.death_day[person]) + lags
    shop = np.full(len(day), persons.refill_at[person])
    time = city.time_at(shop, day, random)
    who = np.full(len(day), person)
    came = ~stays_home(scene, who, time)
    cover = float(persons.interval[person])
    refill(scene, who[came], shop[came], time[came], cover, body=collector)
    return Innocents(persons=np.array([person]), shop=int(shop[0]))
