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
