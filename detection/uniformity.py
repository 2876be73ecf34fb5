"""Did an innocent rate move? Month by month, whether the p-values of places against their own past are uniform.

Each place's hits of a month have a p-value against the place's rate in the months before. As long as nothing moves for
all, these p-values are spread evenly; where a season or a new rule moves the rate, they crowd at one end.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from detection.tails import Array, upper_tail

SURE = 1e-4  # chance, over all months of all signals, that a month is told as moved though nothing did
MOVED = 1.25  # times the usual rate, or one by it, from which a move is worth telling
FEWEST_BEFORE = 3  # months before, from which a rate is known
FEWEST_PLACES, FEWEST_HITS = 5, 30.0  # in the month, below which nothing is said
OUTER = 0.05  # share of the places at either end that the rate of a month leaves out: crime has rates of its own


@dataclass(frozen=True)
class Month:
    """What was seen in one month: hits a chance, as it was before and is, and whether the p-values are uniform."""

    month: int  # position among the months, from 0
    usual: float  # hits a chance that the places' past gives
    rate: float  # hits a chance that there were
    p_value: float  # of the p-values being uniform (Kolmogorov and Smirnov)
    moved: bool  # by so much that it is told

    @property
    def ratio(self) -> float:
        """The rate against the usual one."""
        return self.rate / self.usual


def months(hits: Array, chances: Array, seed: int, tests: int) -> Iterator[Month]:
    """Every month that can be judged, in order. `hits` and `chances` are places by months, `tests` all that are judged.

    Counts are taken as negative binomial around what the place's past gives, as wide as places usually differ from
    theirs; the p-value of a count is drawn evenly from those that it spans, so that small counts are uniform too. A
    month that moved is no past for those after it: a rule that stays is told as long as its months are in the records.
    """
    spread = _spread(hits, _expected(hits, chances))
    random = np.random.default_rng(seed)
    past = np.ones(hits.shape[1], dtype=bool)
    for number in range(FEWEST_BEFORE, hits.shape[1]):
        before = past & (np.arange(hits.shape[1]) < number)
        mean = _given(hits[:, before].sum(axis=1), chances[:, before].sum(axis=1), chances[:, number])
        here = mean > 0
        if here.sum() < FEWEST_PLACES or mean.sum() < FEWEST_HITS:
            continue
        one = _month(number, hits[here, number], mean[here], chances[here, number], spread, random)
        told = one if one.p_value * tests < SURE and not 1 / MOVED < one.ratio < MOVED else replace(one, moved=False)
        past[number] = not told.moved
        yield told


def _month(number: int, seen: Array, mean: Array, chances: Array, spread: float, random: np.random.Generator) -> Month:
    wide = np.full(len(seen), spread)
    above, at_least = upper_tail(seen + 1, mean, wide), upper_tail(seen, mean, wide)
    p_values = above + random.random(len(seen)) * (at_least - above)
    low, high = np.quantile(p_values, [OUTER, 1 - OUTER])
    inner = (p_values >= low) & (p_values <= high)
    usual, rate = (float(part[inner].sum() / chances[inner].sum()) for part in (mean, seen))
    return Month(number, usual, rate, _uniform(p_values), moved=True)


def _given(hits: Array, chances: Array, now: Array) -> Array:
    """What a past of hits and chances gives for the chances of now; a place with few hits borrows one at all's rate."""
    overall = hits.sum() / max(float(chances.sum()), 1e-9)
    given: Array = now * (hits + 1.0) / (chances + 1.0 / max(overall, 1e-12)) * (overall > 0)
    return given


def _expected(hits: Array, chances: Array) -> Array:
    """What the months before give for each place and month."""
    before = (np.cumsum(part, axis=1) - part for part in (hits, chances))
    past_hits, past = before
    columns = [_given(past_hits[:, month], past[:, month], chances[:, month]) for month in range(hits.shape[1])]
    return np.column_stack(columns)


def _spread(hits: Array, expected: Array) -> float:
    """How far places lie from their past beyond chance, a common move of all left out: the median over the months."""
    spreads = []
    for month in range(FEWEST_BEFORE, hits.shape[1]):
        here = expected[:, month] > 0
        seen, mean = hits[here, month], expected[here, month]
        if len(seen) >= FEWEST_PLACES:
            mean = mean * max(seen.sum(), 1.0) / mean.sum()
            apart = (seen - mean) ** 2 - mean
            inner = apart <= np.quantile(apart, 1 - OUTER)
            spreads.append(float(apart[inner].sum() / max(float((mean[inner] ** 2).sum()), 1e-9)))
    return max(float(np.median(spreads)), 0.0) if spreads else 0.0


def _uniform(p_values: Array) -> float:
    """Chance that evenly spread values lie as far from even as these.

    Source: Kolmogorov 1933; the correction for few values of Stephens 1970, doi:10.1111/j.2517-6161.1970.tb00821.x.
    """
    ordered, count = np.sort(p_values), len(p_values)
    steps = np.arange(count + 1) / count
    distance = max(float((steps[1:] - ordered).max()), float((ordered - steps[:-1]).max()))
    return float(special.kolmogorov(distance * (np.sqrt(count) + 0.12 + 0.11 / np.sqrt(count))))
