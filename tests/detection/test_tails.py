import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from detection.tails import benjamini_hochberg, upper_tail


def tail(times: float, expected: float, spread: float = 0.0) -> float:
    return float(upper_tail(np.array([times]), np.array([expected]), np.array([spread]))[0])


@given(st.integers(1, 60), st.floats(0.01, 40))
def test_without_spread_the_tail_is_poisson(times: int, expected: float) -> None:
    assert tail(times, expected) == pytest.approx(stats.poisson.sf(times - 1, expected), rel=1e-6, abs=1e-290)


@given(st.integers(1, 60), st.floats(0.01, 40), st.floats(0.01, 2))
def test_with_spread_the_tail_is_negative_binomial(times: int, expected: float, spread: float) -> None:
    size = 1 / spread
    known = stats.nbinom.sf(times - 1, size, size / (size + expected))
    assert tail(times, expected, spread) == pytest.approx(known, rel=1e-6, abs=1e-290)


def test_nothing_seen_is_certain() -> None:
    assert tail(0, 3.0) == 1.0


def test_spread_makes_a_finding_less_sure() -> None:
    assert tail(20, 5, spread=0.5) > tail(20, 5)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50))
def test_q_values_equal_those_of_scipy(p_values: list[float]) -> None:
    known = stats.false_discovery_control(p_values)
    assert benjamini_hochberg(np.array(p_values), len(p_values)) == pytest.approx(known)


def test_tests_not_listed_count_in_the_correction() -> None:
    few = benjamini_hochberg(np.array([0.001]), 1)
    many = benjamini_hochberg(np.array([0.001]), 100)
    assert many[0] == pytest.approx(100 * few[0])
