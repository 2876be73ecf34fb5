"""A season or a rumour: for weeks a shop sells many times as much of one drug as ever."""

import numpy as np

from simulation.recruiting import any_shop
from simulation.scene import NONE, Innocents, Scene
from simulation.shop_days import coded, lines_at

TITLE = "A run on one drug"
KIND = "drug_run"
PER_100_000 = 1.0

_SOUGHT = ("连花清瘟胶囊", "奥司他韦胶囊", "布洛芬缓释胶囊", "感冒灵颗粒", "板蓝根颗粒", "速效救心丸", "藿香正气口服液")


def live(scene: Scene) -> Innocents | None:
    """Two to eight weeks in which a third of what people buy for the moment is that drug, one or two packs."""
    city, random, ledger = scene.city, scene.random, scene.ledger
    shop = any_shop(scene)
    sought = np.flatnonzero(np.isin(city.drugs.name, _SOUGHT))
    drug = int(random.choice(sought[city.stocks(np.full(len(sought), shop), sought)]))
    start = int(random.integers(0, max(1, city.days - 56)))
    lines = coded(scene, lines_at(scene, shop, start, start + int(random.integers(14, 57))))
    momentary = ~city.drugs.chronic[ledger.honest_line("drug")[lines]] & (ledger.honest_line("quantity")[lines] <= 2)
    lines = lines[momentary & (random.random(len(lines)) < 0.4)]
    bill = ledger.honest_line("settlement")[lines]
    whole, position = ledger.honest_lines_of(bill)
    has_it = np.zeros(len(bill), dtype=bool)
    has_it[position[ledger.honest_line("drug")[whole] == drug]] = True
    _, once = np.unique(bill, return_index=True)
    alone = np.zeros(len(bill), dtype=bool)
    alone[once] = True
    lines = lines[alone & ~has_it]
    ledger.redo_lines(lines, drug=drug, quantity=1.0 + (random.random(len(lines)) < 0.25))
    return Innocents(persons=NONE, shop=shop)
