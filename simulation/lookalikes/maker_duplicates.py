"""A maker's printing error: a run of codes is on two or three packs each, sold at several shops."""

import numpy as np

from simulation.city import DAY, PHARMACY
from simulation.randomness import choose
from simulation.scene import NONE, Innocents, Scene
from simulation.shop_days import coded, open_lines_of, show_all, time_of

TITLE = "A maker printed a run of codes twice"
KIND = "maker_duplicate"
PER_100_000 = 0.8


def live(scene: Scene) -> Innocents | None:
    """20 to 150 packs of one drug within three months; only the codes are wrong."""
    city, random, ledger = scene.city, scene.random, scene.ledger
    drugs = city.drugs
    common = np.flatnonzero((drugs.coding == 1) & (drugs.popularity > np.median(drugs.popularity)))
    drug = int(common[choose(random, drugs.popularity[common], 1)[0]])
    lines = coded(scene, open_lines_of(scene, drug))
    start = int(random.integers(0, max(1, city.days - 90))) * DAY
    time = time_of(scene, lines)
    place = ledger.honest("institution")[ledger.honest_line("settlement")[lines]]
    fits = (time >= start) & (time < start + 90 * DAY) & (ledger.honest_line("quantity")[lines] == 1)
    lines = lines[fits & (city.institutions.kind[place] == PHARMACY)]
    chosen = random.permutation(lines)[: int(random.integers(20, 151))]
    if len(chosen) < 2:
        return None
    copies = int(random.choice([2, 2, 3]))
    serials = ledger.new_serials(-(-len(chosen) // copies), random)
    show_all(scene, chosen, np.repeat(serials, copies)[: len(chosen)])
    return Innocents(persons=NONE)
