"""Stock resolution: true sales in order of time are served by deliveries of lots, which become purchases.

Lines are put in order of institution, drug and time. Counting the packs of true sales along that order cuts
each shelf's year into deliveries; a delivery's purchase is what was sold of it (plus what is left at the
end), so honest stock balances and packs billed without goods stand above what was bought.
"""

from dataclasses import dataclass

import numpy as np

from simulation.city import DAY, NOBODY, City
from simulation.keyed import Keyed
from simulation.ledger import OUTSIDE, SOLD, Ledger
from simulation.randomness import Array, ranks_within

UNITS_A_PACK = 30  # of split packs
_FROM_THE_BACK = 0.12  # of sales, those of a pack of the delivery before
_COVER_DAYS = 17  # that a usual delivery lasts


@dataclass
class Shelves:
    """Lines in order of shelf and time, and the deliveries they were served from."""

    order: Array  # line handles
    delivery: Array  # of each line in order
    taken: Array  # packs taken from the shelf by each line in order
    net: Array  # the same, without sales that were undone
    institution: Array  # of each delivery
    drug: Array
    arrives: Array  # seconds; the delivery's first sale comes later
    opening: Array
    sold: Array  # packs, net of undone sales
    left: Array  # packs not sold at the end
    lot: Array
    key: Array  # a number that is the delivery's own


def undone_settlements(ledger: Ledger) -> Array:
    """Mask of settlements that another one reverses."""
    mask = np.zeros(len(ledger.settlements), dtype=bool)
    reverses = ledger.settlements["reverses"]
    mask[reverses[reverses >= 0]] = True
    return mask


def fill_shelves(city: City, ledger: Ledger) -> Shelves:
    """Cut the sales into deliveries, give each a lot, and each line without one the lot of its delivery."""
    lines = ledger.lines
    settlement = lines["settlement"]
    institution = ledger.settlements["institution"][settlement]
    time = ledger.settlements["time"][settlement].astype(np.int64)
    shelf = institution.astype(np.int64) * 1024 + lines["drug"]
    alive = ~ledger.settlements["muted"][settlement]
    order = np.argsort((shelf << 28) + time, kind="stable")
    order = order[alive[order]]
    del alive
    shelf, time = shelf[order], time[order]
    goods, quantity = lines["goods"][order], lines["quantity"][order].astype(np.float64)
    packs = np.where(lines["split"][order], quantity / UNITS_A_PACK, quantity)
    taken = np.where(goods == SOLD, packs, 0.0)
    net = np.where(undone_settlements(ledger)[settlement[order]], 0.0, taken)
    delivery, first_line, last = _cut(city, shelf, taken)
    count = len(first_line)
    keys = shelf[first_line]
    has_before = np.r_[False, shelf[first_line][1:] == shelf[first_line][:-1]]
    back = (goods == SOLD) & has_before[delivery] & Keyed(order, city.seed, 71).chosen(_FROM_THE_BACK)
    delivery = delivery - back
    key = keys * 4096 + ranks_within(keys)
    chance = Keyed(key, city.seed, 72)
    lead = (chance.exponential(3.2) + chance.exponential(3.2)) * DAY
    arrives = _in_working_hours((time[first_line] - lead).astype(np.int64), chance)
    first_of_shelf = ~has_before
    opening = arrives < 0
    opening |= first_of_shelf & chance.chosen(0.6)
    sold = np.bincount(delivery, weights=net, minlength=count)
    left = np.where(last, np.floor(chance.exponential(3.0)), 0.0)
    left += np.ceil(sold - 1e-9) - sold
    lot = _draw_lots(city, (keys % 1024).astype(np.int64), np.where(opening, 0, arrives) // DAY, chance)
    shelves = Shelves(
        order=order,
        delivery=delivery,
        taken=taken,
        net=net,
        institution=keys >> 10,
        drug=keys % 1024,
        arrives=np.where(opening, 0, arrives),
        opening=opening,
        sold=sold,
        left=left,
        lot=lot,
        key=key,
    )
    _name_lots(ledger, shelves)
    return shelves


def _cut(city: City, shelf: Array, taken: Array) -> tuple[Array, Array, Array]:
    """Delivery of each line; for each delivery its first line and whether it is its shelf's last."""
    begins = np.r_[True, shelf[1:] != shelf[:-1]]
    start = np.flatnonzero(begins)
    group = np.cumsum(begins) - 1
    running = np.cumsum(taken)
    total = np.diff(np.r_[0, running[np.r_[start[1:] - 1, len(taken) - 1]]])
    before = running - taken - (running[start] - taken[start])[group]
    chance = Keyed(shelf[start], city.seed, 73)
    cover = _COVER_DAYS * chance.lognormal(0.35)
    size = np.maximum(np.rint(total * cover / city.days), chance.choice([3, 4, 5, 6, 10]))
    offset = chance.random() * size * 0.8
    number = np.floor((before + offset[group]) / size[group])
    fresh = begins | np.r_[True, number[1:] != number[:-1]]
    first_line = np.flatnonzero(fresh)
    keys = shelf[first_line]
    return np.cumsum(fresh) - 1, first_line, np.r_[keys[1:] != keys[:-1], True]


def _in_working_hours(time: Array, chance: Keyed) -> Array:
    """Move a time back to the working hours of that day or the day before; it never gets later."""
    day, second = time // DAY, time % DAY
    at = ((7.5 + 5 * chance.random() + 5 * chance.random()) * 3600).astype(np.int64)
    moved: Array = np.where(at <= second, day, day - 1) * DAY + at
    return moved


def _draw_lots(city: City, drug: Array, day: Array, chance: Keyed) -> Array:
    """A lot made some weeks before the delivery, mostly one of the newest on the market."""
    lots = city.lots
    key = lots.drug.astype(np.int64) * 10_000 + lots.made_day + 1000
    newest = np.searchsorted(key, drug * 10_000 + day - 20 + 1000, side="right") - 1
    older = chance.geometric(0.5) - 1
    shelf_life = (lots.expires_day - lots.made_day)[lots.first[:-1]][drug]
    fresh = np.searchsorted(key, drug * 10_000 + day + 120 - shelf_life + 1000)
    lot: Array = np.clip(np.maximum(newest - older, fresh), lots.first[drug], np.maximum(newest, lots.first[drug]))
    return lot


def _name_lots(ledger: Ledger, shelves: Shelves) -> None:
    """Lots of lines that name none; lines sold from outside take that of their source."""
    lot, source = ledger.lines["lot"], ledger.lines["lot_from"]
    missing = lot[shelves.order] < 0
    lot[shelves.order[missing]] = shelves.lot[shelves.delivery[missing]]
    linked = np.flatnonzero(source >= 0)
    for _ in range(4):  # a source may itself have a source
        lot[linked] = lot[source[linked]]
    bare = lot[shelves.order] < 0  # the source never happened
    lot[shelves.order[bare]] = shelves.lot[shelves.delivery[bare]]


def outside_lines(ledger: Ledger) -> Array:
    """Handles of lines whose goods came from outside the shop's stock."""
    return np.flatnonzero(ledger.lines["goods"] == OUTSIDE)


__all__ = ["NOBODY", "Shelves", "fill_shelves", "outside_lines", "undone_settlements"]
