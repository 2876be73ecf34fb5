"""Tails of chance, and the correction for many tests."""

import numpy as np
import numpy.typing as npt
from scipy import special

Array = npt.NDArray[np.float64]
SMALLEST = 1e-300  # p-values are kept above zero, so that their logarithms are finite


def upper_tail(times: Array, expected: Array, spread: Array) -> Array:
    """Chance of at least `times` where `expected` is the mean.

    Poisson where `spread` is 0, else negative binomial with variance expected + spread · expected²; `times` may be
    fractional (packs of a split box), the tail is then continued by the incomplete gamma and beta functions.
    """
    times = np.maximum(times, 0.0)
    expected = np.maximum(expected, 1e-12)
    poisson = special.gammainc(np.maximum(times, 1e-12), expected)
    size = 1.0 / np.maximum(spread, 1e-9)
    binomial = special.betainc(np.maximum(times, 1e-12), size, expected / (expected + size))
    tail = np.where(spread > 0, binomial, poisson)
    return np.clip(np.where(times <= 0, 1.0, tail), SMALLEST, 1.0)


def benjamini_hochberg(p_values: Array, tests: int) -> Array:
    """Adjusted p-values (q-values) for `tests` tests, of which those not given are taken as 1.

    Source: Benjamini and Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x.
    """
    order = np.argsort(p_values, kind="stable")
    ranks = np.arange(1, len(p_values) + 1)
    stepped = p_values[order] * tests / ranks
    adjusted = np.minimum.accumulate(stepped[::-1])[::-1] if len(stepped) else stepped
    q_values = np.empty_like(p_values)
    q_values[order] = np.minimum(adjusted, 1.0)
    return q_values


def selective(p_values: Array, groups: npt.NDArray[np.int64], sizes: dict[int, int], rate: float) -> Array:
    """q-values inside the groups that stand out, 1 elsewhere: first groups are tested, then their members.

    `sizes` are the tests of every group, those without a p-value here included (theirs are taken as 1). A group's
    p-value is Simes'; groups are selected by Benjamini-Hochberg at `rate`, and the members of the selected are held
    to `rate` times the share selected.
    Source: Benjamini and Bogomolov 2014, doi:10.1111/rssb.12028.
    """
    order = np.lexsort((p_values, groups))
    sorted_groups = groups[order]
    starts = np.flatnonzero(np.r_[True, sorted_groups[1:] != sorted_groups[:-1]]) if len(order) else np.array([], int)
    q_values = np.ones_like(p_values)
    blocks = np.split(order, starts[1:]) if len(order) else []
    inside = [benjamini_hochberg(p_values[block], sizes[int(groups[block[0]])]) for block in blocks]
    simes = np.array([q.min() for q in inside])
    chosen = benjamini_hochberg(simes, max(len(sizes), len(blocks))) <= rate
    share = max(int(chosen.sum()), 1) / max(len(sizes), 1)
    for block, within, taken in zip(blocks, inside, chosen, strict=True):
        if taken:
            q_values[block] = np.minimum(within / share, 1.0)
    return q_values
