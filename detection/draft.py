"""A ring in the making: a candidate group with the findings that it holds."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from detection.facts import Facts
from detection.signal import Findings, Signal
from detection.suspicion import Candidate


@dataclass(frozen=True)
class Held:
    """The findings of one signal that a group holds: validated units, and their lines that are of its people."""

    signal: Signal
    units: pd.DataFrame
    lines: pd.DataFrame  # finding, line_id, person

    @property
    def people(self) -> set[int]:
        """The group's people whom the lines are of."""
        return set(self.lines["person"].astype(int))


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
        return self.facts.lines[self.facts.lines["person"].isin(self.candidate.people)]

    @cached_property
    def proof(self) -> pd.DataFrame:
        """The lines that any signal about the people themselves rests on, each once."""
        ids: set[str] = set()
        for held in self.held:
            if held.signal.names_people:
                ids |= set(held.lines["line_id"])
        return self.all_lines[self.all_lines["line_id"].isin(ids)]

    def of(self, *signals: str) -> pd.DataFrame:
        """The lines that these signals rest on, each once."""
        ids: set[str] = set()
        for held in self.held:
            if held.signal.name in signals:
                ids |= set(held.lines["line_id"])
        return self.all_lines[self.all_lines["line_id"].isin(ids)]

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


def draft(candidate: Candidate, findings: Sequence[Findings], facts: Facts) -> Draft:
    """Collect what the signals found of a candidate's people and shops."""
    held = (_held(candidate, found, facts) for found in findings)
    return Draft(candidate, tuple(part for part in held if part is not None), facts)


def _held(candidate: Candidate, found: Findings, facts: Facts) -> Held | None:
    units = found.units
    mask = pd.Series(True, index=units.index)
    for column in ("a", "b", "person"):
        if column in units:
            mask &= units[column].isin(candidate.people)
    if not found.signal.names_people:
        mask &= units["place"].isin(_trade_places(candidate, facts))
    units = units[mask]
    if units.empty:
        return None
    lines = found.evidence[found.evidence["finding"].isin(units["finding"])]
    lines = lines[lines["person"].isin(candidate.people)]
    if lines.empty:
        return None
    units = units[units["finding"].isin(lines["finding"])]
    return Held(found.signal, units, lines)


def _trade_places(candidate: Candidate, facts: Facts) -> set[int]:
    """The shops of the group: those tied to it, and those where at least half of its people bought."""
    lines = facts.lines[facts.lines["person"].isin(candidate.people)]
    buyers = lines.groupby("place")["person"].nunique()
    common = buyers[buyers >= len(candidate.people) / 2]
    return set(candidate.places) | {int(place) for place in common.index}
