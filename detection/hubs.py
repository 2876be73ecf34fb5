"""Hubs of the suspicion graph that are one: circles and crews found of the same people by different signals.

Without this a ring that two signals found falls into two halves, each around a hub of its own.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from detection.signal import Findings

CIRCLE, CREW = "c", "k"  # first letters of the names of hubs
SAME = 0.5  # share of the smaller hub's people from which two hubs are one
FEWEST = 2  # people that both must have


def united(tied: pd.DataFrame) -> pd.DataFrame:
    """Ties (start, end, weight) in which a crew and the circles that share most of their people bear one name.

    Hubs stand at `end`. Circles among themselves were weighed against each other when they were made.
    """
    of_hub = tied["end"].str[0].isin([CIRCLE, CREW])
    rows = tied[of_hub]
    if rows.empty:
        return tied
    names, codes = np.unique(rows["end"].to_numpy(dtype=str), return_inverse=True)
    members = pd.DataFrame({"person": rows["start"].to_numpy(), "hub": codes})
    sizes = np.bincount(codes)
    both = members.merge(members, on="person").groupby(["hub_x", "hub_y"]).size().reset_index(name="shared")
    smaller = np.minimum(sizes[both["hub_x"]], sizes[both["hub_y"]])
    crew = np.char.startswith(names, CREW)
    mixed = crew[both["hub_x"]] != crew[both["hub_y"]]
    same = both[mixed & (both["shared"] >= SAME * smaller) & (both["shared"] >= FEWEST)]
    links = coo_array((np.ones(len(same)), (same["hub_x"], same["hub_y"])), shape=(len(names), len(names)))
    _, parts = connected_components(links, directed=False)
    first = pd.Series(names).groupby(parts).min().to_numpy(dtype=str)
    renamed = tied.copy()
    renamed.loc[of_hub, "end"] = first[parts[codes]]
    return renamed.groupby(["start", "end"], sort=True)["weight"].sum().reset_index()


def of_crews(tied: pd.DataFrame, findings: Sequence[Findings]) -> pd.DataFrame:
    """Ties in which what ties a member of a crew to its shop ties it to the crew.

    Two crews of one shop are two rings; ties to the shop would make them one.
    """
    found = [one.units[["person", "place", "crew"]] for one in findings if "crew" in one.signal.unit]
    if not found:
        return tied
    crews = pd.concat(found).astype("int64").astype(str)
    hub = pd.Series((CREW + crews["crew"]).to_numpy(), index="p" + crews["person"] + " s" + crews["place"])
    own = (tied["start"] + " " + tied["end"]).map(hub[~hub.index.duplicated()])
    moved = tied.assign(end=own.fillna(tied["end"]))
    return moved.groupby(["start", "end"], sort=True)["weight"].sum().reset_index()
