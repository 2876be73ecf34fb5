"""The network fails: cashiers bill, undo and bill again, for everybody in the queue."""

import numpy as np

from simulation.city import DAY
from simulation.recruiting import any_shop
from simulation.scene import NONE, Innocents, Scene
from simulation.shop_days import bill_again

TITLE = "Cashiers bill again and again while the network fails"
KIND = "cashier_retry"
PER_100_000 = 0.9


def live(scene: Scene) -> Innocents | None:
    """Five to thirty failures of half an hour to two hours; four of five bills are undone, some twice."""
    city, random, ledger = scene.city, scene.random, scene.ledger
    shop = any_shop(scene)
    failures = int(random.integers(5, 31))
    begins = city.time_at(np.full(failures, shop), random.integers(0, city.days, failures), random)
    handles = ledger.honest_trips_at(shop, 0, city.days * DAY)
    time = ledger.honest("time")[handles]
    hit = np.zeros(len(handles), dtype=bool)
    for begin, lasts in zip(begins, random.integers(1800, 7200, failures), strict=True):
        hit |= (time >= begin) & (time < begin + lasts)
    handles = handles[hit & (random.random(len(handles)) < 0.8)]
    if not len(handles):
        return None
    person = ledger.honest("person")[handles]
    card = city.cards.social_at(person, ledger.honest("time")[handles] // DAY)
    ledger.redo_trips(handles, terminal=0, card=card)
    undone = ledger.honest("time")[handles] + random.integers(20, 150, len(handles))
    ledger.reverse(handles, undone)
    again = undone + random.integers(15, 120, len(handles))
    made = bill_again(scene, handles, again)
    twice = random.random(len(made)) < 0.3
    undone = again[twice] + random.integers(20, 150, int(twice.sum()))
    ledger.reverse(made[twice], undone)
    bill_again(scene, handles[twice], undone + random.integers(15, 120, int(twice.sum())))
    return Innocents(persons=NONE, shop=shop)
