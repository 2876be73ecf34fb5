"""A shop that scans badly: many packs unread, one box read for several, boxes read twice."""

import numpy as np

from simulation.recruiting import any_shop
from simulation.scene import NONE, Innocents, Scene
from simulation.shop_days import coded, lines_at

TITLE = "A shop scans badly"
KIND = "bad_scans"
PER_100_000 = 1.2


def live(scene: Scene) -> Innocents | None:
    """A third to two thirds unread; of the rest one in six bills shows one box for all, or a box twice."""
    random, ledger = scene.random, scene.ledger
    shop = any_shop(scene)
    scene.city.institutions.unread[shop] = random.uniform(0.3, 0.65)
    lines = coded(scene, lines_at(scene, shop))
    lines = lines[random.random(len(lines)) < 0.16]
    packs = ledger.honest_line("quantity")[lines].astype(np.int64)
    reads = packs + (random.random(len(lines)) < 0.5)  # a box twice; else one box for all
    ledger.close_trips(ledger.honest_line("settlement")[lines])
    ledger.show_packs(np.repeat(lines, reads), np.repeat(ledger.new_serials(len(lines), random), reads))
    return Innocents(persons=NONE, shop=shop)
