"""Rings reported as one, parted: a group in which two sets of people share hardly any goods at hardly any place.

Two rings that go to the same shops in the same weeks can be found as one, tied by the few purchases that they happen to
share. Parted, each must stand alone; what the parts do not share cannot speak against both.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from detection.draft import Draft
from detection.drafting import drafts
from detection.facts import Facts
from detection.rings import Judged, judge
from detection.signal import Findings
from detection.suspicion import Candidate
from detection.tails import Array, IntArray
from workspace.settings import Settings

# Cosine of two halves' lines by place and drug up to which they are two rings. The best halves of one true ring had
# more on five cities, where each had four people or more.
APART = 0.25
Mask = npt.NDArray[np.bool_]
FEWEST = 4  # people of a half
ROUNDS = 20


def parted(judged: Sequence[Judged], findings: Sequence[Findings], facts: Facts, settings: Settings) -> list[Judged]:
    """The judged groups; those red or yellow that are several rings are judged anew, each part by itself.

    A group stays as it is where none of its parts would be red or yellow alone.
    """
    halves = {place: list(parts_of(one.draft)) for place, one in enumerate(judged) if one.grade.level != "watch"}
    several = {place: parts for place, parts in halves.items() if len(parts) > 1}
    anew = iter(drafts([part for parts in several.values() for part in parts], findings, facts))
    kept: list[Judged] = []
    for place, one in enumerate(judged):
        parts = [judge(next(anew), settings) for _ in several.get(place, [])]
        heard = [part for part in parts if part is not None]
        stands = any(part.grade.level != "watch" for part in heard)
        kept += heard if stands else [one]
    return kept


def parts_of(group: Draft) -> Iterator[Candidate]:
    """The parts of a group, itself where it is one ring; each part is parted again."""
    people = np.array(group.candidate.people, dtype=np.int64)
    lines = group.proof
    kinds = pd.factorize(pd.MultiIndex.from_frame(lines[["place", "drug"]]))[0]
    counts = np.zeros((len(people), int(kinds.max(initial=-1)) + 1))
    order = np.argsort(people)
    rows = order[np.searchsorted(people, lines["person"].to_numpy(), sorter=order)]
    np.add.at(counts, (rows, kinds), 1.0)
    for part in _parts(counts, np.arange(len(people), dtype=np.int64)):
        yield _candidate(group, part)


def _parts(counts: Array, rows: IntArray) -> Iterator[IntArray]:
    first = halved(counts[rows])
    if first is None:
        yield rows
    else:
        yield from _parts(counts, rows[first])
        yield from _parts(counts, rows[~first])


def halved(counts: Array) -> Mask | None:
    """Which rows are of the first of two halves that hardly share a column; None where there are no such halves.

    Spherical k-means with two centres from the second eigenvector of the cosines.
    Source: Dhillon and Modha 2001, doi:10.1023/A:1007612920971.
    """
    if len(counts) < 2 * FEWEST:
        return None
    unit = counts / np.maximum(np.linalg.norm(counts, axis=1, keepdims=True), 1e-9)
    second = np.linalg.eigh(unit @ unit.T)[1][:, -2]
    first = second > (second.max() + second.min()) / 2
    for _ in range(ROUNDS):
        centres = np.stack([counts[first].sum(axis=0), counts[~first].sum(axis=0)])
        centres /= np.maximum(np.linalg.norm(centres, axis=1, keepdims=True), 1e-9)
        near = unit @ centres.T
        moved = near[:, 0] > near[:, 1]
        if np.array_equal(moved, first):
            break
        first = moved
    if min(first.sum(), (~first).sum()) < FEWEST or float(centres[0] @ centres[1]) > APART:
        return None
    kept: Mask = first if first[0] else ~first
    return kept


def _candidate(group: Draft, rows: IntArray) -> Candidate:
    """A part of a candidate; the places it is tied to are those where the part's people bought."""
    whole = group.candidate
    people = tuple(whole.people[row] for row in rows)
    bought = set(group.proof.loc[group.proof["person"].isin(people), "place"].tolist())
    places = tuple(place for place in whole.places if place in bought or len(rows) == len(whole.people))
    return Candidate(people, places, tuple(whole.core[row] for row in rows))
