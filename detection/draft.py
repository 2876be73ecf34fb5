"""A ring in the making: a candidate group with the findings that it holds."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from detection.facts import Facts
from detection.gain import together
from detection.signal import Signal
from detection.suspicion import Candidate


@dataclass(frozen=True)
class Held:
    """The findings of one signal that a group holds: validated units, and their lines that are of its people."""

    signal: Signal
    units: pd.DataFrame
    lines: pd.DataFrame  # finding, row (of the facts' lines), person

    @cached_property
    def people(self) -> frozenset[int]:
        """The group's people whom the lines are of."""
        return frozenset(self.lines["person"].tolist())


@dataclass(frozen=True)
class Draft:
    """A candidate, what the signals found of it, and all lines of its people."""

    candidate: Candidate
    held: tuple[Held, ...]
    facts: Facts = field(repr=False)

    @cached_property
    def people(self) -> pd.DataFrame:
        """The group's people, a row of the facts each."""
        return self.facts.people.loc[list(self.candidate.people)]

    @cached_property
    def all_lines(self) -> pd.DataFrame:
        """Every line of the group's people, suspicious or not."""
        return self.facts.lines_of(self.candidate.people)

    @cached_property
    def proof(self) -> pd.DataFrame:
        """The lines that any signal about the people themselves rests on, each once."""
        return self._lines([held for held in self.held if held.signal.names_people])

    @cached_property
    def gain(self) -> float:
        """Chance that the people's excess ranks as high among people like them by accident."""
        known = (self.facts.excess_ranks[person] for person in self.candidate.people)
        return together(np.array([rank for rank in known if rank == rank]))

    def of(self, *signals: str) -> pd.DataFrame:
        """The lines that these signals rest on, each once."""
        return self._lines([held for held in self.held if held.signal.name in signals])

    def _lines(self, helds: Sequence[Held]) -> pd.DataFrame:
        if not helds:
            return self.facts.lines.iloc[:0]
        return self.facts.lines.iloc[np.unique(np.concatenate([held.lines["row"].to_numpy() for held in helds]))]

    def holds(self, *signals: str) -> bool:
        """Whether any of these signals found something of the group."""
        return any(held.signal.name in signals for held in self.held)

    def share(self, *signals: str) -> float:
        """Share of the people of whom these signals found something."""
        hit: set[int] = set()
        for held in self.held:
            if held.signal.name in signals:
                hit |= held.people
        return len(hit) / len(self.candidate.people)
