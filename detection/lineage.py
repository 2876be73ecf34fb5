"""Identity over time: which ring of earlier runs each ring of a new run continues, and what became of the others.

A new run's rings are matched with every ring that earlier runs knew, also with those that had gone, by the people they
share: of all one-to-one matchings the one with the most shared people, where each counts as often as there were runs
that found the person in the ring, so that of two halves of a ring the one with its old members is the ring. A matched
ring takes over the id. What is left is new, split off, merged into another, or gone.

Source: the events are those of Greene, Doyle and Cunningham 2010, Tracking the evolution of communities in dynamic
social networks, doi:10.1109/ASONAM.2010.17; one-to-one matching instead of their threshold, so that an id is kept once.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from detection.identity import own_id

FEWEST_SHARED = 2  # people in common below which nothing is handed on
SAME = 1 / 3  # share of the smaller ring's people from which two rings can be one
MOST = 1 / 2  # share of a ring's people in another from which it is part of it
_UNIT = 10_000_000  # one shared person, once, in a weight; what is below decides between equals
EVENTS = ("new", "split", "back", "merged", "grown", "shrunk", "kept")


@dataclass(frozen=True)
class Known:
    """A ring as the last run that found it had it."""

    ring_id: str
    runs: Mapping[str, int]  # by person: how many runs in a row found the person in it
    since: str  # the run that first found it
    run: str  # the last run that found it
    split_from: tuple[str, ...] = ()  # rings of which it was a part when it was first found
    merged: tuple[str, ...] = ()  # rings that were merged into it, ever
    became: str = ""  # the ring into which it was merged, where it is gone

    @cached_property
    def people(self) -> frozenset[str]:
        """Ids of its people."""
        return frozenset(self.runs)


@dataclass(frozen=True)
class Traced:
    """A ring of the new run: what it was, and what happened to it since it was last found."""

    known: Known
    events: tuple[str, ...]  # of EVENTS, in that order
    gained: tuple[str, ...] = ()  # people
    lost: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lineage:
    """The rings of a run with their ids, in the order given, and the rings of earlier runs that it does not have."""

    rings: tuple[Traced, ...]
    gone: tuple[Known, ...]
    went: tuple[str, ...]  # ids of those gone that the run before still had


def trace(groups: Sequence[frozenset[str]], earlier: Sequence[Known], run: str, before: str) -> Lineage:
    """Match the groups of people of a run with the rings that earlier runs knew.

    `before` names the run before this one: a ring that it did not have comes back. The order of the groups and of
    the earlier rings does not matter.
    """
    first = Known("", {}, since=run, run=run)
    known = sorted(earlier, key=lambda one: one.ring_id)
    order = sorted(range(len(groups)), key=lambda row: sorted(groups[row]))
    shared = _shared([groups[row] for row in order], known)
    matched = _matched(shared, [groups[row] for row in order], known, before)
    taken = {one.ring_id for one in known}
    traced: dict[int, Traced] = {}
    for place, row in enumerate(order):
        before_it = known[matched[place]] if place in matched else None
        held = [known[old] for old in shared.get(place, ())]
        traced[row] = _traced(groups[row], before_it, held, first, before, taken)
        taken.add(traced[row].known.ring_id)
    rings = [traced[row] for row in range(len(groups))]
    holder = _holders(shared, [traced[row].known.ring_id for row in order])
    continued = set(matched.values())
    gone = [_merged(one, *holder.get(place, (0, ""))) for place, one in enumerate(known) if place not in continued]
    went = tuple(one.ring_id for one in gone if one.run == before)
    return Lineage(_with_merged_and_split(rings, gone), tuple(gone), went)


def _shared(groups: Sequence[frozenset[str]], known: Sequence[Known]) -> dict[int, dict[int, int]]:
    """How many people each group shares with each known ring, by the places of both; only those that share any."""
    rings_of: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(known):
        for person in one.people:
            rings_of[person].append(place)
    counted = (Counter(ring for person in group for ring in rings_of.get(person, ())) for group in groups)
    return {place: dict(sorted(counts.items())) for place, counts in enumerate(counted) if counts}


def _matched(
    shared: Mapping[int, Mapping[int, int]], groups: Sequence[frozenset[str]], known: Sequence[Known], before: str
) -> dict[int, int]:
    """The known ring that each group continues, by their places.

    Among matchings of as many shared people the one of the most alike rings is taken, and of the run before; then the
    order of people and ids decides.
    """
    pairs = [
        (new, old, _weight(count, groups[new], known[old], before))
        for new, counts in shared.items()
        for old, count in counts.items()
        if count >= FEWEST_SHARED and count >= SAME * min(len(groups[new]), len(known[old].people))
    ]
    if not pairs:
        return {}
    new, old, weight = (np.array(column, dtype=np.int64) for column in zip(*pairs, strict=True))
    size = len(groups) + len(known)
    ties = coo_array((np.ones(len(new)), (new, len(groups) + old)), shape=(size, size))
    part = connected_components(ties, directed=False)[1][new]
    matched: dict[int, int] = {}
    for rows in np.split(np.argsort(part, kind="stable"), np.flatnonzero(np.diff(np.sort(part))) + 1):
        news, olds = np.unique(new[rows]), np.unique(old[rows])
        weights = np.zeros((len(news), len(olds)))
        weights[np.searchsorted(news, new[rows]), np.searchsorted(olds, old[rows])] = weight[rows]
        for one, other in zip(*linear_sum_assignment(weights, maximize=True), strict=True):
            if weights[one, other] > 0:
                matched[int(news[one])] = int(olds[other])
    return matched


def _weight(count: int, group: frozenset[str], ring: Known, before: str) -> int:
    alike = count / (len(group) + len(ring.people) - count)
    served = sum(ring.runs[person] for person in group & ring.people)
    return served * _UNIT + 2 * round(500 * alike) + (ring.run == before)


def _traced(
    group: frozenset[str], ring: Known | None, held: Sequence[Known], first: Known, before: str, taken: set[str]
) -> Traced:
    """A group of the new run, without what only the whole run tells: who was merged, from whom others split.

    `first` is what a ring that is found for the first time knows of its run.
    """
    if ring is None:
        whole = [one.ring_id for one in held if len(group & one.people) >= MOST * len(group)]
        known = replace(first, ring_id=_free_id(group, taken), runs=dict.fromkeys(group, 1), split_from=tuple(whole))
        return Traced(known, ("split",) if whole else ("new",))
    gained, lost = tuple(sorted(group - ring.people)), tuple(sorted(ring.people - group))
    runs = {person: ring.runs.get(person, 0) + 1 for person in group}
    told = {"back": ring.run != before, "grown": bool(gained), "shrunk": bool(lost), "kept": not gained and not lost}
    events = tuple(event for event in EVENTS if told.get(event))
    return Traced(replace(ring, runs=runs, run=first.run, became=""), events, gained, lost)


def _free_id(group: frozenset[str], taken: set[str]) -> str:
    """The group's own id, or where another ring bears it (which had these people once) one made with a number."""
    names = (own_id(group) if not number else own_id([*group, f"#{number}"]) for number in range(len(taken) + 1))
    return next(name for name in names if name not in taken)


def _holders(shared: Mapping[int, Mapping[int, int]], names: Sequence[str]) -> dict[int, tuple[int, str]]:
    """How many people of each known ring, by its place, are in the ring of the run that holds most, and its id."""
    holder: dict[int, tuple[int, str]] = {}
    for new, counts in shared.items():
        for old, count in counts.items():
            holder[old] = max(holder.get(old, (0, "")), (count, names[new]))
    return holder


def _merged(ring: Known, count: int, holder: str) -> Known:
    """A ring that is gone, with the ring of this run that holds most of its people, if one does."""
    return replace(ring, became=holder) if count and count >= MOST * len(ring.people) else ring


def _with_merged_and_split(rings: Sequence[Traced], gone: Sequence[Known]) -> tuple[Traced, ...]:
    """The rings, told which others were merged into them, and that others split from them."""
    merged: dict[str, list[str]] = defaultdict(list)
    for left in gone:
        merged[left.became].append(left.ring_id)
    parted = {source for one in rings for source in one.known.split_from if "split" in one.events}
    told = []
    for one in rings:
        ring = one.known
        more = tuple(name for name in merged.get(ring.ring_id, ()) if name not in ring.merged)
        also = ("merged",) * bool(more) + ("split",) * (ring.ring_id in parted)
        events = tuple(event for event in EVENTS if event in (*one.events, *also))
        told.append(replace(one, known=replace(ring, merged=ring.merged + more), events=events))
    return tuple(told)
