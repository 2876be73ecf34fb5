"""The circles of a snapshot: begun by strong ties, grown, settled; with how each member shares and where."""

import ibis.expr.types as ir
import numpy as np
import pandas as pd
from scipy import special

from detection.circles.dividing import divide
from detection.circles.growing import Circles, grow, settle
from detection.circles.sharing import STRONGEST, sharing_pairs
from detection.tables import Tables
from graph.communities import WeightedGraph, communities
from workspace.settings import Settings

STRONG = 1.0  # strength from which a tie begins a circle
RESOLUTIONS = (1.0, 2.0)  # whole circles where they stand alone, small beginnings where they touch
ROUNDS = 2
ENOUGH = 16.0  # log likelihood ratio of a whole circle, over its members
COLUMNS = ("circle", "person", "times_goods", "expected_goods", "times_days", "expected_days", "likelihood", "p_value",
           "q_value")  # fmt: skip


def seeds(pairs: pd.DataFrame, seed: int) -> Circles:
    """Leiden communities of the strong ties, of two people and more, at each resolution."""
    strong = pairs[pairs["strength"] >= STRONG]
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
        begun |= {tuple(group.tolist()) for group in groups if len(group) >= 2}
    return [list(group) for group in sorted(begun)]


def circle_members(tables: Tables, settings: Settings) -> ir.Table:
    """Members of circles, with `COLUMNS`."""

    def made(tables: Tables) -> ir.Table:
        return tables.load(found_circles(tables, settings.seed))

    return tables.derived("circles", made)


def found_circles(tables: Tables, seed: int) -> pd.DataFrame:
    """The members of every circle that stands as a whole, as a frame.

    A member's p_value is that of the likelihood ratio (Wilks); q_value is the circle's, over its members, times the
    circles that were begun (Bonferroni).
    """
    pairs = sharing_pairs(tables)
    circles = seeds(pairs, seed)
    tests = len(circles)
    members = pd.DataFrame()
    for _ in range(ROUNDS):
        circles, members = settle(grow(circles, tables), tables)
    circles, members = divide(circles, pairs, seed, tables)
    if members.empty:
        return pd.DataFrame(dict.fromkeys(COLUMNS, np.zeros(0)))
    whole = members.groupby("circle")["likelihood"]
    total, size = whole.transform("sum").to_numpy(), whole.transform("size").to_numpy()
    members = members.assign(
        p_value=special.chdtrc(1, 2 * members["likelihood"]) / 2, q_value=special.chdtrc(size, 2 * total) * tests
    )
    members = members[total >= ENOUGH]
    return members[list(COLUMNS)].assign(q_value=members["q_value"].clip(upper=1.0))
