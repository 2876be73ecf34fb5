"""Collects what the signals found of each candidate, for all candidates at once."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from scipy import special

from detection.draft import Draft, Held
from detection.facts import Facts
from detection.signal import Findings
from detection.suspicion import Candidate

CONCENTRATED = 0.01  # chance below which a group's share in what a shop lacks is no accident


def drafts(groups: Sequence[Candidate], findings: Sequence[Findings], facts: Facts) -> list[Draft]:
    """Each candidate with the findings that it holds."""
    members = _members(groups)
    bought = members.merge(facts.lines_by_place, on="person").groupby(["group", "place"], as_index=False)
    trade = _trade(groups, bought.agg(lines=("lines", "sum"), buyers=("person", "count")))
    held: list[list[Held]] = [[] for _ in groups]
    for found in findings:
        if len(found.units):
            for group, part in _held(found, members, trade, facts):
                held[group].append(part)
    return [Draft(group, tuple(parts), facts) for group, parts in zip(groups, held, strict=True)]


def _members(groups: Sequence[Candidate]) -> pd.DataFrame:
    """group (its place among the candidates), person."""
    sizes = [len(group.people) for group in groups]
    people = np.array([person for group in groups for person in group.people], dtype=np.int64)
    return pd.DataFrame({"group": np.repeat(np.arange(len(groups)), sizes), "person": people})


def _trade(groups: Sequence[Candidate], bought: pd.DataFrame) -> pd.DataFrame:
    """The shops of each group: those tied to it, and those where at least half of its people bought.

    `bought`: group, place, lines, buyers. Returns group, place, lines (that its people bought there).
    """
    tied = [(number, place) for number, group in enumerate(groups) for place in group.places]
    both = bought.merge(
        pd.DataFrame(tied, columns=["group", "place"], dtype=np.int64).drop_duplicates().assign(tied=True),
        on=["group", "place"],
        how="outer",
    )
    sizes = np.array([len(group.people) for group in groups])
    common = both["buyers"].fillna(0).to_numpy() >= sizes[both["group"].to_numpy()] / 2
    chosen = both.loc[common | both["tied"].notna().to_numpy(), ["group", "place", "lines"]]
    filled: pd.DataFrame = chosen.fillna({"lines": 0})
    return filled


def _held(found: Findings, members: pd.DataFrame, trade: pd.DataFrame, facts: Facts) -> Iterator[tuple[int, Held]]:
    """What of one signal's findings each group holds, group after group."""
    named = _named(found, members) if found.signal.names_people else _traded(found, trade)
    evidence = found.evidence[["finding", "person"]].assign(row=facts.rows_of(found.evidence["line"]))
    own = members.merge(evidence, on="person").merge(named[["group", "finding"]], on=["group", "finding"])
    if not found.signal.names_people:
        own = own[own["group"].isin(_concentrated(found, named, own, trade, facts))]
    own = own.sort_values(["group", "finding", "row"], ignore_index=True)
    for group, lines in own.groupby("group", sort=True):
        units = found.units.iloc[lines["finding"].unique()]  # findings are numbered in the order of the units
        yield int(str(group)), Held(found.signal, units, lines[["finding", "row", "person"]])


def _named(found: Findings, members: pd.DataFrame) -> pd.DataFrame:
    """group, finding: the findings all of whose people are of the group."""
    first, *others = [column for column in ("a", "b", "person") if column in found.units]
    named = members.rename(columns={"person": first}).merge(found.units[["finding", first]], on=first)
    for column in others:
        named = named.merge(found.units[["finding", column]], on="finding")
        named = named.merge(members.rename(columns={"person": column}), on=["group", column])
    return named[["group", "finding"]]


def _traded(found: Findings, trade: pd.DataFrame) -> pd.DataFrame:
    """group, finding, place: the findings about the shops of the group."""
    return trade[["group", "place"]].merge(found.units[["finding", "place"]], on="place")


def _concentrated(
    found: Findings, named: pd.DataFrame, own: pd.DataFrame, trade: pd.DataFrame, facts: Facts
) -> "pd.Index[int]":
    """The groups whose people bought what is missing more than the shops' other customers did.

    What a shop lacks is a finding about the shop; it speaks against a group only by a binomial test of the group's
    own lines among the missing against those of everybody else there.
    """
    evidence = np.bincount(found.evidence["finding"], minlength=len(found.units))
    missing = named.assign(missing=evidence[named["finding"]]).groupby("group")["missing"].sum()
    shops = named[["group", "place"]].drop_duplicates().merge(trade, on=["group", "place"])
    shops = shops.assign(traded=facts.place_lines.reindex(shops["place"]).fillna(0).to_numpy())
    told = shops.groupby("group")[["lines", "traded"]].sum().assign(missing=missing)
    told = told.assign(own=own.groupby("group").size()).dropna()
    others = (told["traded"] - told["lines"]).clip(lower=1)
    usual = ((told["missing"] - told["own"]) / others).clip(1e-6, 1.0)
    chance = special.bdtrc(told["own"] - 1, np.maximum(told["lines"], told["own"]), usual)
    return told.index[chance < CONCENTRATED]
