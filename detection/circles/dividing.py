"""Circles that are several: groups in a circle whose people share with each other, and hardly with the other groups.

Rings that use one shop at one time are easily begun or grown as one circle. What each person shares with people of
another ring is little, and by chance would be as much as with one's own: the rings apart are likelier than the whole.
A circle falls into small parts by the ties of its pairs; these are put together again in a tree, the closest first;
and of all ways to cut the tree the likeliest stands (as Heller and Ghahramani 2005, doi:10.1145/1102351.1102389, cut
theirs).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from detection.circles.growing import FEWEST, Circles, scores, settled
from detection.circles.sharing import STRONGEST
from detection.tables import Tables
from graph.communities import WeightedGraph, communities

FINE = 2.0  # resolution at which a circle falls into parts


@dataclass(frozen=True)
class Branch:
    """People of one circle; `below` are the two branches that it is made of, none for a part."""

    people: tuple[int, ...]
    below: tuple["Branch", ...] = ()

    def all(self) -> list["Branch"]:
        """This branch and those below."""
        return [self, *(one for branch in self.below for one in branch.all())]


def divide(circles: Circles, pairs: pd.DataFrame, seed: int, tables: Tables) -> tuple[Circles, pd.DataFrame]:
    """Each circle whole or in the likeliest parts; and the scores of the members.

    `pairs`: a, b, strength. One person is in one of the circles.
    """
    if not circles:
        return [], pd.DataFrame()
    trees = [_tree(circle, ties, seed) for circle, ties in zip(circles, _ties(circles, pairs), strict=True)]
    branches = [branch for tree in trees for branch in tree.all() if len(branch.people) >= FEWEST]
    scored = scores([list(branch.people) for branch in branches], tables)
    likelihood = scored[scored["member"]].groupby("circle")["likelihood"].sum()
    worth = {branch.people: float(likelihood.get(number, 0.0)) for number, branch in enumerate(branches)}
    chosen = {branch.people for tree in trees for branch in _likeliest(tree, worth)[1]}
    kept = [number for number, branch in enumerate(branches) if branch.people in chosen]
    return settled(scored[scored["circle"].isin(kept)])


def _likeliest(branch: Branch, worth: dict[tuple[int, ...], float]) -> tuple[float, list[Branch]]:
    """The likelihood of the likeliest cut of a branch, and the branches that it leaves; the whole wins a tie."""
    whole = worth.get(branch.people, 0.0)
    below = [_likeliest(one, worth) for one in branch.below]
    apart = sum(likelihood for likelihood, _ in below)
    if below and apart > whole:
        return apart, [one for _, chosen in below for one in chosen]
    return whole, [branch]


def _ties(circles: Circles, pairs: pd.DataFrame) -> list[pd.DataFrame]:
    """The ties inside each circle: a, b, weight."""
    of = {person: number for number, circle in enumerate(circles) for person in circle}
    first, second = pairs["a"].map(of), pairs["b"].map(of)
    inside = pairs[(first == second) & (pairs["strength"] > 0)]
    inside = inside.assign(weight=inside["strength"].clip(upper=STRONGEST))
    by_circle = dict(list(inside[["a", "b", "weight"]].groupby(first[inside.index].astype("int64"))))
    return [by_circle.get(number, inside.iloc[:0]) for number in range(len(circles))]


def _tree(circle: list[int], ties: pd.DataFrame, seed: int) -> Branch:
    """Parts of a circle, put together by the average strength of the ties between them."""
    people = np.array(sorted(circle), dtype=np.int64)
    start, end = (np.searchsorted(people, ties[name].to_numpy()) for name in ("a", "b"))
    weight = ties["weight"].to_numpy(dtype=np.float64)
    labels = communities(WeightedGraph(len(people), start, end, weight), seed, FINE)
    between = np.zeros((labels.max() + 1, labels.max() + 1))
    np.add.at(between, (labels[start], labels[end]), weight)
    branches: dict[int, Branch] = {
        label: Branch(tuple(people[labels == label].tolist())) for label in range(labels.max() + 1)
    }
    return _joined(branches, between + between.T)


def _joined(branches: dict[int, Branch], between: npt.NDArray[np.float64]) -> Branch:
    """One tree of some branches; `between` sums the ties of each two."""
    sizes = np.array([len(branches[label].people) for label in sorted(branches)], dtype=np.float64)
    while len(branches) > 1:
        closeness = between / np.outer(sizes, sizes)
        closeness[~np.triu(np.ones_like(closeness, dtype=bool), 1)] = -1.0
        alive = np.isin(np.arange(len(sizes)), list(branches))
        closeness[~np.outer(alive, alive)] = -1.0
        one, other = (int(number) for number in np.unravel_index(closeness.argmax(), closeness.shape))
        both = (branches[one], branches.pop(other))
        branches[one] = Branch(tuple(sorted(both[0].people + both[1].people)), both)
        between[one] += between[other]
        between[:, one] += between[:, other]
        sizes[one] += sizes[other]
    return next(iter(branches.values()))
