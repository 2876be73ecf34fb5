"""Packs that were got on insurance go back into trade: a sink shop sells them to customers who know nothing."""

from dataclasses import dataclass

import numpy as np

from simulation.city import DAY
from simulation.craft.scheme import Lines
from simulation.craft.wares import Menu
from simulation.ledger import OUTSIDE, SOLD
from simulation.randomness import Array
from simulation.scene import NONE, Scene

_SOONEST, _LATEST = 2 * DAY, 75 * DAY  # between the first sale of a pack and its second
# Of packs sold on: share whose codes are read as they are, and share with another code; the rest have none.
_KEPT = {"easy": 0.8, "mid": 0.55, "hard": 0.35}
_SWAPPED = {"easy": 0.1, "mid": 0.25, "hard": 0.4}


@dataclass
class Packs:
    """Packs at hand, sorted by drug and time: the line of their first sale and the code it showed."""

    line: Array
    drug: Array
    time: Array
    serial: Array


def mark_packs(scene: Scene, lines: Lines) -> Packs:
    """Give every coded pack of these lines a code that can turn up elsewhere."""
    counts = np.maximum(1, np.ceil(lines.quantity)).astype(np.int64)
    line, drug = np.repeat(lines.handle, counts), np.repeat(lines.drug, counts)
    time = np.repeat(lines.time, counts)
    serial = scene.ledger.new_serials(len(line), scene.random)
    own = scene.city.drugs.coding[drug] == 1  # codes of cases are those of the shop's delivery
    scene.ledger.show_packs(line[own], serial[own])
    order = np.lexsort((time, drug))
    return Packs(line[order], drug[order], time[order], serial[order])


def wanted_at(scene: Scene, sinks: Array, menu: Menu) -> tuple[Array, Array, Array, Array]:
    """Honest whole-pack lines of the menu's drugs at the sinks: handle, drug, packs, time; in order of time."""
    ledger = scene.ledger
    bills = np.concatenate([ledger.honest_bills_at(int(sink)) for sink in sinks])
    lines, row = ledger.honest_lines_of(bills)
    drug, packs = ledger.honest_line("drug")[lines], ledger.honest_line("quantity")[lines]
    fit = np.isin(drug, menu.drugs) & ~ledger.honest_line("split")[lines] & (packs <= 3)
    fit[fit] = ledger.lines["goods"][lines[fit]] == SOLD
    time = ledger.honest("time")[bills][row]
    order = np.argsort(time[fit], kind="stable")
    return lines[fit][order], drug[fit][order], np.ceil(packs[fit]).astype(np.int64)[order], time[fit][order]


def sell_on(scene: Scene, packs: Packs, sinks: Array, menu: Menu, share: float) -> tuple[Array, Array]:
    """Let customers at the sinks get the packs; `share` of the sales that could be served are.

    Returns the second sales and the first sale of each one's first pack (handles of lines).
    """
    lines, drug, counts, time = wanted_at(scene, sinks, menu)
    served = scene.random.random(len(lines)) < share
    second, first = _match(packs, lines[served], drug[served], counts[served], time[served])
    if not len(second):
        return second, NONE
    sold = np.array([handles[0] for handles in first])
    goods, lot_from = scene.ledger.lines["goods"], scene.ledger.lines["lot_from"]
    goods[second], lot_from[second] = OUTSIDE, packs.line[sold]
    _show(scene, packs, second, first)
    return second, packs.line[sold]


def _match(packs: Packs, lines: Array, drug: Array, counts: Array, time: Array) -> tuple[Array, list[Array]]:
    """For each sale, oldest first, the oldest packs of its drug that are at hand; sales without are left out."""
    start = {int(d): int(np.searchsorted(packs.drug, d)) for d in np.unique(packs.drug)}
    stop = {d: int(np.searchsorted(packs.drug, d, side="right")) for d in start}
    second, first = [], []
    for line, d, count, at in zip(lines.tolist(), drug.tolist(), counts.tolist(), time.tolist(), strict=True):
        if d not in start:
            continue
        while start[d] < stop[d] and packs.time[start[d]] < at - _LATEST:
            start[d] += 1
        end = start[d] + count
        if end <= stop[d] and packs.time[end - 1] <= at - _SOONEST:
            second.append(line)
            first.append(np.arange(start[d], end))
            start[d] = end
    return np.array(second, dtype=np.int64), first


def _show(scene: Scene, packs: Packs, second: Array, first: list[Array]) -> None:
    """Codes at the second sale: kept, swapped for others, or cut out of the box."""
    level = scene.must_hide.level
    draw = scene.random.random(len(second))
    for line, handles, fate in zip(second.tolist(), first, draw.tolist(), strict=True):
        shown = handles[:1] if scene.city.drugs.coding[packs.drug[handles[0]]] == 2 else handles
        if fate < _KEPT[level]:
            scene.ledger.show_packs(np.full(len(shown), line), packs.serial[shown])
        elif fate < _KEPT[level] + _SWAPPED[level]:
            serials = scene.ledger.new_serials(len(shown), scene.random)
            scene.ledger.show_packs(np.full(len(shown), line), serials)


def sought_after(scene: Scene, sinks: Array) -> Array:
    """An appeal for each drug: resale value times how often the sinks sell it."""
    ledger = scene.ledger
    bills = np.concatenate([ledger.honest_bills_at(int(sink)) for sink in sinks])
    lines, _ = ledger.honest_lines_of(bills)
    sold = np.bincount(ledger.honest_line("drug")[lines], minlength=len(scene.city.drugs))
    appeal: Array = scene.city.drugs.resale**2 * sold
    return appeal
