"""Tails of chance, and the correction for many tests."""

import numpy as np
import numpy.typing as npt
from scipy import special

Array = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
ROUNDS = 30
ALIKE = 1e-9  # units whose chances differ by less are alike: sums of many shares differ in their last digits by order
SMALLEST_FACTOR = 2.0  # a rate less than twice the usual is no other kind of unit
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


def standing_out(p_values: Array, groups: IntArray, sizes: dict[int, int], rate: float) -> list[IntArray]:
    """Positions of the units of each group that stands out as a whole, at the false discovery rate `rate`.

    `sizes` are the tests of every group, those without a p-value here included (theirs are taken as 1). A group's
    p-value is Simes', held to Benjamini-Hochberg over the groups.
    Source: the first step of Benjamini and Bogomolov 2014, doi:10.1111/rssb.12028.
    """
    if not len(p_values):
        return []
    order = np.lexsort((p_values, groups))
    starts = np.flatnonzero(np.diff(groups[order])) + 1
    blocks = np.split(order, starts)
    simes = [benjamini_hochberg(p_values[block], sizes[int(groups[block[0]])]).min() for block in blocks]
    chosen = benjamini_hochberg(np.array(simes), max(len(sizes), len(blocks))) <= rate
    return [block for block, taken in zip(blocks, chosen, strict=True) if taken]


def local_false_discovery(times: Array, expected: Array, p_values: Array, size: int) -> Array:
    """q-values within a group that stands out: the mean chance of being innocent down to each unit.

    The group is taken as a mixture of units at their expected rate and of units at a rate a factor higher, fitted by
    expectation maximisation from the strongest unit; `size` counts the units where nothing was seen too. So a unit
    too weak to stand alone counts where it resembles those that do. Units alike share the q-value of their last,
    so that neither the order of the rows nor the last digit of a sum decides which of them is taken.
    Source: Sun and Cai 2007, doi:10.1198/016214507000000545; Efron 2010, Large-Scale Inference, ch. 5.
    """
    posterior: Array = (p_values <= p_values.min() * (1 + ALIKE)).astype(np.float64)
    for _ in range(ROUNDS):
        factor = max(float((posterior @ times) / (posterior @ expected)), SMALLEST_FACTOR)
        share = min(max(float(posterior.sum()) / size, 0.5 / size), 0.5)
        odds = times * np.log(factor) - expected * (factor - 1) + np.log(share / (1 - share))
        posterior = np.asarray(1.0 / (1.0 + np.exp(-np.clip(odds, -700, 700))))
    order = np.argsort(-posterior, kind="stable")
    mean = np.cumsum(1 - posterior[order]) / np.arange(1, len(order) + 1)
    last = np.r_[np.flatnonzero(np.diff(posterior[order]) < -ALIKE), len(order) - 1]
    q_values = np.empty_like(posterior)
    q_values[order] = mean[last[np.searchsorted(last, np.arange(len(order)))]]
    return q_values
