"""Reversals and cashier retries, the same for honest and false bills."""

import numpy as np

from simulation.city import DAY, City
from simulation.keyed import Keyed
from simulation.ledger import Ledger
from simulation.randomness import Array

_REVERSED = 0.008  # of settlements
_RETRIED = 0.35  # of reversals: the same basket is billed again at once
_LATE = 0.17  # of reversals happen days later


def add_reversals(city: City, ledger: Ledger) -> tuple[Array, Array]:
    """Undo some settlements and repeat some baskets; returns lines that were repeated and their repetitions."""
    whole = ledger.settlements
    undone = whole["reverses"]
    free = ~whole["muted"] & (undone < 0)
    free[undone[undone >= 0]] = False
    chosen = np.flatnonzero(free & Keyed(np.arange(len(whole)), city.seed, 62).chosen(_REVERSED))
    if not len(chosen):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    chance = Keyed(chosen, city.seed, 63)
    time = whole["time"][chosen].astype(np.int64)
    soon = chance.exponential(180) + chance.exponential(120) + 20
    lag = np.where(chance.chosen(_LATE), chance.integers(DAY // 2, 5 * DAY), soon).astype(np.int64)
    retried = (lag < DAY // 2) & chance.chosen(_RETRIED)
    after = time + lag + chance.integers(15, 240)
    inside = after < city.days * DAY
    ledger.reverse(chosen[inside], (time + lag)[inside])
    retried &= inside
    after = after[retried]
    return _bill_again(ledger, chosen[retried], after)


def _bill_again(ledger: Ledger, settlements: Array, times: Array) -> tuple[Array, Array]:
    """The same baskets once more, packs and all."""
    whole = ledger.settlements
    copied = {name: whole[name][settlements] for name in whole.layout if name not in ("time", "reverses", "muted")}
    handles = whole.append(time=times, **copied)
    new_of = np.full(len(whole), -1, dtype=np.int32)
    new_of[settlements] = handles
    lines = ledger.lines
    sources = np.flatnonzero(new_of[lines["settlement"]] >= 0)
    columns = {name: lines[name][sources] for name in lines.layout if name != "settlement"}
    copies = lines.append(settlement=new_of[lines["settlement"][sources]], **columns)
    packs = ledger.packs
    line_of = np.full(len(lines), -1, dtype=np.int32)
    line_of[sources] = copies
    shown = np.flatnonzero(line_of[packs["line"]] >= 0) if len(packs) else np.zeros(0, dtype=np.int64)
    if len(shown):
        packs.append(line=line_of[packs["line"][shown]], serial=packs["serial"][shown], like=packs["like"][shown])
    return sources, copies
