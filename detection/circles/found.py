"""The circles of a snapshot: begun by strong ties and by crews, grown, divided; with the lines that they rest on."""

import ibis.expr.types as ir
import numpy as np
import pandas as pd
from scipy import special

from detection.circles.dividing import divided, worths
from detection.circles.growing import GOODS, grown, unlike
from detection.circles.odd_lines import odd_lines
from detection.circles.sharing import STRONGEST, errand_pairs, sharing_pairs
from detection.circles.weights import weighed_lines
from detection.crews import crew_members
from detection.tables import Tables
from graph.communities import WeightedGraph, communities
from workspace.settings import Settings

STRONG, CLEAR = 1.0, 3.0  # strength from which a tie begins a circle among others, and by itself
MOST_BEGUN = 40  # people of a community that begins a circle: larger ones are several, and begin at finer resolution
RESOLUTIONS = (1.0, 2.0, 4.0)  # whole circles where they stand alone, small beginnings where they touch
ALIKE = 0.6  # share of a beginning's people in a smaller one at which the two would grow alike
CHOSEN = 0.5  # share of its people to whom a circle must be the likeliest
ENOUGH = 40.0  # worth from which a circle is a finding; how much it counts is for `grading.strength`
COLUMNS = ("circle", "person", "likelihood", "goods", "visits", "own", "near", "p_value", "q_value")


def seeds(pairs: pd.DataFrame, seed: int) -> list[list[int]]:
    """Leiden communities of the strong ties, of two people and more, at each resolution."""
    strong = pairs[pairs["strength"] >= STRONG]
    alone = ~(strong["a"].duplicated(keep=False) | strong["b"].duplicated(keep=False))
    alone &= ~(strong["a"].isin(strong["b"]) | strong["b"].isin(strong["a"]))
    strong = strong[~alone | (strong["strength"] >= CLEAR)]
    if strong.empty:
        return []
    people, codes = np.unique(np.concatenate([strong["a"], strong["b"]]), return_inverse=True)
    half = len(strong)
    weight = np.minimum(strong["strength"].to_numpy(dtype=np.float64), STRONGEST)
    graph = WeightedGraph(len(people), codes[:half], codes[half:], weight)
    begun: set[tuple[int, ...]] = set()
    for resolution in RESOLUTIONS:
        labels = communities(graph, seed, resolution)
        order = np.lexsort((people, labels))
        groups = np.split(people[order], np.flatnonzero(np.diff(labels[order])) + 1)
        begun |= {tuple(group.tolist()) for group in groups if 2 <= len(group) <= MOST_BEGUN}
    return [list(group) for group in sorted(_unlike(begun))]


def _unlike(groups: set[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Without those that nearly repeat a larger one: of another resolution, they would grow to the same circle."""
    largest = dict(enumerate(sorted(groups, key=lambda one: (-len(one), one))))
    return [largest[number] for number in unlike(largest, lambda shared, size, kept: shared >= ALIKE * kept)]


def circle_members(tables: Tables, settings: Settings) -> ir.Table:
    """Members of circles, with `COLUMNS`."""
    _make(tables, settings)
    return tables.derived("circles", _unmade)


def circle_proof(tables: Tables, settings: Settings) -> ir.Table:
    """The lines that circles rest on: circle, line, settlement, person, place, substance, at, day."""
    _make(tables, settings)
    return tables.derived("proof of circles", _unmade)


def _unmade(tables: Tables) -> ir.Table:
    raise AssertionError("circles are made before they are asked for")


def _make(tables: Tables, settings: Settings) -> None:
    def made(tables: Tables) -> ir.Table:
        proof, members = found_circles(tables, settings.seed)
        tables.derived("proof of circles", lambda _: proof)
        return tables.load(members)

    tables.derived("circles", made)


def found_circles(tables: Tables, seed: int) -> tuple[ir.Table, pd.DataFrame]:
    """The proof of every circle that is worth `ENOUGH`, and its members as a frame, each person in one circle.

    A member's p_value is that of the likelihood ratio (Wilks); q_value is the circle's, over its members, times the
    circles that were begun (Bonferroni).
    """
    begun = begin(tables, seed)
    proof, people = grown(begun, tables)
    tests = int(begun.circle.nunique().to_pandas())
    if len(people):
        proof, people = divided(proof, people, tables)
    best = chosen(people)
    worth = pd.Series(worths(best), dtype=np.float64)
    goods = best.groupby("circle")["goods"].transform("median")
    best = best[(best["circle"].map(worth).fillna(0.0) >= ENOUGH) & (goods >= GOODS)].sort_values(
        ["circle", "person"], ignore_index=True
    )
    if best.empty:
        return proof.limit(0), pd.DataFrame(dict.fromkeys(COLUMNS, np.zeros(0)))
    whole = best.groupby("circle")["likelihood"]
    total, size = whole.transform("sum").to_numpy(), whole.transform("size").to_numpy()
    members = best.assign(
        p_value=special.chdtrc(1, 2 * best["likelihood"]) / 2,
        q_value=np.minimum(special.chdtrc(size, 2 * total) * tests, 1.0),
    )  # fmt: skip
    members = members[list(COLUMNS)].astype({"circle": "int32", "person": "int32"})
    kept = tables.load(members[["circle", "person"]])
    return tables.keep(proof.semi_join(kept, ["circle", "person"])), members


def chosen(people: pd.DataFrame) -> pd.DataFrame:
    """Each person's row in the circle to which it most belongs, of circles that most of their people choose.

    Circles that grew from several beginnings overlap: one that fewer than `CHOSEN` of its people choose is no circle of
    its own, and they choose among the others. The least chosen goes first.
    """
    left = people.sort_values(["person", "belonging", "circle"], ascending=[True, False, True])
    while len(left):
        first = ~left["person"].duplicated()
        share = first.groupby(left["circle"]).mean()
        if share.min() >= CHOSEN:
            return left[first]
        left = left[left["circle"] != share.idxmin()]
    return left


def begin(tables: Tables, seed: int) -> ir.Table:
    """What circles begin with: circle, line, settlement, person, place, substance, at, day.

    Communities of people who share odd purchases, or are beside each other with some, begin with these, at the places
    where two of them have some; crews with what they bought outside of courses at their shop.
    """
    sharing, errands = seeds(sharing_pairs(tables), seed), seeds(errand_pairs(tables).assign(strength=CLEAR), seed)
    odd = _shared(odd_lines(tables), sharing, 0, tables)
    beside = _shared(weighed_lines(tables).filter(lambda line: line.weight > 0), errands, len(sharing), tables)
    billed = crew_members(tables)
    numbered = billed.select("person", "place", circle=(billed.crew + len(sharing) + len(errands)).cast("int32"))
    of_crews = weighed_lines(tables).join(numbered, ["person", "place"])
    chosen = odd.union(beside).union(of_crews.select("circle", "line"))
    lines = weighed_lines(tables).select("line", "settlement", "person", "place", "substance", "at", "day")
    return tables.keep(chosen.join(lines, "line"))


def _shared(lines: ir.Table, groups: list[list[int]], first: int, tables: Tables) -> ir.Table:
    """The lines of each group's people at the places where two of them have some: circle (from `first`), line."""
    pairs = [(first + number, person) for number, group in enumerate(groups) for person in group]
    members = tables.load(pd.DataFrame(pairs, columns=["circle", "person"]).astype("int32"))
    own = lines.join(members, "person")
    shared = own.group_by("circle", "place").aggregate(people=own.person.nunique())
    return own.semi_join(shared.filter(shared.people >= 2), ["circle", "place"]).select("circle", "line")
