"""People about to travel together buy three months of their drugs at once."""

import numpy as np

from simulation.city import DAY
from simulation.gatherings import queue
from simulation.recruiting import group_size, near_shop, people_near, some_block, stays_home
from simulation.refills import refill
from simulation.scene import Innocents, Scene

TITLE = "Travellers stock up for three months"
KIND = "travel_stock"
PER_100_000 = 9.0

_AWAY = 90


def live(scene: Scene) -> Innocents | None:
    """2 to 14 chronically ill people buy in one week at a few shops, then are gone for as long as it lasts."""
    city, random, ledger = scene.city, scene.random, scene.ledger
    block = some_block(scene)
    members = people_near(scene, block, group_size(scene, 2, 14), ages=(50, 85), scale_km=1.5, chronic=1000)
    members = members[city.persons.interval[members] > 0]
    if len(members) < 2 or city.days < _AWAY // 2:
        return None
    leaves = int(random.integers(10, max(11, city.days - 30)))
    shop = near_shop(scene, block)
    handles = ledger.honest_trips(members)
    day = ledger.honest("time")[handles] // DAY
    ledger.mute(handles[(day >= leaves - 12) & (day < leaves + _AWAY)])
    first = leaves - int(random.integers(1, 7))
    when = first + (random.random(len(members)) < 0.35) * random.integers(0, 5, len(members))
    order = np.argsort(when, kind="stable")
    members, when = members[order], when[order]
    start = int(city.minute_at(np.array([shop]), random)[0] * 60)
    time = np.minimum(when * DAY + start + queue(when, 90, random), city.days * DAY - 1)
    here = ~stays_home(scene, members, time)
    refill(scene, members[here], shop, time[here], _AWAY)
    return Innocents(persons=np.sort(members), shop=shop)
