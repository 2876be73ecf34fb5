"""Relatives who use the wrong card: a drug for one sex on the card of the other spouse."""

import numpy as np

from simulation.city import NOBODY
from simulation.gatherings import served
from simulation.recruiting import ages_of, household_of, people_anywhere
from simulation.scene import Innocents, Scene

TITLE = "A spouse's drug is paid with the wrong card"
KIND = "wrong_card"
PER_100_000 = 10.0


def live(scene: Scene) -> Innocents | None:
    """One to three times a year somebody's card pays for what the spouse takes."""
    city, random, ledger = scene.city, scene.random, scene.ledger
    holder = people_anywhere(scene, 1, ages=(25, 80))
    if not len(holder):
        return None
    family = household_of(scene, int(holder[0]))
    female = city.persons.female
    close = np.abs(ages_of(scene, family) - ages_of(scene, holder)) < 15
    other = family[(female[family] != female[holder[0]]) & close]
    handles = ledger.honest_trips(holder)
    handles = handles[served(scene, handles, ledger.honest("institution")[handles])]
    handles = handles[ledger.honest("body")[handles] == NOBODY]
    if not len(other) or not len(handles):
        return None
    chosen = np.sort(random.choice(handles, min(len(handles), int(random.integers(1, 4))), replace=False))
    for_her = bool(female[other[0]])
    limited = np.flatnonzero((city.drugs.sex == (2 if for_her else 1)) & (city.drugs.tier == 0))
    lines = np.array([ledger.honest_lines(int(handle))[0] for handle in chosen])
    ledger.redo_lines(lines, drug=int(random.choice(limited)), quantity=1.0, split=False)
    ledger.redo_trips(chosen, body=int(other[0]))
    return Innocents(persons=np.sort(np.r_[holder, other[:1]]), shop=int(ledger.honest("institution")[chosen[0]]))
