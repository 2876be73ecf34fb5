"""Pairs of strangers who were billed the same goods at the same places, oddly for both, beyond chance."""

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from detection.circles.odd_lines import odd_goods, odd_lines
from detection.circles.scoring import NEAR
from detection.circles.weights import weighed_lines
from detection.kinship import relatives
from detection.tables import Tables, fetched
from detection.tails import Array

WINDOW = 45  # days within which two share a purchase: the goods that are wanted change
STRONGEST = 12.0  # strength of a tie beyond which it says nothing more
ODD_VISIT = 0.7  # weight of a visit's lines from which it is odd
FEWEST = 2  # kinds of goods and places that a pair must share


def log_likelihood_ratio(times: Array, expected: Array) -> Array:
    """Of a Poisson rate as observed against the expected one; 0 where no more was observed."""
    times, expected = np.maximum(times, 1e-12), np.maximum(expected, 1e-12)
    return np.where(times > expected, times * np.log(times / expected) - (times - expected), 0.0)


def sharing_pairs(tables: Tables) -> pd.DataFrame:
    """Pairs of strangers with what they share: a < b, times (weighed goods at places), expected, strength.

    Chance: given what one of the two bought oddly at a place and how much the other did there, the other's purchases
    are like those of the place's other odd customers. The larger of the two expectations counts, so that goods which
    many collect tie nobody. `strength` is the log likelihood ratio.
    """
    goods = odd_goods(tables)
    shared = tables.keep(_shared(tables))
    of_goods = goods.group_by("place", "drug").aggregate(weight=goods.weight.sum(), own=(goods.weight**2).sum())
    share = of_goods.mutate(share=of_goods.weight / of_goods.weight.sum().over(ibis.window(group_by="place")))
    possible = of_goods.aggregate(possible=((of_goods.weight**2 - of_goods.own) / 2).sum())
    each = goods.join(share.select("place", "drug", "share"), ["place", "drug"])
    each = tables.keep(
        each.group_by("person", "place").aggregate(weight=each.weight.sum(), like=(each.weight * each.share).sum())
    )
    pairs = shared.group_by("a", "b").aggregate(times=shared.weight.sum(), kinds=shared.count())
    pairs = tables.keep(pairs.filter(pairs.kinds >= FEWEST))
    pairs = tables.keep(_strangers(pairs, tables))
    meetings = tables.keep(pairs.join(each.rename(a="person", weight_a="weight", like_a="like"), "a"))
    both = meetings.join(each.rename(b="person", weight_b="weight", like_b="like"), ["b", "place"])
    chance = both.group_by("a", "b").aggregate(
        given_a=(both.like_a * both.weight_b).sum(), given_b=(both.like_b * both.weight_a).sum()
    )
    frame = fetched(pairs.join(chance, ["a", "b"]))
    timely = _ratio(fetched(shared.aggregate(times=shared.weight.sum()).cross_join(possible)).fillna(0.0))
    expected = timely * frame[["given_a", "given_b"]].max(axis=1).to_numpy(dtype=np.float64)
    strength = log_likelihood_ratio(frame["times"].to_numpy(dtype=np.float64), expected)
    return frame.assign(expected=expected, strength=strength)[["a", "b", "times", "expected", "strength"]].sort_values(
        ["a", "b"], ignore_index=True
    )


def _ratio(sums: pd.DataFrame) -> float:
    """Share of the pairs who ever bought the same at one place that did so within the window."""
    times, possible = float(sums["times"].iloc[0]), float(sums["possible"].iloc[0])
    return min(times / possible, 1.0) if possible > 0 else 1.0


def _shared(tables: Tables) -> ir.Table:
    """What two people share: a < b, place, drug, weight (the product of theirs)."""
    lines = odd_lines(tables).select("person", "place", "drug", "day", "weight")
    other = lines.rename(b="person", other_day="day", other_weight="weight")
    both = lines.rename(a="person").join(other, ["place", "drug"])
    close = both.filter((both.a < both.b) & ((both.day - both.other_day).abs() <= WINDOW))
    return close.group_by("a", "b", "place", "drug").aggregate(weight=(close.weight * close.other_weight).max())


def _strangers(pairs: ir.Table, tables: Tables) -> ir.Table:
    kin = relatives(pairs.select(person="a").union(pairs.select(person="b")), tables)
    return pairs.anti_join(kin.rename(a="person", b="relative"), ["a", "b"])


def errand_pairs(tables: Tables) -> pd.DataFrame:
    """Pairs of strangers who were beside each other with odd purchases more than once: a < b, strength (times)."""
    lines = weighed_lines(tables)
    visits = lines.group_by("settlement").aggregate(
        person=lines.person.min(), place=lines.place.min(), day=lines.day.min(), at=lines["at"].min(),
        weight=lines.weight.sum(),
    )  # fmt: skip
    odd = tables.keep(visits.filter(visits.weight >= ODD_VISIT).select("person", "place", "day", "at"))
    both = odd.rename(a="person").join(odd.rename(b="person", other_at="at"), ["place", "day"])
    both = both.filter((both.a < both.b) & ((both["at"] - both.other_at).abs() <= NEAR))
    met = both.group_by("a", "b").aggregate(
        strength=(both.place.cast("int64") * 2**20 + both.day).nunique().cast("float64")
    )
    met = tables.keep(met.filter(met.strength >= FEWEST))
    return fetched(_strangers(met, tables)).sort_values(["a", "b"], ignore_index=True)
