"""A ring in the making: a candidate group with the findings that it holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import special

from detection.facts import Facts
from detection.gain import together
from detection.signal import Findings, Signal
from detection.suspicion import Candidate

CONCENTRATED = 0.01  # chance below which a group's share in what a shop lacks is no accident


@dataclass(frozen=True)
class Held:
    """The findings of one signal that a group holds: validated units, and their lines that are of its people."""

    signal: Signal
    units: pd.DataFrame
    lines: pd.DataFrame  # finding, line (number in the facts), person

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
        return self.facts.lines.iloc[np.unique(np.concatenate([held.lines["line"].to_numpy() for held in helds]))]

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


class Drafting:
    """Collects what the signals found of each candidate, from indexes made once for all candidates."""

    def __init__(self, findings: Sequence[Findings], facts: Facts) -> None:
        self._facts = facts
        self._found = [_Found(found, facts) for found in findings if len(found.units)]

    def draft(self, candidate: Candidate) -> Draft:
        """The candidate with the findings that it holds."""
        held = (found.held_by(candidate, self._facts) for found in self._found)
        return Draft(candidate, tuple(part for part in held if part is not None), self._facts)


class _Found:
    """The findings of one signal, to be looked up by person, place and finding."""

    def __init__(self, found: Findings, facts: Facts) -> None:
        self.signal, self._units = found.signal, found.units
        keys = [column for column in ("a", "b", "person") if column in found.units]
        self._persons = [found.units[column].to_numpy(dtype=np.int64) for column in keys]
        self._units_of = _rows_by(found.units[keys[0] if found.signal.names_people else "place"])
        self._finding = found.evidence["finding"].to_numpy(dtype=np.int64)
        self._person = found.evidence["person"].to_numpy(dtype=np.int64)
        self._line = facts.line_ids.get_indexer(pd.Index(found.evidence["line_id"], dtype=object))
        self._lines_of = _rows_by(found.evidence["finding"])

    def held_by(self, candidate: Candidate, facts: Facts) -> Held | None:
        """What of it a candidate holds; None where nothing."""
        people = np.array(candidate.people)
        if self.signal.names_people:
            units = _rows(self._units_of, people)
            for other in self._persons[1:]:
                units = units[np.isin(other[units], people)]
        else:
            units = _rows(self._units_of, facts.trade_places(candidate))
        evidence = _rows(self._lines_of, units)  # findings are numbered in the order of the units
        lines = evidence[np.isin(self._person[evidence], people)]
        if not len(lines):
            return None
        if not (self.signal.names_people or self._concentrated(units, len(evidence), len(lines), candidate, facts)):
            return None
        own = {"finding": self._finding[lines], "line": self._line[lines], "person": self._person[lines]}
        return Held(self.signal, self._units.iloc[np.unique(self._finding[lines])], pd.DataFrame(own))

    def _concentrated(
        self, units: npt.NDArray[np.intp], missing: int, own: int, candidate: Candidate, facts: Facts
    ) -> bool:
        """Whether the group's people bought what is missing more than the shop's other customers did.

        What a shop lacks is a finding about the shop; it speaks against a group only by a binomial test of the
        group's `own` lines among the `missing` against those of everybody else there.
        """
        places = self._units["place"].to_numpy()[units]
        bought = int(facts.lines_of(candidate.people)["place"].isin(places).sum())
        traded = int(facts.place_lines.reindex(np.unique(places)).fillna(0).sum())
        others = max(traded - bought, 1)
        usual = min(max((missing - own) / others, 1e-6), 1.0)
        return bool(special.bdtrc(own - 1, max(bought, own), usual) < CONCENTRATED)


def _rows_by(keys: "pd.Series[int]") -> dict[Any, npt.NDArray[np.intp]]:
    return {key: np.asarray(rows) for key, rows in keys.groupby(keys).indices.items()}


def _rows(indices: Mapping[Any, npt.NDArray[np.intp]], keys: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    rows = [indices[key] for key in keys.tolist() if key in indices]
    return np.sort(np.concatenate(rows)) if rows else np.zeros(0, np.intp)
