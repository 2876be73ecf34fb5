"""One thing to check on the spot, and what the topics ask of a ring to find it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from evidence.report.blocks import Table
from evidence.report.wording import Wording
from evidence.source import Source
from workspace.inert import plain

MOST = 12  # rows of a table: what a team does in a day
# SQL: payments (as `s`) that were not undone.
STANDING = "s.reverses IS NULL AND s.settlement_id NOT IN (SELECT reverses FROM settlements WHERE reverses IS NOT NULL)"


@dataclass(frozen=True)
class Check:
    """What to look at, and what it would prove.

    `share`: the share of the weight of the ring's signals that this check can confirm or overturn, from 0 to 1.
    `strength`: how far such a check alone settles it: 1 a thing that is seen or counted, 0.8 a paper, 0.5 a statement.
    """

    topic: str
    title: str
    share: float
    strength: float
    confirms: str
    clears: str
    table: Table
    note: str = ""

    @property
    def worth(self) -> float:
        """By what checks are ordered."""
        return self.share * self.strength


@dataclass(frozen=True)
class Asked:
    """The ring's rows, the day of the visit, and the words."""

    source: Source
    say: Wording
    day: date
    footage_days: int
    names: dict[tuple[str, str], str]  # by kind and id; masked unless names were asked for

    @cached_property
    def _weights(self) -> dict[str, float]:
        """The weight of each signal's strongest finding: findings of one signal do not add up."""
        weights: dict[str, float] = {}
        for one in self.source.ring["signals"]:
            weights[one["signal"]] = max(weights.get(one["signal"], 0.0), float(one["weight"]))
        return weights

    def share(self, signals: Iterable[str]) -> float:
        """The share of the evidence's weight that some signals have."""
        whole = sum(self._weights.values())
        return sum(self._weights.get(name, 0.0) for name in set(signals)) / whole if whole else 0.0

    def has(self, *signals: str) -> bool:
        """Whether the ring rests on one of these signals."""
        return any(name in self._weights for name in signals)

    @staticmethod
    def packs(number: float) -> str:
        """A number of packs."""
        return f"{number:,.0f}" if float(number).is_integer() else f"{number:,.1f}"

    def named(self, kind: str, key: object) -> str:
        """Name and id of a member or place, harmless."""
        name = self.names.get((kind, str(key)), "")
        return plain(f"{name} ({key})") if name and name != str(key) else plain(key)
