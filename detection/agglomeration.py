"""Bayesian hierarchical clustering of rows of counts: who draws from one urn, against everybody from the common one.

Each view (drugs, days, months) is a Dirichlet-multinomial whose mean is the usual shares: a group has shares of its own
that are drawn once around them. Two groups are merged while the Bayes factor of one urn against two is above one, so
that the number of groups needs no choosing and who resembles nobody stays alone.
Source: Heller and Ghahramani 2005, doi:10.1145/1102351.1102389; Dirichlet-multinomial as in Madsen et al. 2005.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from detection.tails import Array, IntArray


@dataclass(frozen=True)
class View:
    """One kind of category: `counts` (rows by categories) and the usual `shares` of the categories.

    `scale` says how far a group's own shares may lie from the usual: small is far. Categories that only one row has
    may be left out of counts and shares, as long as `totals` (by row) has them.
    """

    counts: IntArray
    shares: Array
    scale: float
    totals: IntArray


class _Urns:
    """Log Bayes factors of merging, for one view, from tables of the gamma function at whole numbers."""

    def __init__(self, view: View) -> None:
        most = view.counts.sum(axis=0).max(initial=0) + 1
        self.counts, self.totals = view.counts.copy(), view.totals.copy()
        self._columns = np.arange(view.counts.shape[1])
        steps = np.arange(most + 1)
        table = gammaln(view.scale * view.shares[:, None] + steps[None, :])
        self._table: Array = table - table[:, :1]
        whole = gammaln(view.scale + np.arange(view.totals.sum() + 1))
        self._whole: Array = whole - whole[0]

    def gains(self, row: int, others: IntArray) -> Array:
        """Log Bayes factor of merging `row` with each of `others`."""
        mine = np.flatnonzero(self.counts[row])
        own, theirs = self.counts[row, mine], self.counts[np.ix_(others, mine)]
        shared = self._table[mine, own + theirs] - self._table[mine, theirs] - self._table[mine, own]
        sizes = self.totals[others]
        both = self._whole[self.totals[row] + sizes] - self._whole[self.totals[row]] - self._whole[sizes]
        gain: Array = shared.sum(axis=1) - both
        return gain

    def merge(self, into: int, other: int) -> None:
        self.counts[into] += self.counts[other]
        self.totals[into] += self.totals[other]


@dataclass(frozen=True)
class Group:
    """Rows that were merged, sorted, and the log Bayes factor (natural) of all their merges."""

    rows: tuple[int, ...]
    evidence: float


def agglomerate(views: Sequence[View]) -> list[Group]:
    """The groups of at least two rows, in the order of their first row; ties are broken by the order of the rows."""
    rows = len(views[0].totals)
    urns = [_Urns(view) for view in views]
    members = [[row] for row in range(rows)]
    evidence = np.zeros(rows)
    gains = np.full((rows, rows), -np.inf)
    everyone = np.arange(rows)
    for row in everyone[:-1]:
        after = everyone[row + 1 :]
        gains[row, after] = gains[after, row] = sum(urn.gains(row, after) for urn in urns)
    while rows > 1:
        one, other = divmod(int(gains.argmax()), rows)
        if gains[one, other] <= 0:
            break
        one, other = min(one, other), max(one, other)
        members[one] += members[other]
        evidence[one] += evidence[other] + gains[one, other]
        members[other] = []
        for urn in urns:
            urn.merge(one, other)
        gains[other, :] = gains[:, other] = -np.inf
        left = np.array([row for row in everyone if members[row] and row != one], dtype=np.int64)
        if not len(left):
            break
        gains[one, left] = gains[left, one] = sum(urn.gains(one, left) for urn in urns)
    return [Group(tuple(sorted(group)), float(evidence[row])) for row, group in enumerate(members) if len(group) > 1]


def joining(views: Sequence[View], group: Sequence[int]) -> Array:
    """By row, the log Bayes factor of its joining the group; minus infinity for those who are in it."""
    urns = [_Urns(view) for view in views]
    first, *others = group
    for urn in urns:
        for other in others:
            urn.merge(first, other)
    outside = np.setdiff1d(np.arange(len(views[0].totals)), np.array(group))
    gains = np.full(len(views[0].totals), -np.inf)
    if len(outside):
        gains[outside] = sum(urn.gains(first, outside) for urn in urns)
    return gains
