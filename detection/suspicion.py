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


def wholes(findings: Sequence[Findings]) -> list[tuple[int, ...]]:
    """Groups that a signal found as wholes: circles, and the people of each crew whom no circle holds.

    Whoever a member of these meets otherwise, a neighbour or a colleague, is not drawn in. A crew most of whose people
    are in circles is no other group.
    """
    groups: list[tuple[int, ...]] = []
    held: set[int] = set()
    for column in ("circle", "crew"):
        found = [one.units[[column, "person"]] for one in findings if column in one.signal.unit]
        if not found:
            continue
        for _, people in pd.concat(found).groupby(column)["person"]:
            free = sorted(set(people.astype("int64")) - held)
            if len(free) >= SMALLEST_GROUP and 2 * len(free) >= people.nunique():
                groups.append(tuple(free))
        held = {person for group in groups for person in group}
    return groups


def candidates(tied: pd.DataFrame, seed: int, whole: Sequence[tuple[int, ...]] = ()) -> list[Candidate]:
    """The groups that were found whole, and communities of at least three people among all others.

    From communities, those are dropped who hang on by one tie: a star around one carer has core number 1 and falls
    apart; people whom only one tie joins to a larger core are dropped from it.
    """
    group_of = {f"p{person}": number for number, group in enumerate(whole) for person in group}
    start, end = tied["start"].map(group_of), tied["end"].map(group_of)
    person = tied["end"].str.startswith("p")
    free = start.isna() & end.isna()
    inside = tied[start.notna() & (~person | (start == end))].assign(group=start)
    return _of_wholes(inside, whole) + _communities(tied[free], seed)


def _of_wholes(inside: pd.DataFrame, whole: Sequence[tuple[int, ...]]) -> list[Candidate]:
    """Groups that were found whole; `inside`: their people's ties to each other, to shops and to hubs, with group."""
    own = inside.assign(
        end=inside["end"].where(inside["end"].str.startswith("p"), inside["end"] + "@" + inside["group"].astype("str"))
    )
    names, codes = np.unique(np.concatenate([own["start"], own["end"]]).astype(str), return_inverse=True)
    half = len(own)
    numbers = coreness(WeightedGraph(len(names), codes[:half], codes[half:], own["weight"].to_numpy(dtype=np.float64)))
    core = dict(zip(names.tolist(), numbers.tolist(), strict=True))
    shops = inside[inside["end"].str[0].isin(["s", "t"])][["group", "end"]].drop_duplicates()
    of_group: dict[int, set[int]] = {}
    for group, shop in shops.itertuples(index=False):
        of_group.setdefault(int(group), set()).add(int(shop[1:]))
    return [
        Candidate(people, tuple(sorted(of_group.get(number, ()))), tuple(int(core.get(f"p{one}", 1)) for one in people))
        for number, people in enumerate(whole)
    ]


def _communities(tied: pd.DataFrame, seed: int) -> list[Candidate]:
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
