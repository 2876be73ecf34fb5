"""Honest trips that look-alikes make impossible are left out: innocent people never teleport."""

import numpy as np

from simulation.city import City
from simulation.hours import too_fast
from simulation.ledger import Ledger
from simulation.randomness import Array


def mute_clashes(city: City, ledger: Ledger) -> None:
    """Mute settlements that people of look-alikes could not reach in time, theirs or those of daily life."""
    ledger.settle_muted()
    whole = ledger.settlements
    alive = _of_touched_people(city, ledger)
    person, body = whole["person"][alive], whole["body"][alive]
    body = np.where(body < 0, person, body)
    place, time = whole["institution"][alive], whole["time"][alive]
    while len(alive):
        bad = too_fast(city, body, place, time) | too_fast(city, person, place, time)
        if not bad.any():
            break
        whole["muted"][alive[bad]] = True
        alive, person, body, place, time = (part[~bad] for part in (alive, person, body, place, time))
    ledger.settle_muted()


def _of_touched_people(city: City, ledger: Ledger) -> Array:
    """Settlements in which somebody takes part who also takes part in a look-alike."""
    whole, first = ledger.settlements, len(ledger.honest("person"))
    touched = np.zeros(len(city.persons) + 1, dtype=bool)  # the last entry stands for nobody
    touched[whole["person"][first:]] = True
    touched[whole["body"][first:]] = True
    redone = ledger.redone_trips()
    touched[whole["person"][redone]] = True
    touched[whole["body"][redone]] = True
    touched[-1] = False
    there = ~whole["muted"] & (whole["reverses"] < 0)  # nobody needs to come for a bill to be undone
    return np.flatnonzero((touched[whole["person"]] | touched[whole["body"]]) & there)
