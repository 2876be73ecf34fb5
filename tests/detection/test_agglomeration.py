import numpy as np
import pytest
from scipy.special import gammaln

from detection.agglomeration import View, agglomerate, joining


def view(counts, shares, scale=20.0):
    counts = np.array(counts, dtype=np.int64)
    return View(counts, np.array(shares, dtype=np.float64), scale, counts.sum(axis=1))


def likelihood(counts, shares, scale):
    """Log of the Dirichlet-multinomial, written out."""
    alpha, counts = scale * np.array(shares), np.array(counts)
    whole = gammaln(scale) - gammaln(scale + counts.sum())
    return whole + np.sum(gammaln(alpha + counts) - gammaln(alpha))


RARE = [0.02] * 4 + [0.46] * 2


def test_those_who_draw_the_same_rare_things_are_one_group():
    rows = [[1, 1, 0, 0, 1, 0], [1, 1, 0, 0, 0, 1], [0, 0, 0, 0, 1, 1], [1, 1, 0, 0, 1, 1], [0, 0, 1, 1, 0, 0]]
    (group,) = agglomerate([view(rows, RARE)])
    assert group.rows == (0, 1, 3)


def test_groups_of_different_things_stay_apart():
    rows = [[1, 1, 0, 0, 0, 0]] * 3 + [[0, 0, 1, 1, 0, 0]] * 3
    assert [group.rows for group in agglomerate([view(rows, RARE)])] == [(0, 1, 2), (3, 4, 5)]


def test_what_everybody_draws_ties_nobody():
    rows = [[0, 0, 0, 0, 1, 0], [0, 0, 0, 0, 0, 1]] * 3
    assert max(group.evidence for group in agglomerate([view(rows, RARE)])) < 1.0


def test_evidence_is_the_bayes_factor_of_one_urn_against_one_for_each():
    rows = [[1, 2, 0, 0, 1, 0], [2, 1, 0, 0, 0, 1], [1, 1, 1, 0, 0, 0]]
    (group,) = agglomerate([view(rows, RARE)])
    apart = sum(likelihood(row, RARE, 20.0) for row in rows)
    assert group.evidence == pytest.approx(likelihood(np.sum(rows, axis=0), RARE, 20.0) - apart)


def test_views_add_up():
    rows = [[1, 1, 0, 0, 0, 0]] * 2
    (once,), (twice,) = agglomerate([view(rows, RARE)]), agglomerate([view(rows, RARE)] * 2)
    assert twice.evidence == pytest.approx(2 * once.evidence)


def test_joining_is_the_bayes_factor_of_one_more_in_the_urn():
    rows = [[1, 2, 0, 0, 1, 0], [2, 1, 0, 0, 0, 1], [1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1]]
    gains = joining([view(rows, RARE)], [0, 1])
    group = np.sum(rows[:2], axis=0)
    apart = likelihood(group, RARE, 20.0) + likelihood(rows[2], RARE, 20.0)
    assert gains[2] == pytest.approx(likelihood(group + rows[2], RARE, 20.0) - apart)
    assert np.isneginf(gains[:2]).all()
    assert gains[3] < gains[2]
