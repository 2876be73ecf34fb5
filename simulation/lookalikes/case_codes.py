"""Case codes: a shop reads the code of the case for every pack that comes out of it."""

import numpy as np

from simulation.recruiting import any_shop
from simulation.scene import NONE, Innocents, Scene
from simulation.shop_days import coded, lines_at, show_all, time_of

TITLE = "A shop reads the case's code for each of its packs"
KIND = "case_code"
PER_100_000 = 0.8


def live(scene: Scene) -> Innocents | None:
    """For a tenth of its drugs, cases of 10 to 20 packs; packs of a case are sold one after another."""
    random, ledger = scene.random, scene.ledger
    shop = any_shop(scene)
    lines = coded(scene, lines_at(scene, shop))
    drug = ledger.honest_line("drug")[lines]
    by_case = np.flatnonzero(random.random(len(scene.city.drugs)) < 0.1)
    mine = np.isin(drug, by_case)
    lines, drug = lines[mine], drug[mine]
    order = np.lexsort((time_of(scene, lines), drug))
    lines, drug = lines[order], drug[order]
    packs = ledger.honest_line("quantity")[lines].astype(np.int64)
    size = random.choice([10, 20])
    case = np.repeat(drug.astype(np.int64) * 1_000_000, packs) + np.arange(packs.sum()) // size
    _, number = np.unique(case, return_inverse=True)
    serials = ledger.new_serials(int(number.max(initial=-1)) + 1, random)
    show_all(scene, lines, serials[number])
    return Innocents(persons=NONE, shop=shop)
