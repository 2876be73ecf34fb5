"""What happens to a shop's bills as a whole: its honest lines of one drug, bills made again."""

import numpy as np

from simulation.city import DAY
from simulation.randomness import Array
from simulation.scene import Scene

_COPIED = ("person", "institution", "medical_type", "card", "collected_by", "body", "doctor")


def lines_at(scene: Scene, shop: int, since_day: int = 0, until_day: int | None = None) -> Array:
    """Handles of the honest lines of a shop from day to day that are not muted."""
    until = scene.city.days if until_day is None else until_day
    handles = scene.ledger.honest_trips_at(shop, since_day * DAY, until * DAY)
    return scene.ledger.honest_lines_of(handles)[0]


def open_lines_of(scene: Scene, drug: int) -> Array:
    """Handles of the honest lines of a drug anywhere that are open."""
    ledger = scene.ledger
    lines = np.flatnonzero(ledger.honest_line("drug") == drug)
    return lines[ledger.is_open(ledger.honest_line("settlement")[lines])]


def coded(scene: Scene, lines: Array) -> Array:
    """Those of the lines that sell whole packs with a code on each."""
    ledger = scene.ledger
    single = scene.city.drugs.coding[ledger.honest_line("drug")[lines]] == 1
    whole: Array = lines[single & ~ledger.honest_line("split")[lines]]
    return whole


def time_of(scene: Scene, lines: Array) -> Array:
    """Seconds of the bills of honest lines."""
    ledger = scene.ledger
    time: Array = ledger.honest("time")[ledger.honest_line("settlement")[lines]].astype(np.int64)
    return time


def bill_again(scene: Scene, handles: Array, times: Array) -> Array:
    """The same honest baskets once more at those times; returns the new settlements."""
    ledger = scene.ledger
    ledger.close_trips(handles)
    columns = {name: ledger.honest(name)[handles] for name in _COPIED}
    terminal = ledger.honest("terminal")[handles]
    again = ledger.settlements.append(time=times, terminal=terminal, **columns)
    lines, position = ledger.honest_lines_of(handles)
    ledger.bill(
        again[position],
        ledger.honest_line("drug")[lines],
        ledger.honest_line("quantity")[lines],
        split=ledger.honest_line("split")[lines],
    )
    return again


def show_all(scene: Scene, lines: Array, serials: Array) -> None:
    """Read for each whole-pack line one code a pack, from `serials` line after line (as many as there are packs)."""
    quantity = scene.ledger.honest_line("quantity")[lines].astype(np.int64)
    scene.ledger.close_trips(scene.ledger.honest_line("settlement")[lines])
    scene.ledger.show_packs(np.repeat(lines, quantity), serials)
