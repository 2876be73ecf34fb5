"""A sink that does not sell the boxes itself but sends them on to sister shops of its chain."""

import numpy as np

from simulation.city import DAY, NOBODY, PHARMACY
from simulation.craft.crews import adults, gather, organizer_near, ring_size, shops_around
from simulation.craft.onward import mark_packs, sell_on, sought_after
from simulation.craft.scheme import Scheme, bill_count
from simulation.craft.wares import menu
from simulation.ledger import TRANSFER_IN, TRANSFER_OUT
from simulation.randomness import Array
from simulation.scene import NONE, Ring, Scene

TITLE = "A sink sells on through a transfer inside its chain"
PATTERN = "resale"
VARIANT = "chain_sink"
PER_100_000 = 2.5


def commit(scene: Scene) -> Ring | None:
    """Boxes enter at one shop and are sold by its sisters, whose books show an orderly transfer."""
    sink, sisters = _a_chain(scene)
    block = int(scene.random.integers(0, len(scene.city.blocks.x)))
    shops = np.setdiff1d(shops_around(scene, block, scene.must_hide.shops + 3), np.append(sisters, sink))
    shops = shops[: scene.must_hide.shops]
    if not len(sisters) or not len(shops):
        return None
    organizer = organizer_near(scene, block)
    activity = scene.active_days(120)
    crew = gather(scene, ring_size(scene), scene.near(block, 4.0) * adults(scene), activity, scene.must_hide.churn)
    if len(crew) < 4:
        return None
    scheme = Scheme(scene)
    scheme.soften(crew)
    bills = scheme.singles(crew, shops, bill_count(scene, len(crew), activity, 2.2), activity)
    choice = menu(scene, shops, 6, sought_after(scene, sisters))
    lines = scheme.write(bills, choice, collector=int(organizer[0]) if len(organizer) else NOBODY)
    sold, source = sell_on(scene, mark_packs(scene, lines), sisters, choice, share=0.8)
    _transfer(scene, sink, sold, source)
    return scheme.ring(organizer, np.append(sisters, sink))


def _a_chain(scene: Scene) -> tuple[int, Array]:
    """A shop and up to three others of its chain; no others where no chain has two."""
    places = scene.city.institutions
    shops = np.flatnonzero((places.kind == PHARMACY) & (places.chain >= 0))
    counts = np.bincount(places.chain[shops], minlength=1)
    usable = shops[counts[places.chain[shops]] >= 2]
    if not len(usable):
        return NOBODY, NONE
    sink = int(scene.random.choice(usable))
    sisters = shops[(places.chain[shops] == places.chain[sink]) & (shops != sink)]
    return sink, scene.random.permutation(sisters)[:3]


def _transfer(scene: Scene, sink: int, sold: Array, source: Array) -> None:
    """The papers of each box: out of the sink, into the sister, some days before it is sold."""
    ledger, count = scene.ledger, len(sold)
    if not count:
        return
    _, sister, time = ledger.honest_trip(ledger.honest_line("settlement")[sold])
    day = np.maximum(time // DAY - scene.random.integers(1, 6, count), 0)
    sent = day * DAY + (scene.random.triangular(8, 10, 17.5, count) * 3600).astype(np.int64)
    given = np.minimum(sent + scene.random.integers(2 * 3600, 12 * 3600, count), np.maximum(time - 600, sent))
    goods = {
        "drug": ledger.honest_line("drug")[sold],
        "quantity": np.ceil(ledger.honest_line("quantity")[sold]),
        "lot_from": source,
    }
    ledger.moves.append(institution=sink, counterparty=sister, kind=TRANSFER_OUT, time=sent, **goods)
    ledger.moves.append(institution=sister, counterparty=sink, kind=TRANSFER_IN, time=given, **goods)
