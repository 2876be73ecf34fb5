"""Circles grow by likelihood: whose visits bear the mark of the circle's hand joins it, others leave.

After the idea of seed set expansion with a stopping rule: a circle stands where its people stand apart from everybody
else at its places; where there is no gap between them and the next, there is no circle.
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping

import ibis.expr.types as ir
import numpy as np
import pandas as pd

from detection.circles.scoring import Scored, score
from detection.circles.weights import weighed_lines
from detection.misfit import outside_courses
from detection.tables import Tables
from detection.tails import Array

JOIN, STAY = 6.0, 3.0  # log likelihood ratio from which somebody joins, and a member stays
FEWEST = 3  # people of a circle
FEWEST_VISITS = 2  # that bear the mark
GOODS = 3.0  # log likelihood ratio without company, of half of the people: who only comes together is company
GAP, BELOW = 3.0, 0.34  # as many as this share of the circle's people may be within the gap below its least likely
HIGHEST, STEP = 25.0, 0.5
ROUNDS = 3
ALIKE = 0.6  # share of the smaller circle's people in a larger one at which the two are one
LOOKED_AT = JOIN - GAP  # log likelihood ratio below which nobody is looked at
HALF = 0.0  # a visit's log likelihood ratio from which it is likelier the circle's than the holder's own


def grown(proof: ir.Table, tables: Tables) -> tuple[ir.Table, pd.DataFrame]:
    """Circles after `ROUNDS` rounds, and their people: circle, person, likelihood, strong.

    `proof`: circle, line, settlement, person, place, substance, at, day.
    """
    people = pd.DataFrame(columns=["circle", "person", "likelihood", "strong"])
    for _ in range(ROUNDS):
        scored = score(proof, tables, LOOKED_AT)
        people = apart(scored.people)
        kept = united(people)
        people = people[people["circle"].isin(kept)]
        if people.empty:
            break
        proof = tables.keep(proof_of(people, scored, tables))
    return proof, people


def apart(scored: pd.DataFrame) -> pd.DataFrame:
    """Those who stand apart from everybody else, by circle; none where nobody does, or too few."""
    looked = scored[(scored["strong"] >= FEWEST_VISITS) & (scored["belonging"] >= STAY)]
    enough = looked.groupby("circle")["belonging"].transform(lambda group: threshold(group.to_numpy()))
    chosen = looked[(looked["belonging"] >= enough) | looked["member"].astype(bool)]
    return chosen[chosen.groupby("circle")["person"].transform("size") >= FEWEST]


def threshold(likelihoods: Array) -> float:
    """The least log likelihood ratio, at least `JOIN`, above which people stand apart."""
    for least in np.arange(JOIN, HIGHEST, STEP):
        above = int((likelihoods >= least).sum())
        if int(((likelihoods >= least - GAP) & (likelihoods < least)).sum()) <= BELOW * above:
            return float(least)
    return HIGHEST


def proof_of(people: pd.DataFrame, scored: Scored, tables: Tables) -> ir.Table:
    """The lines of the visits that are likelier the circle's than own: circle, line, settlement, person, place, …"""
    members = tables.load(people[["circle", "person"]].astype("int32"))
    visits = scored.visits.filter(scored.visits.ratio > HALF).join(members, ["circle", "person"])
    sold = tables.sold.select("line", "settlement", "drug", "at", "day", "person", "place")
    lines = tables.keep(visits.select("circle", "settlement").join(sold, "settlement"))
    columns = ("circle", "line", "settlement", "person", "place", "substance", "at", "day")
    outside = outside_courses(lines, tables).select(*columns)
    odd = lines.join(weighed_lines(tables).select("line", "substance"), "line").select(*columns)
    return outside.union(odd, distinct=True)


def united(people: pd.DataFrame) -> set[int]:
    """Of circles that have become alike, the likeliest; by number."""
    worth = people.groupby("circle")["belonging"].sum()
    groups = {int(str(circle)): set(group) for circle, group in people.groupby("circle")["person"]}
    likeliest = {circle: groups[circle] for circle in sorted(groups, key=lambda one: (-worth[one], one))}

    def alike(shared: int, size: int, other: int) -> bool:
        return shared >= ALIKE * min(size, other) and max(size, other) <= 2 * min(size, other)

    return set(unlike(likeliest, alike))


def unlike(groups: Mapping[int, Collection[int]], alike: Callable[[int, int, int], bool]) -> list[int]:
    """Of groups, in their order, those that are like none kept before; by number.

    `alike` is asked of the people that two share, a group's size and that of one kept.
    """
    kept: list[int] = []
    holding: dict[int, list[int]] = {}  # by person, the kept groups that hold it
    for number, group in groups.items():
        common = Counter(other for person in group for other in holding.get(person, ()))
        if not any(alike(shared, len(group), len(groups[other])) for other, shared in common.items()):
            kept.append(number)
            for person in group:
                holding.setdefault(person, []).append(number)
    return kept
