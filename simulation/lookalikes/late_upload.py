"""Late upload: the settlements of an afternoon carry the minutes in which the queue went out."""

import numpy as np

from simulation.city import DAY
from simulation.randomness import ranks_within
from simulation.recruiting import any_shop
from simulation.scene import NONE, Innocents, Scene

TITLE = "A shop's afternoon is uploaded within minutes"
KIND = "late_upload"
PER_100_000 = 1.0


def live(scene: Scene) -> Innocents | None:
    """Ten to fifty afternoons: what was paid since one o'clock goes out in the evening, seconds apart."""
    city, random, ledger = scene.city, scene.random, scene.ledger
    shop = any_shop(scene)
    days = np.sort(random.choice(city.days, min(city.days, int(random.integers(10, 51))), replace=False))
    handles = ledger.honest_trips_at(shop, 0, city.days * DAY)
    time = ledger.honest("time")[handles].astype(np.int64)
    goes_out = (random.normal(19.0, 0.5, city.days) * 3600).astype(np.int64)
    day, second = time // DAY, time % DAY
    late = np.isin(day, days) & (second > 13 * 3600) & (second < goes_out[day])
    handles, time, day = handles[late], time[late], day[late]
    order = np.argsort(time, kind="stable")
    handles, day = handles[order], day[order]
    lag = ranks_within(day) * int(random.integers(3, 12)) + random.integers(0, 3, len(handles))
    ledger.redo_trips(handles, time=day * DAY + goes_out[day] + lag)
    return Innocents(persons=NONE, shop=shop)
