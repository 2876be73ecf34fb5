"""The ledger: everybody appends what happened, as arrays; rows refer to each other by the handles appends return.

Settlements, lines and packs stay unresolved until all have written: the lot, the codes of true packs,
card, terminal, operator and prices are filled in afterwards, the same way for honest and false rows.
"""

from typing import Any

import numpy as np

from simulation.city import NOBODY
from simulation.columns import Columns
from simulation.randomness import Array

# What happened to the goods of a line.
SOLD = 0  # packs left the shop's own stock
NOTHING = 1  # billed, but nothing of it left the shop
OUTSIDE = 2  # packs were handed over that the shop's records never bought

MEDICAL_TYPES = ("41", "11", "14", "21")
AT_PHARMACY, OUTPATIENT, CHRONIC_SPECIAL, INPATIENT = range(4)
MOVE_KINDS = (
    "opening",
    "purchase",
    "purchase_return",
    "transfer_in",
    "transfer_out",
    "self_pay_sale",
    "damage",
    "stocktake",
)
OPENING, PURCHASE, PURCHASE_RETURN, TRANSFER_IN, TRANSFER_OUT, SELF_PAY, DAMAGE, STOCKTAKE = range(8)
ANY = -1  # to be filled in as for anybody
USUAL = -2  # a doctor: named or not, as for anybody

_SETTLEMENTS = {
    "person": ("i4", None),
    "institution": ("i4", None),
    "time": ("i4", None),
    "medical_type": ("i1", ANY),
    "card": ("i4", ANY),
    "terminal": ("i2", ANY),
    "operator": ("i2", ANY),
    "collected_by": ("i4", NOBODY),
    "body": ("i4", NOBODY),  # who stood at the counter, where it is not the card's holder; not written
    "doctor": ("i4", USUAL),
    "reverses": ("i4", NOBODY),
    "muted": ("?", False),
}
_LINES = {
    "settlement": ("i4", None),
    "drug": ("i2", None),
    "quantity": ("f4", 1.0),
    "goods": ("i1", SOLD),
    "lot": ("i4", ANY),
    "lot_from": ("i4", NOBODY),
    "unit_price": ("f8", np.nan),
    "split": ("?", False),
}
_PACKS = {"line": ("i4", None), "serial": ("i8", ANY), "like": ("i4", NOBODY)}
_MOVES = {
    "institution": ("i4", None),
    "drug": ("i2", None),
    "kind": ("i1", PURCHASE),
    "quantity": ("f4", None),
    "time": ("i4", None),
    "lot": ("i4", ANY),
    "lot_from": ("i4", NOBODY),  # a line whose lot it is
    "supplier": ("i4", ANY),
    "counterparty": ("i4", NOBODY),
    "invoice": ("i4", ANY),
}
_STAYS = {"person": ("i4", None), "institution": ("i4", None), "admitted": ("i4", None), "discharged": ("i4", None)}
_AGENTS = {"person": ("i4", None), "agent": ("i4", None), "relation": ("i1", 0), "since_day": ("i4", None)}
RELATIONS = ("child", "spouse", "guardian", "relative", "carer")


def _ranges(first: Array, last: Array) -> Array:
    """All numbers of the ranges first to last (last left out), one range after another."""
    counts = last - first
    starts = np.repeat(first - np.r_[0, np.cumsum(counts)[:-1]], counts) if len(counts) else first
    return (starts + np.arange(counts.sum())).astype(np.int64)


class Ledger:
    """What happened in the city."""

    def __init__(self) -> None:
        self.settlements = Columns(_SETTLEMENTS)
        self.lines = Columns(_LINES)
        self.packs = Columns(_PACKS)
        self.moves = Columns(_MOVES)
        self.stays = Columns(_STAYS)
        self.agents = Columns(_AGENTS)
        self._muted: list[Array] = []
        self._honest = 0
        self._honest_lines = 0
        self._honest_stays = 0
        self._redone: list[Array] = []
        self._honest_open: Array = np.zeros(0, dtype=bool)
        self._honest_line_first: Array = np.zeros(1, dtype="i8")
        self._by_place: tuple[Array, Array] | None = None

    def close_honest_trade(self) -> None:
        """Mark what stands so far as honest trade; it is sorted by person, and lines by settlement."""
        for table in (self.settlements, self.lines, self.stays):
            for name in table.layout:
                table[name]  # joined into one chunk, so that `head` can tell honest rows
        self._honest, self._honest_lines = len(self.settlements), len(self.lines)
        self._honest_stays = len(self.stays)
        self._honest_open = np.ones(self._honest, dtype=bool)
        lines = self.lines["settlement"]
        self._honest_line_first = np.searchsorted(lines, np.arange(self._honest + 1))

    def honest(self, column: str) -> Array:
        """A column of the honest settlements; a handle is a position in it."""
        return self.settlements.head(column, self._honest)

    def honest_line(self, column: str) -> Array:
        """A column of the honest lines; a handle is a position in it."""
        return self.lines.head(column, self._honest_lines)

    def honest_trips(self, persons: Array) -> Array:
        """Handles of the honest settlements of these people that are open, in the order of the people."""
        person = self.honest("person")
        wanted = np.asarray(persons, dtype=person.dtype)  # another type would copy the whole column
        first = np.searchsorted(person, wanted)
        last = np.searchsorted(person, wanted, side="right")
        handles = _ranges(first, last)
        return handles[self._honest_open[handles]]

    def honest_trips_at(self, institution: int, since: int, until: int) -> Array:
        """Handles of the honest settlements of a place from one second to another that are open."""
        time = self.honest("time")
        here = (self.honest("institution") == institution) & (time >= since) & (time < until)
        return np.flatnonzero(here & self._honest_open)

    def honest_trip(self, handles: Array) -> tuple[Array, Array, Array]:
        """Person, institution and time of honest settlements."""
        return self.honest("person")[handles], self.honest("institution")[handles], self.honest("time")[handles]

    def honest_lines(self, handle: int) -> Array:
        """Handles of the lines of one honest settlement."""
        return np.arange(self._honest_line_first[handle], self._honest_line_first[handle + 1])

    def honest_lines_of(self, handles: Array) -> tuple[Array, Array]:
        """Handles of the lines of honest settlements, and for each the position of its settlement in `handles`."""
        first, last = self._honest_line_first[handles], self._honest_line_first[handles + 1]
        return _ranges(first, last), np.repeat(np.arange(len(handles)), last - first)

    def redo_trips(self, handles: Array, **columns: Any) -> None:
        """Let honest settlements have happened otherwise: other time, place, body …; the person stays."""
        for name, value in columns.items():
            if name == "person":
                raise KeyError("honest settlements are sorted by person")
            self.honest(name)[handles] = value
        self._redone.append(np.asarray(handles, dtype=np.int64))

    def redone_trips(self) -> Array:
        """Handles of the honest settlements that have been redone."""
        return np.concatenate([np.zeros(0, dtype=np.int64), *self._redone])

    def close_trips(self, handles: Array) -> None:
        """Nobody else shall move or mute these honest settlements: something refers to where and when they were."""
        self._honest_open[handles] = False

    def is_open(self, handles: Array) -> Array:
        """Whether honest settlements are neither muted nor closed."""
        mask: Array = self._honest_open[handles]
        return mask

    def redo_lines(self, handles: Array, **columns: Any) -> None:
        """Let honest lines have had another drug or quantity."""
        for name, value in columns.items():
            self.honest_line(name)[handles] = value

    def honest_stays(self) -> tuple[Array, Array, Array]:
        """Person (ascending, each once), admission and discharge of the honest stays."""
        count = self._honest_stays
        return (
            self.stays.head("person", count),
            self.stays.head("admitted", count),
            self.stays.head("discharged", count),
        )

    def lies_in_bed(self, person: Array, time: Array) -> Array:
        """Whether each (person, time) falls into an honest stay of that person."""
        who, admitted, discharged = self.honest_stays()
        if not len(who):
            return np.zeros(len(person), dtype=bool)
        at = np.minimum(np.searchsorted(who, np.asarray(person, dtype=who.dtype)), len(who) - 1)
        lying: Array = (who[at] == person) & (time >= admitted[at]) & (time <= discharged[at])
        return lying

    def honest_bills_at(self, institution: int) -> Array:
        """Handles of the honest settlements of a place, ascending, by an index made once look-alikes are done."""
        if self._by_place is None:
            place = self.honest("institution")
            order = np.argsort(place, kind="stable").astype(np.int32)
            self._by_place = order, np.searchsorted(place[order], np.arange(int(place.max(initial=0)) + 2))
        order, first = self._by_place
        at = min(institution, len(first) - 2)
        handles = order[first[at] : first[at + 1]] if at == institution else order[:0]
        return handles[self._honest_open[handles]]

    def mute(self, settlements: Array) -> None:
        """Take settlements out of the city: they never happened."""
        handles = np.asarray(settlements, dtype=np.int64)
        self._muted.append(handles)
        self._honest_open[handles[handles < self._honest]] = False

    def settle_muted(self) -> None:
        """Apply `mute` to the column of that name; what never happened is not undone either."""
        muted, reverses = self.settlements["muted"], self.settlements["reverses"]
        for handles in self._muted:
            muted[handles] = True
        self._muted = []
        undoing = np.flatnonzero(reverses >= 0)
        muted[undoing] |= muted[reverses[undoing]]

    def bill(self, settlements: Array, drugs: Array, quantity: Array | float = 1.0, **more: Any) -> Array:
        """Append one line to each settlement; `more` are columns of lines (goods, lot, lot_from …)."""
        return self.lines.append(settlement=settlements, drug=drugs, quantity=quantity, **more)

    def new_serials(self, count: int, random: np.random.Generator) -> Array:
        """Code numbers of packs that have not been seen; with a line's drug they make the 20-digit code."""
        return random.integers(0, 10**13, count, dtype=np.int64)

    def show_packs(self, lines: Array, serials: Array) -> None:
        """The codes held under the scanner for lines, one row a pack, instead of those of the shop's stock.

        Reading fails at the shop's own rate, as for any pack.
        """
        self.packs.append(line=lines, serial=serials)

    def show_packs_of(self, lines: Array, source_lines: Array) -> None:
        """Read for `lines` the code of the first pack of `source_lines` once more."""
        self.packs.append(line=lines, like=source_lines)

    def reverse(self, settlements: Array, times: Array) -> Array:
        """Undo settlements at a later time: amounts turn negative, no lines. Returns the new handles."""
        whole = self.settlements
        copied = {
            name: whole[name][settlements]
            for name in ("person", "institution", "medical_type", "card", "terminal", "operator")
        }
        return whole.append(time=times, reverses=settlements, **copied)
