"""Circles that are several: hands that share a shop or two are easily begun or grown as one.

A circle's people are put together in a tree, those first who come to the same places on the same days for the same
goods; and of all ways to cut the tree the likeliest stands (as Heller and Ghahramani 2005, doi:10.1145/1102351.1102389,
cut theirs), where each part is weighed by its own hand's hours, places and goods.
"""

from dataclasses import dataclass

import ibis.expr.types as ir
import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import linkage

from detection.circles.growing import FEWEST, HALF, JOIN, STAY, proof_of
from detection.circles.scoring import OWN, Scored, score
from detection.tables import Tables, fetched
from detection.tails import Array, IntArray

VIEWS = (("place",), ("place", "day"), ("place", "substance"))


@dataclass(frozen=True)
class Branch:
    """People of one circle; `below` are the two branches that it is made of, none for one person."""

    people: tuple[int, ...]
    below: tuple["Branch", ...] = ()

    def all(self) -> list["Branch"]:
        """This branch and those below."""
        return [self, *(one for branch in self.below for one in branch.all())]


def divided(proof: ir.Table, people: pd.DataFrame, tables: Tables) -> tuple[ir.Table, pd.DataFrame]:
    """Each circle whole or in the likeliest parts: their proof, and circle, person, likelihood, strong, …

    … visits, own, near: of the person's visits those likelier the circle's, how many of these may be own, and how many
    stand beside another member's.
    """
    lines = fetched(proof.select("circle", "line", "person", "place", "substance", "day"))
    lines = lines.merge(people[["circle", "person"]], on=["circle", "person"])
    lines = lines.sort_values(["circle", "person", "line"], ignore_index=True)
    trees = [tree(own) for _, own in lines.groupby("circle", sort=True)]
    origin = [int(str(circle)) for circle, _ in lines.groupby("circle", sort=True)]
    branches = [
        (whole, one) for whole, top in zip(origin, trees, strict=True) for one in top.all() if len(one.people) >= FEWEST
    ]
    frame = pd.DataFrame(
        [(whole, number, person) for number, (whole, one) in enumerate(branches) for person in one.people],
        columns=["whole", "circle", "person"],
    ).astype("int32")
    parts = tables.load(frame)
    apart = proof.rename(whole="circle").join(parts, ["whole", "person"]).drop("whole")
    scored = score(tables.keep(apart), tables)
    own = scored.people[scored.people["member"] & (scored.people["belonging"] >= STAY)]
    worth = worths(own, "belonging")
    by_people = {one.people: worth.get(number, 0.0) for number, (_, one) in enumerate(branches)}
    chosen = {
        (whole, one.people) for whole, top in zip(origin, trees, strict=True) for one in likeliest(top, by_people)[1]
    }
    kept = [
        number for number, (whole, one) in enumerate(branches) if (whole, one.people) in chosen and worth.get(number)
    ]
    own = own[own["circle"].isin(kept)].drop(columns="member").merge(_told(scored), on=["circle", "person"])
    return tables.keep(proof_of(own, scored, tables)), own


def _told(scored: Scored) -> pd.DataFrame:
    """circle, person, visits (likelier the circle's than own), own (how many of them may be own), near (in company)."""
    visits = scored.visits.filter(scored.visits.ratio > HALF)
    return fetched(visits.group_by("circle", "person").aggregate(
        visits=visits.count(), own=(OWN * (-visits.ratio).exp()).sum(), near=visits.near.cast("int32").sum()
    ))  # fmt: skip


def worths(people: pd.DataFrame, by: str = "likelihood") -> dict[int, float]:
    """What each circle of enough people is worth: its people's likelihood beyond what joining it costs."""
    groups = people.groupby("circle")[by]
    return {
        int(str(circle)): float(group.sum() - JOIN * len(group)) for circle, group in groups if len(group) >= FEWEST
    }


def likeliest(branch: Branch, worth: dict[tuple[int, ...], float]) -> tuple[float, list[Branch]]:
    """The worth of the likeliest cut of a branch, and the branches that it leaves; the whole wins a tie."""
    whole = worth.get(branch.people, 0.0)
    below = [likeliest(one, worth) for one in branch.below]
    apart = sum(value for value, _ in below)
    if below and apart > whole:
        return apart, [one for _, chosen in below for one in chosen]
    return whole, [branch]


def tree(lines: pd.DataFrame) -> Branch:
    """One circle's people (of person, place, substance, day), put together by the average likeness of what they did."""
    names, row = np.unique(lines["person"].to_numpy(dtype=np.int64), return_inverse=True)
    vectors = np.hstack([_view(lines[list(view)], row, len(names)) for view in VIEWS])
    branches = [Branch((int(name),)) for name in names]
    for one, other, _, _ in linkage(vectors, method="average", metric="cosine") if len(names) > 1 else ():
        both = (branches[int(one)], branches[int(other)])
        branches.append(Branch(tuple(sorted(both[0].people + both[1].people)), both))
    return branches[-1]


def _view(lines: pd.DataFrame, row: IntArray, people: int) -> Array:
    """Square roots of how often each person did each thing, each row of length one."""
    kinds = lines.groupby(list(lines.columns), sort=True).ngroup().to_numpy()
    counts = np.zeros((people, int(kinds.max()) + 1))
    np.add.at(counts, (row, kinds), 1.0)
    counts = np.sqrt(counts)
    return np.asarray(counts / np.linalg.norm(counts, axis=1, keepdims=True))
