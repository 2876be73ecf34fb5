"""Trace codes: which code numbers were read for which line, with all that goes wrong in reading."""

import numpy as np

from simulation.city import City
from simulation.keyed import Keyed
from simulation.ledger import SOLD, Ledger
from simulation.randomness import Array, mixed, ranks_within
from simulation.stock import Shelves, undone_settlements

_DOUBLE = 0.004  # of packs: read twice for the same line
_MISREAD = 0.001  # of packs: a digit wrong
_DUPLICATE = 0.0003  # of packs: the maker printed the code twice
_MODULUS = 10**13
_PACKS_A_LINE = 1024  # more than any line has
_RESOLD_WITHIN = 20 * 86_400


def read_codes(city: City, ledger: Ledger, shelves: Shelves) -> tuple[Array, Array]:
    """(line, serial) of every code read, in no particular order."""
    line, serial = _codes_of_sales(city, ledger, shelves)
    shown_line, shown = _codes_shown(city, ledger, line, serial)
    line, serial = np.concatenate([line, shown_line]), np.concatenate([serial, shown])
    del shown_line, shown
    settlement = ledger.lines["settlement"][line]
    chance = Keyed(_pack_keys(line), city.seed, 81)
    read = ~chance.chosen(city.institutions.unread[ledger.settlements["institution"][settlement]])
    read &= (city.drugs.coding[ledger.lines["drug"][line]] > 0) & ~ledger.settlements["muted"][settlement]
    line, serial = line[read], serial[read]
    chance = chance.at(read, 82)
    _print_twice(ledger.lines["drug"][line], serial, chance)
    wrong = np.flatnonzero(chance.chosen(_MISREAD))
    slip = chance.at(wrong, 83)
    serial[wrong] = (serial[wrong] + 10 ** slip.integers(0, 12) * slip.integers(1, 9)) % _MODULUS
    twice = np.flatnonzero(chance.chosen(_DOUBLE))
    return np.concatenate([line, line[twice]]), np.concatenate([serial, serial[twice]])


def _pack_keys(line: Array) -> Array:
    """A number of its own for each pack; packs of a line stand together in each half of the rows."""
    return line.astype(np.int64) * _PACKS_A_LINE + ranks_within(line)


def _codes_of_sales(city: City, ledger: Ledger, shelves: Shelves) -> tuple[Array, Array]:
    """A code for each pack that left the shop's stock and for which nothing else was shown."""
    lines = ledger.lines
    shown = np.zeros(len(lines), dtype=bool)
    shown[ledger.packs["line"]] = True
    own = (lines["goods"][shelves.order] == SOLD) & ~shown[shelves.order]
    order, delivery = shelves.order[own], shelves.delivery[own]
    split = lines["split"][order]
    one_code = split | (city.drugs.coding[lines["drug"][order]] == 2)
    counts = np.where(one_code, 1, np.ceil(lines["quantity"][order])).astype(np.int64)
    ends = np.cumsum(counts)
    line = np.repeat(order.astype(np.int32), counts)
    serial = _scrambled(_pack_keys(line), city.seed + 84)
    serial[ends[one_code] - 1] = _scrambled(shelves.key[delivery[one_code]], city.seed + 85)
    _sell_again(ledger, order, counts, ends - counts, serial)
    return line, serial


def _scrambled(keys: Array, salt: int) -> Array:
    """Thirteen digits that look drawn, the same for the same key."""
    return (mixed(keys, salt) % np.uint64(_MODULUS)).astype(np.int64)


def _sell_again(ledger: Ledger, order: Array, counts: Array, starts: Array, serial: Array) -> None:
    """Packs of an undone sale go back on the shelf, and the next customer for so many gets them."""
    lines = ledger.lines
    settlement = lines["settlement"][order]
    undone = np.flatnonzero(undone_settlements(ledger)[settlement][:-1])
    following = undone + 1
    place = ledger.settlements["institution"][settlement]
    time = ledger.settlements["time"][settlement]
    same = (place[undone] == place[following]) & (lines["drug"][order[undone]] == lines["drug"][order[following]])
    same &= (counts[undone] == counts[following]) & (time[following] - time[undone] < _RESOLD_WITHIN)
    undone, following = undone[same], following[same]
    size = counts[undone]
    inner = np.arange(size.sum()) - np.repeat(np.cumsum(size) - size, size)
    serial[np.repeat(starts[following], size) + inner] = serial[np.repeat(starts[undone], size) + inner]
    lines["lot"][order[following]] = lines["lot"][order[undone]]


def _codes_shown(city: City, ledger: Ledger, line: Array, serial: Array) -> tuple[Array, Array]:
    """Codes that writers chose themselves, or took from another line's first pack."""
    packs = ledger.packs
    own = packs["serial"].copy()
    first = np.full(len(ledger.lines), -1, dtype=np.int64)
    first[line[::-1]] = serial[::-1]
    chosen = own >= 0
    first[packs["line"][chosen][::-1]] = own[chosen][::-1]
    linked = np.flatnonzero(packs["like"] >= 0)
    own[linked] = first[packs["like"][linked]]
    unknown = np.flatnonzero(own < 0)
    own[unknown] = _scrambled(unknown, city.seed + 86)
    return packs["line"], own


def _print_twice(drug: Array, serial: Array, chance: Keyed) -> None:
    chosen = np.flatnonzero(chance.chosen(2 * _DUPLICATE))
    chosen = chosen[np.argsort(drug[chosen], kind="stable")]
    one, other = chosen[:-1:2], chosen[1::2]
    same = drug[one] == drug[other]
    serial[other[same]] = serial[one[same]]
