"""A hospital that opens packs: many patients get some tablets each, and the one code is read for all."""

import numpy as np

from simulation.city import HOSPITAL
from simulation.scene import NONE, Innocents, Scene
from simulation.shop_days import lines_at

TITLE = "A hospital splits packs over many patients"
KIND = "split_pack"
PER_100_000 = 0.6


def live(scene: Scene) -> Innocents | None:
    """For a third of its drugs, most bills of one pack are for 6 to 28 tablets instead."""
    random, ledger, city = scene.random, scene.ledger, scene.city
    hospital = int(random.choice(city.of_kind(HOSPITAL)))
    lines = lines_at(scene, hospital)
    opened = np.flatnonzero(random.random(len(city.drugs)) < 0.33)
    fits = np.isin(ledger.honest_line("drug")[lines], opened) & (ledger.honest_line("quantity")[lines] == 1)
    fits &= ~ledger.honest_line("split")[lines] & (random.random(len(lines)) < 0.7)
    lines = lines[fits]
    ledger.redo_lines(lines, split=True, quantity=random.integers(6, 29, len(lines)))
    return Innocents(persons=NONE, shop=hospital)
