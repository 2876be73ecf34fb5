"""The ledger: everybody appends what happened, as arrays; rows refer to each other by the handles appends return.

Settlements, lines and packs stay unresolved until all have written: the lot, the codes of true packs,
card, terminal, operator and prices are filled in afterwards, the same way for honest and false rows.
"""

from typing import Any

import numpy as np

from simulation.city import NOBODY
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
    "supplier": ("i4", ANY),
    "counterparty": ("i4", NOBODY),
    "invoice": ("i4", ANY),
}
_STAYS = {"person": ("i4", None), "institution": ("i4", None), "admitted": ("i4", None), "discharged": ("i4", None)}
_AGENTS = {"person": ("i4", None), "agent": ("i4", None), "relation": ("i1", 0), "since_day": ("i4", None)}
RELATIONS = ("child", "spouse", "guardian", "relative", "carer")


class Columns:
    """Rows kept as chunks of typed columns; a row's handle is its position."""

    def __init__(self, layout: dict[str, tuple[str, Any]]) -> None:
        self.layout = layout
        self._chunks: dict[str, list[Array]] = {name: [] for name in layout}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def append(self, **values: Any) -> Array:
        """Append rows; columns left out take their default, scalars repeat. Returns the handles."""
        unknown = set(values) - set(self.layout)
        if unknown:
            raise KeyError(f"no column {sorted(unknown)}; there are {list(self.layout)}")
        arrays = [np.asarray(value) for value in values.values()]
        count = next((len(array) for array in arrays if array.ndim), 1)
        for name, (kind, default) in self.layout.items():
            value = values.get(name, default)
            if value is None:
                raise KeyError(f"column {name} has no default")
            column = np.broadcast_to(np.asarray(value, dtype=kind), (count,))
            self._chunks[name].append(column if column.flags.writeable else column.copy())
        self._count += count
        return np.arange(self._count - count, self._count)

    def __getitem__(self, name: str) -> Array:
        """A whole column; writing into it changes the ledger."""
        chunks = self._chunks[name]
        if len(chunks) != 1:
            joined = np.concatenate(chunks) if chunks else np.zeros(0, dtype=self.layout[name][0])
            self._chunks[name] = chunks = [joined]
        return chunks[0]

    def drop(self, name: str) -> Array:
        """Hand a column over and forget it, to free memory."""
        column = self[name]
        self._chunks[name] = [np.zeros(0, dtype=column.dtype)]
        return column


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
        self._honest_person: Array = np.zeros(0, dtype="i4")
        self._honest_time: Array = np.zeros(0, dtype="i4")
        self._honest_institution: Array = np.zeros(0, dtype="i4")
        self._honest_line_first: Array = np.zeros(1, dtype="i8")

    def close_honest_trade(self) -> None:
        """Mark what stands so far as honest trade; it is sorted by person, and lines by settlement."""
        self._honest_person = self.settlements["person"]
        self._honest_time = self.settlements["time"]
        self._honest_institution = self.settlements["institution"]
        lines = self.lines["settlement"]
        self._honest_line_first = np.searchsorted(lines, np.arange(len(self._honest_person) + 1))

    @property
    def honest_count(self) -> int:
        """Settlements of honest trade; their handles are 0 up to this."""
        return len(self._honest_person)

    def honest_trips(self, persons: Array) -> Array:
        """Handles of the honest settlements of these people, in the order of the people and of time."""
        first = np.searchsorted(self._honest_person, persons)
        last = np.searchsorted(self._honest_person, persons, side="right")
        counts = last - first
        starts = np.repeat(first - np.r_[0, np.cumsum(counts)[:-1]], counts)
        return starts + np.arange(counts.sum())

    def honest_trip(self, handles: Array) -> tuple[Array, Array, Array]:
        """Person, institution and time of honest settlements."""
        return self._honest_person[handles], self._honest_institution[handles], self._honest_time[handles]

    def honest_lines(self, handle: int) -> Array:
        """Handles of the lines of one honest settlement."""
        return np.arange(self._honest_line_first[handle], self._honest_line_first[handle + 1])

    def mute(self, settlements: Array) -> None:
        """Take settlements out of the city: they never happened."""
        self._muted.append(np.asarray(settlements, dtype=np.int64))

    def settle_muted(self) -> None:
        """Apply `mute` to the column of that name."""
        for handles in self._muted:
            self.settlements["muted"][handles] = True
        self._muted = []

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
