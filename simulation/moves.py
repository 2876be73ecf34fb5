"""Stock moves: opening stock, purchases, transfers, returns, own-pocket sales, damage, counts."""

import numpy as np

from simulation.city import DAY, NOBODY, PHARMACY, City
from simulation.keyed import Keyed
from simulation.ledger import (
    DAMAGE,
    OPENING,
    PURCHASE,
    PURCHASE_RETURN,
    SELF_PAY,
    STOCKTAKE,
    TRANSFER_IN,
    TRANSFER_OUT,
    Ledger,
)
from simulation.randomness import Array, mixed
from simulation.stock import Shelves

_OWN_POCKET = 0.10  # of deliveries: packs of it are also sold without insurance
_DAMAGED, _COUNTED, _RETURNED = 0.01, 0.02, 0.25


def write_moves(city: City, ledger: Ledger, shelves: Shelves) -> None:
    """Append the moves that true sales imply, with the disorder of real books."""
    chance = Keyed(shelves.key, city.seed, 91)
    pocket = np.where(chance.chosen(_OWN_POCKET), chance.geometric(0.4), 0)
    broken = np.where(chance.chosen(_DAMAGED), 1, 0)
    quantity = shelves.sold + shelves.left + pocket + broken
    exists = np.flatnonzero(quantity >= 1)
    _write_arrivals(city, ledger, shelves, exists, quantity, chance)
    span = _shelf_life(city, shelves)
    for kind, amount in ((SELF_PAY, pocket), (DAMAGE, broken)):
        which = np.flatnonzero(amount > 0)
        some = chance.at(which, 92 + kind)
        time = _later(city, shelves.arrives[which], span[which] * some.random(), some)
        _append(ledger, shelves, which, kind, amount[which], time)
    _write_returns(city, ledger, shelves, span, chance)
    _write_counts(city, ledger, shelves, quantity, chance)
    _settle_written_moves(city, ledger, shelves)


def _shelf_life(city: City, shelves: Shelves) -> Array:
    """Seconds from each delivery to the next of its shelf, or to the end."""
    key = shelves.institution * 1024 + shelves.drug
    same = np.r_[key[1:] == key[:-1], False]
    following = np.where(same, np.r_[shelves.arrives[1:], 0], city.days * DAY)
    span: Array = np.maximum(following - shelves.arrives, DAY)
    return span


def _later(city: City, time: Array, lag: Array, chance: Keyed) -> Array:
    """`time` plus `lag` in opening hours, inside the watched months."""
    day = ((time + lag) // DAY).astype(np.int64)
    later = day * DAY + (chance.uniform(8.2, 19.5) * 3600).astype(np.int64)
    return np.clip(later, time + 600, np.maximum(time + 600, city.days * DAY - 1))


def _append(
    ledger: Ledger, shelves: Shelves, which: Array, kind: int, quantity: Array, time: Array, **more: Array
) -> None:
    ledger.moves.append(
        institution=shelves.institution[which],
        drug=shelves.drug[which],
        lot=shelves.lot[which],
        kind=kind,
        quantity=quantity,
        time=time,
        **more,
    )


def supplier_of(city: City, institution: Array, drug: Array) -> Array:
    """The wholesaler from whom a place buys a drug: two or three a place, by drug."""
    choice = mixed(institution * 4 + (drug % 3) % 3, city.seed + 11) % np.uint64(city.suppliers)
    return choice.astype(np.int64)


def _write_arrivals(
    city: City, ledger: Ledger, shelves: Shelves, exists: Array, quantity: Array, chance: Keyed
) -> None:
    opening = exists[shelves.opening[exists]]
    _append(ledger, shelves, opening, OPENING, quantity[opening], np.zeros(len(opening), dtype=np.int64))
    bought = exists[~shelves.opening[exists]]
    place = shelves.institution[bought]
    sloppy = city.institutions.sloppiness[place]
    buying = chance.at(bought, 1)
    draw = buying.random()
    missing = draw < sloppy * 0.5
    late = (draw < sloppy) & ~missing
    chain = city.institutions.chain[place]
    sister = _sisters(city, place, buying)
    moved = (chain >= 0) & (sister >= 0) & buying.chosen(city.institutions.transferred[place])
    time = shelves.arrives[bought] + np.where(late, buying.integers(2, 25) * DAY, 0)
    time = np.minimum(time, city.days * DAY - 1)
    direct = ~missing & ~moved
    _append_purchases(city, ledger, shelves, bought[direct], quantity, time[direct], place[direct])
    which, given, by = bought[moved], time[moved], sister[moved]
    sent = np.maximum(given - chance.at(which, 2).integers(2 * 3600, 40 * 3600), 60)
    _append_purchases(city, ledger, shelves, which, quantity, np.maximum(sent - 2 * DAY, 30), by)
    _append(ledger, shelves, which, TRANSFER_IN, quantity[which], given, counterparty=by)
    ledger.moves.append(
        institution=by,
        drug=shelves.drug[which],
        lot=shelves.lot[which],
        kind=TRANSFER_OUT,
        quantity=quantity[which],
        time=sent,
        counterparty=shelves.institution[which],
    )


def _sisters(city: City, place: Array, chance: Keyed) -> Array:
    """Another shop of the same chain for each shop, NOBODY where it has none."""
    chain = city.institutions.chain
    shops = np.flatnonzero((city.institutions.kind == PHARMACY) & (chain >= 0))
    shops = shops[np.argsort(chain[shops], kind="stable")]
    first = np.searchsorted(chain[shops], chain[place])
    last = np.searchsorted(chain[shops], chain[place], side="right")
    picked = (
        shops[np.minimum(first + (chance.random() * (last - first)).astype(np.int64), len(shops) - 1)]
        if len(shops)
        else place
    )
    return np.where((chain[place] >= 0) & (picked != place), picked, NOBODY)


def _append_purchases(
    city: City, ledger: Ledger, shelves: Shelves, which: Array, quantity: Array, time: Array, place: Array
) -> None:
    supplier = supplier_of(city, place, shelves.drug[which])
    ledger.moves.append(
        institution=place,
        drug=shelves.drug[which],
        lot=shelves.lot[which],
        kind=PURCHASE,
        quantity=quantity[which],
        time=time,
        supplier=supplier,
        invoice=invoice_of(place, supplier, time),
    )


def invoice_of(place: Array, supplier: Array, time: Array) -> Array:
    """The invoice that a delivery comes with: one a place, supplier and day."""
    key = (np.asarray(place, dtype=np.int64) * 512 + supplier) * 4096 + np.asarray(time, dtype=np.int64) // DAY
    return (mixed(key, 5) % np.uint64(2**31 - 1)).astype(np.int64)


def _write_returns(city: City, ledger: Ledger, shelves: Shelves, span: Array, chance: Keyed) -> None:
    which = np.flatnonzero((shelves.left >= 2) & ~shelves.opening & chance.chosen(_RETURNED))
    time = _later(city, shelves.arrives[which], span[which] * 0.9, chance.at(which, 3))
    supplier = supplier_of(city, shelves.institution[which], shelves.drug[which])
    _append(ledger, shelves, which, PURCHASE_RETURN, np.floor(shelves.left[which] / 2), time, supplier=supplier)


def _write_counts(city: City, ledger: Ledger, shelves: Shelves, quantity: Array, chance: Keyed) -> None:
    """Counts found at a stocktake: what the delivery has left then, sometimes one off."""
    chosen = chance.chosen(_COUNTED)
    when = shelves.arrives + (chance.random() * 40 * DAY).astype(np.int64)
    mine = np.flatnonzero(chosen[shelves.delivery])
    lines = shelves.order[mine]
    sold_at = ledger.settlements["time"][ledger.lines["settlement"][lines]]
    early = sold_at < when[shelves.delivery[mine]]
    gone = np.bincount(shelves.delivery[mine][early], weights=shelves.net[mine][early], minlength=len(quantity))
    which = np.flatnonzero(chosen & (when < city.days * DAY))
    counting = chance.at(which, 4)
    off = counting.chosen(0.1) * counting.choice([-1, 1])
    found = np.maximum(0, np.floor(quantity[which] - gone[which]) + off)
    _append(ledger, shelves, which, STOCKTAKE, found, when[which])


def _settle_written_moves(city: City, ledger: Ledger, shelves: Shelves) -> None:
    """Lot, supplier and invoice of moves that other writers left open."""
    moves = ledger.moves
    linked = np.flatnonzero(moves["lot_from"] >= 0)
    moves["lot"][linked] = ledger.lines["lot"][moves["lot_from"][linked]]
    open_lot = np.flatnonzero(moves["lot"] < 0)
    chance = Keyed(open_lot, city.seed, 99)
    key = shelves.institution * 1024 + shelves.drug
    wanted = moves["institution"][open_lot].astype(np.int64) * 1024 + moves["drug"][open_lot]
    first = np.searchsorted(key, wanted)
    count = np.searchsorted(key, wanted, side="right") - first
    pick = np.minimum(first + (chance.random() * count).astype(np.int64), len(key) - 1)
    market = city.lots.first[moves["drug"][open_lot] + 1] - 1 - chance.integers(0, 4)
    moves["lot"][open_lot] = np.where(count > 0, shelves.lot[pick], market)
    bare = np.flatnonzero((moves["kind"] == PURCHASE) & (moves["supplier"] < 0))
    place, drug = moves["institution"][bare], moves["drug"][bare]
    moves["supplier"][bare] = supplier_of(city, place.astype(np.int64), drug.astype(np.int64))
    unnumbered = np.flatnonzero((moves["kind"] == PURCHASE) & (moves["invoice"] < 0))
    moves["invoice"][unnumbered] = invoice_of(
        moves["institution"][unnumbered], moves["supplier"][unnumbered].astype(np.int64), moves["time"][unnumbered]
    )


__all__ = ["Array", "invoice_of", "supplier_of", "write_moves"]
