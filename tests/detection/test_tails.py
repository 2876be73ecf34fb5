import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from detection.tails import benjamini_hochberg, local_false_discovery, standing_out, upper_tail


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


def test_a_group_stands_out_by_its_strongest_unit() -> None:
    p_values = np.array([0.5, 1e-9, 1e-3, 1e-3])
    groups = np.array([0, 0, 1, 2])
    found = standing_out(p_values, groups, dict.fromkeys(range(1000), 20), 0.05)
    assert [sorted(block.tolist()) for block in found] == [[0, 1]]


def test_chance_alone_lets_hardly_any_group_stand_out() -> None:
    random = np.random.default_rng(7)
    groups, sizes = np.repeat(np.arange(20), 20), dict.fromkeys(range(20), 20)
    false = sum(bool(standing_out(random.uniform(size=400), groups, sizes, 0.05)) for _ in range(200))
    assert false <= 20


def mixture(seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    expected = random.uniform(0.02, 0.3, 300)
    guilty = np.arange(300) < 15
    return guilty, random.poisson(np.where(guilty, 12 * expected + 2, expected))


def test_weaker_members_of_a_group_are_let_in_and_innocents_are_not() -> None:
    wrong = named = found = 0
    for seed in range(20):
        guilty, times = mixture(seed)
        random = np.random.default_rng(seed)
        expected = random.uniform(0.02, 0.3, 300)
        p_values = upper_tail(times.astype(float), expected, np.zeros(300))
        kept = local_false_discovery(times.astype(float), expected, p_values, 300) <= 0.05
        wrong, named, found = wrong + int((kept & ~guilty).sum()), named + int(kept.sum()), found + int(kept[:15].sum())
    assert wrong / named <= 0.1
    assert found / (20 * 15) >= 0.7


def test_units_alike_are_taken_together_whatever_their_order_and_the_last_digit_of_their_sums() -> None:
    times = np.array([8.0] * 6 + [2.0] * 40 + [1.0] * 60)
    expected = np.array([0.4] * 6 + [0.3] * 40 + [0.3] * 60)
    random = np.random.default_rng(5)
    for _ in range(20):
        order = random.permutation(len(times))
        shaken = expected[order] * (1 + random.uniform(-1, 1, len(order)) * 1e-15)
        p_values = upper_tail(times[order], shaken, np.zeros(len(order)))
        q_values = local_false_discovery(times[order], shaken, p_values, 200)
        for count in (8.0, 2.0, 1.0):
            alike = q_values[times[order] == count]
            assert np.ptp(alike) == 0
