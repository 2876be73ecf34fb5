"""Rings reported in several parts, joined: groups whose findings rest on the same goods at the same places.

Communities part a ring whose members met in changing bundles. Each part stands alone, and nobody whom no part held is
added. Two rings may well share a shop, and two may share goods; that one shop is used for the same goods in the same
proportions is one hand at work.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from detection.draft import Draft
from detection.drafting import drafts
from detection.facts import Facts
from detection.rings import Judged, judge
from detection.signal import Findings
from detection.suspicion import Candidate
from detection.tails import IntArray
from workspace.settings import Settings

# Cosine of two groups' lines by place and drug from which they are one ring. On four cities parts of one ring had 0.6
# to 1, different rings at most 0.56.
SAME = 0.65


def joined(judged: Sequence[Judged], findings: Sequence[Findings], facts: Facts, settings: Settings) -> list[Judged]:
    """The judged groups, those red or yellow that are parts of one ring judged anew as one.

    The parts stay as they are where the whole would be accused of less than a part of it.
    """
    accused = [one for one in judged if one.grade.level != "watch"]
    bundles = [[accused[row] for row in rows] for rows in parts_of_one([one.draft for one in accused])]
    whole = drafts([_union([one.draft.candidate for one in parts]) for parts in bundles], findings, facts)
    replaced: set[Candidate] = set()
    made: list[Judged] = []
    for parts, draft in zip(bundles, whole, strict=True):
        heard = judge(draft, settings)
        if heard is not None and heard.grade.level != "watch":
            replaced |= {one.draft.candidate for one in parts}
            made.append(heard)
    return [one for one in judged if one.draft.candidate not in replaced] + made


def parts_of_one(groups: Sequence[Draft]) -> Iterator[IntArray]:
    """The places in `groups` of those that are one ring; a ring has two parts or more.

    Average linkage over the cosines, so that a chain of shops that are alike by twos is not one ring.
    """
    if len(groups) < 2:
        return
    vectors = _by_place_and_drug(groups)
    near = (vectors @ vectors.T).tocoo()
    close = near.data >= SAME
    links = coo_array((np.ones(int(close.sum())), (near.row[close], near.col[close])), shape=near.shape)
    _, labels = connected_components(links, directed=False)
    for label in np.flatnonzero(np.bincount(labels) > 1):
        rows = np.flatnonzero(labels == label)
        tree = linkage(vectors[rows].toarray(), method="average", metric="cosine")
        clusters = fcluster(tree, 1 - SAME, criterion="distance")
        for cluster in np.flatnonzero(np.bincount(clusters) > 1):
            yield rows[clusters == cluster]


def _by_place_and_drug(groups: Sequence[Draft]) -> csr_array:
    """A row of length one for each group: how many of its lines are of which place and drug."""
    lines = pd.concat([group.proof[["place", "drug"]].assign(row=row) for row, group in enumerate(groups)])
    kinds = pd.factorize(pd.MultiIndex.from_frame(lines[["place", "drug"]]))[0]
    counts = coo_array((np.ones(len(lines)), (lines["row"], kinds)), shape=(len(groups), int(kinds.max()) + 1)).tocsr()
    lengths = np.sqrt(np.asarray(counts.multiply(counts).sum(axis=1)).ravel())
    return csr_array(counts.multiply(1 / np.maximum(lengths, 1e-9)[:, None]))


def _union(parts: Sequence[Candidate]) -> Candidate:
    """One candidate of the people and places of several."""
    core: dict[int, int] = {}
    for part in parts:
        for person, number in zip(part.people, part.core, strict=True):
            core[person] = max(number, core.get(person, 0))
    people = tuple(sorted(core))
    places = tuple(sorted({place for part in parts for place in part.places}))
    return Candidate(people, places, tuple(core[person] for person in people))
