"""The suspicion graph: people and shops, tied by what the signals found, and the groups that it falls into."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from detection.hubs import CIRCLE, CREW, of_crews, united
from detection.signal import Findings
from detection.tails import IntArray
from graph.communities import WeightedGraph, communities, coreness

STRONGEST = 12.0  # decimal orders of a p-value that one tie can add; beyond, a p-value says nothing more
SMALLEST_GROUP = 3  # people
# A shop that sells, a shop where boxes come up again, a circle of people who share odd purchases, a crew of a shop.
HUB_NODES = {"place": "s", "other_place": "t", "circle": CIRCLE, "crew": CREW}


@dataclass(frozen=True)
class Candidate:
    """A group that might be a ring: dense keys of its people and shops, and the ties between them.

    `core` is each person's k-core number among the ties of the group (in the order of `people`).
    """

    people: tuple[int, ...]
    places: tuple[int, ...]
    core: tuple[int, ...]


def strength(p_values: pd.Series) -> pd.Series:
    """Weight of a tie: decimal orders of its p-value, at most `STRONGEST`."""
    orders = -np.log10(p_values.to_numpy(dtype=np.float64))
    return pd.Series(np.clip(orders, 0.05, STRONGEST), index=p_values.index)


def ties(findings: Sequence[Findings], kin: pd.DataFrame) -> pd.DataFrame:
    """Ties of the suspicion graph: start, end (nodes such as `p17`, `s3`, `t3`, `c1`), weight.

    `kin` (a < b) are people whom a household, a contact or a registered proxy joins anyway: what they do together
    ties them to nobody. A unit of one person and a shop, or a circle, ties the two; units of a shop alone tie nobody.
    """
    parts = []
    for found in findings:
        units = found.units
        if {"a", "b"} <= set(found.signal.unit):
            strangers = units.merge(kin, on=["a", "b"], how="left", indicator="kin")
            strangers = strangers[strangers["kin"] == "left_only"]
            parts.append(_frame("p", strangers["a"], "p", strangers["b"], strangers["p_value"]))
        elif "person" in found.signal.unit:
            for column, node in HUB_NODES.items():
                if column in found.signal.unit:
                    parts.append(_frame("p", units["person"], node, units[column], units["p_value"]))
    if not parts:
        return pd.DataFrame({"start": [], "end": [], "weight": []})
    summed = pd.concat(parts).groupby(["start", "end"], sort=True)["weight"].sum()
    return united(of_crews(summed.reset_index(), findings))


def _frame(one: str, start: pd.Series, other: str, end: pd.Series, p_values: pd.Series) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "start": one + start.astype("int64").astype(str),
            "end": other + end.astype("int64").astype(str),
            "weight": strength(p_values),
        }
    )


def candidates(tied: pd.DataFrame, seed: int) -> list[Candidate]:
    """Communities of the suspicion graph that hold at least three people, without those who hang on by one tie.

    A star around one carer has core number 1 and falls apart; people whom only one tie joins to a larger core are
    dropped from it.
    """
    if tied.empty:
        return []
    names, codes = np.unique(np.concatenate([tied["start"], tied["end"]]).astype(str), return_inverse=True)
    half = len(tied)
    graph = WeightedGraph(len(names), codes[:half], codes[half:], tied["weight"].to_numpy(dtype=np.float64))
    labels = communities(graph, seed)
    inside = labels[graph.start] == labels[graph.end]
    core = coreness(WeightedGraph(len(names), graph.start[inside], graph.end[inside], graph.weight[inside]))
    person = np.char.startswith(names, "p")
    circle = np.char.startswith(names, CIRCLE) | np.char.startswith(names, CREW)
    keys = np.char.lstrip(names, "pstck").astype(np.int64)
    order = np.lexsort((keys, labels))
    groups = np.split(order, np.flatnonzero(np.diff(labels[order])) + 1)
    made = (
        _candidate(group[person[group]], group[~person[group] & ~circle[group]], bool(circle[group].any()), keys, core)
        for group in groups
    )
    return [candidate for candidate in made if candidate is not None]


def _candidate(people: IntArray, places: IntArray, circled: bool, keys: IntArray, core: IntArray) -> Candidate | None:
    """A candidate of rows of people and of places, both in the order of `keys`; None where too few people are tied."""
    if not len(places) and not circled:
        people = people[core[people] >= 2]
    if len(people) < SMALLEST_GROUP:
        return None
    shops = tuple(np.unique(keys[places]).tolist())
    return Candidate(tuple(keys[people].tolist()), shops, tuple(core[people].tolist()))
