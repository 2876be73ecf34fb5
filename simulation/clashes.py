"""Honest trips that look-alikes make impossible are left out: innocent people never teleport."""

import numpy as np

from simulation.city import City
from simulation.hours import too_fast
from simulation.ledger import Ledger


def mute_clashes(city: City, ledger: Ledger) -> None:
    """Mute settlements of look-alikes and honest trade that their people could not reach in time."""
    ledger.settle_muted()
    whole = ledger.settlements
    alive = np.flatnonzero(~whole["muted"])
    person, body = whole["person"][alive], whole["body"][alive]
    body = np.where(body < 0, person, body)
    place, time = whole["institution"][alive], whole["time"][alive]
    while True:
        bad = too_fast(city, body, place, time) | too_fast(city, person, place, time)
        if not bad.any():
            return
        ledger.mute(alive[bad])
        ledger.settle_muted()
        alive, person, body, place, time = (part[~bad] for part in (alive, person, body, place, time))
