import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from detection.tails import benjamini_hochberg, selective, upper_tail


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


def test_a_group_that_stands_out_lets_its_weaker_members_in() -> None:
    p_values = np.array([1e-9, 1e-3, 1e-3, 1e-3])
    groups = np.array([0, 0, 1, 2])
    sizes = dict.fromkeys(range(1000), 20)
    q_values = selective(p_values, groups, sizes, 0.05)
    assert q_values[0] < 0.05
    assert q_values[2] == q_values[3] == 1.0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_one_group_alone_is_plain_benjamini_hochberg(p_values: list[float]) -> None:
    values = np.array(p_values)
    plain = benjamini_hochberg(values, len(values))
    found = selective(values, np.zeros(len(values), dtype=np.int64), {0: len(values)}, 0.05)
    assert (found <= 0.05).tolist() == (plain <= 0.05).tolist()


def test_chance_alone_selects_hardly_anything() -> None:
    random = np.random.default_rng(7)
    false = 0
    for _ in range(200):
        q_values = selective(random.uniform(size=400), np.repeat(np.arange(20), 20), dict.fromkeys(range(20), 20), 0.05)
        false += bool((q_values <= 0.05).any())
    assert false <= 20
