"""Template baskets, a little varied, that empty personal accounts before the year or the job ends."""

import numpy as np

from simulation.craft.crews import a_shop, gather, organizer_near, ring_size
from simulation.craft.scheme import Bills, Lines, Scheme, bill_count
from simulation.craft.wares import Menu, menu, pick, usual_packs
from simulation.ledger import NOTHING
from simulation.randomness import Array
from simulation.scene import NONE, Ring, Scene

_LONGEST = 3  # lines of a template

TITLE = "Template baskets with jitter empty accounts"
PATTERN = "shop_collusion"
VARIANT = "template_baskets"
PER_100_000 = 2.5


def commit(scene: Scene) -> Ring | None:
    """Two to four baskets are billed again and again; careful shops vary a drug here and a pack there."""
    shop = a_shop(scene)
    block = int(scene.city.institutions.block[shop])
    organizer = organizer_near(scene, block)
    activity = scene.active_days()
    weights = scene.near(block, 5.0) * scene.aged(25, 65)
    crew = gather(scene, ring_size(scene, 16), weights, activity, scene.must_hide.churn)
    if len(crew) < 4:
        return None
    scheme = Scheme(scene)
    scheme.soften(crew)
    place = np.array([shop])
    bills = scheme.sittings(crew, place, bill_count(scene, len(crew), activity, 1.5), activity)
    _write_templates(scheme, bills, menu(scene, place, 9))
    return scheme.ring(organizer, place, lenders=False)


def _write_templates(scheme: Scheme, bills: Bills, choice: Menu) -> None:
    """A template a bill, as long as its cover; each line may be swapped or changed by a pack."""
    scene, random = scheme.scene, scheme.scene.random
    templates = np.stack([np.resize(random.permutation(choice.drugs), _LONGEST) for _ in range(random.integers(2, 5))])
    packs = usual_packs(scene, templates.ravel()).reshape(templates.shape)
    sizes = np.minimum(bills.covers.size, _LONGEST)
    row = np.repeat(np.arange(len(bills)), sizes)
    place = np.arange(len(row)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    which = random.integers(0, len(templates), len(bills))[row]
    drug, quantity = templates[which, place], packs[which, place]
    _vary(scene, bills, row, choice, drug, quantity)
    _, once = np.unique(row * 1024 + drug, return_index=True)
    row, drug, quantity = row[once], drug[once], quantity[once]
    settlements = scheme.open(bills)
    lines = Lines(NONE, bills.who[row], bills.shops[row], bills.covers.time[row], drug, quantity, settlements[row])
    scheme.add_lines(lines, scheme.handed(len(bills), NOTHING)[row])


def _vary(scene: Scene, bills: Bills, row: Array, choice: Menu, drug: Array, quantity: Array) -> None:
    """The jitter, by level, written into `drug` and `quantity`."""
    jitter = 0.15 + 0.5 * scene.must_hide.strength
    swapped = np.flatnonzero(scene.random.random(len(drug)) < jitter * 0.6)
    of = row[swapped]
    drug[swapped] = pick(scene, choice, bills.who[of], bills.shops[of], bills.covers.time[of])
    quantity[swapped] = usual_packs(scene, drug[swapped])
    changed = np.flatnonzero(scene.random.random(len(drug)) < jitter * 0.3)
    quantity[changed] = np.maximum(1, quantity[changed] + scene.random.choice([-1, 1], len(changed)))
