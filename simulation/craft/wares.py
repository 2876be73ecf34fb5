"""What rings bill: a menu of drugs worth money, in amounts in which honest people buy them."""

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from simulation.baskets import draw_acute_drugs
from simulation.ledger import Ledger
from simulation.randomness import Array
from simulation.scene import Scene

_SAMPLE = 1_000_000  # honest lines looked at, at most, to learn usual amounts
_usual: "WeakKeyDictionary[Ledger, tuple[Array, Array]]" = WeakKeyDictionary()


@dataclass
class Menu:
    """Drugs that a ring bills and their weights."""

    drugs: Array
    weights: Array


def menu(scene: Scene, shops: Array, size: int, appeal: Array | None = None) -> Menu:
    """Up to `size` drugs that somebody would pay for and that one of the shops keeps.

    `appeal` (one a drug) replaces the usual weight, resale value squared times popularity.
    """
    drugs = scene.city.drugs
    weights = drugs.resale**2 * drugs.popularity if appeal is None else appeal
    kept = drugs.tier <= scene.city.institutions.tier[shops].max()
    weights = weights * kept * (drugs.resale >= 0.2)
    if not (weights > 0).any():
        weights = drugs.popularity * kept
    some = np.flatnonzero(weights > 0)
    draw = np.log(scene.random.random(len(some))) / weights[some]
    chosen = np.sort(some[np.argsort(-draw, kind="stable")[:size]])
    return Menu(chosen, weights[chosen] ** 0.5)


def pick(scene: Scene, choice: Menu, who: Array, shops: Array, times: Array, plain: bool = True) -> Array:
    """A drug of the menu for each bill, one that the shop keeps; wrong sexes only by carelessness.

    Careful organisers mix in what such people buy anyway, if `plain`.
    """
    drugs, random = scene.city.drugs, scene.random
    kept = drugs.tier[choice.drugs][None, :] <= scene.city.institutions.tier[shops][:, None]
    sex = drugs.sex[choice.drugs][None, :]
    female = scene.city.persons.female[who][:, None]
    wrong = (sex == 1) & female | (sex == 2) & ~female
    careless = random.random(len(who)) > 0.3 + 0.7 * scene.must_hide.strength
    open_to = kept & (~wrong | careless[:, None])
    draw = np.where(open_to, np.log(choice.weights) + random.gumbel(size=open_to.shape), -np.inf)
    drug: Array = choice.drugs[draw.argmax(axis=1)]
    mixed_in = random.random(len(who)) < 0.35 * scene.must_hide.strength * plain
    rows = np.flatnonzero(~open_to.any(axis=1) | mixed_in)
    drug[rows] = draw_acute_drugs(scene.city, who[rows], shops[rows], times[rows], random)
    return drug


def usual_packs(scene: Scene, drug: Array) -> Array:
    """Packs of each drug as on an honest line of it."""
    known, packs = _amounts(scene.ledger)
    first, last = np.searchsorted(known, drug), np.searchsorted(known, drug, side="right")
    at = first + (scene.random.random(len(drug)) * (last - first)).astype(np.int64)
    found: Array = np.where(last > first, packs[np.minimum(at, len(packs) - 1)], 1.0)
    return found


def _amounts(ledger: Ledger) -> tuple[Array, Array]:
    if ledger not in _usual:
        drug = ledger.honest_line("drug")
        step = len(drug) // _SAMPLE + 1
        whole = ~ledger.honest_line("split")[::step]
        known, packs = drug[::step][whole], ledger.honest_line("quantity")[::step][whole]
        order = np.argsort(known, kind="stable")
        _usual[ledger] = known[order], packs[order].astype(np.float64)
    return _usual[ledger]


def greedy_packs(scene: Scene, drug: Array) -> Array:
    """Amounts as they leave shops, mostly those of any drug; at times a pack more where nobody minds limits."""
    other = _amounts(scene.ledger)[1]
    packs = np.where(
        scene.random.random(len(drug)) < 0.25, usual_packs(scene, drug), scene.random.choice(other, len(drug))
    )
    more = scene.random.random(len(drug)) < 0.08 * (1 - scene.must_hide.under_limit)
    greedy: Array = packs + more
    return greedy
