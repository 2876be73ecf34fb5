"""A box kept at the till: cashiers read the same one whenever they sell that drug."""

import numpy as np

from simulation.recruiting import any_shop
from simulation.scene import NONE, Innocents, Scene
from simulation.shop_days import coded, lines_at, show_all

TITLE = "Cashiers read one box kept at the till again and again"
KIND = "till_box"
PER_100_000 = 0.7


def live(scene: Scene) -> Innocents | None:
    """For one or two months, for one to three popular drugs of a shop; every box sold was bought in."""
    random, ledger = scene.random, scene.ledger
    shop = any_shop(scene)
    start = int(random.integers(0, max(1, scene.city.days - 60)))
    lines = coded(scene, lines_at(scene, shop, start, start + int(random.integers(25, 60))))
    drug = ledger.honest_line("drug")[lines]
    sold = np.bincount(drug, minlength=len(scene.city.drugs))
    popular = np.argsort(-sold, kind="stable")[:8]
    for chosen in random.choice(popular, int(random.integers(1, 4)), replace=False):
        mine = lines[(drug == chosen) & (random.random(len(lines)) < 0.7)]
        packs = int(ledger.honest_line("quantity")[mine].sum())
        show_all(scene, mine, np.repeat(ledger.new_serials(1, random), packs))
    return Innocents(persons=NONE, shop=shop)
