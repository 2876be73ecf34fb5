"""No single row gives a crime away: plain classifiers find next to nothing."""

import pytest
from give_aways import areas, beside_honest, rows_of

from simulation.generate import generate_city

pytestmark = pytest.mark.slow

PERSONS, MONTHS = 10_000, 8
CLASSIFIERS = ("logistic", "boosting")
AT_MOST = 0.6
# One column alone; every ring has its own drugs, and few rings make up a small city.
ONE_COLUMN_AT_MOST = 0.6


@pytest.fixture(scope="module", params=["easy", "mid", "hard"])
def found(request, tmp_path_factory):
    city = tmp_path_factory.mktemp("city") / request.param
    generate_city(city, persons=PERSONS, months=MONTHS, seed=3, level=request.param, file_type="parquet")
    return areas(beside_honest(rows_of(city), seed=0))


def test_no_classifier_tells_false_lines_from_honest_ones_by_single_rows(found):
    assert {name: found[name] for name in CLASSIFIERS if found[name] > AT_MOST} == {}


def test_no_single_column_tells_false_lines_from_honest_ones(found):
    assert {name: area for name, area in found.items() if area > ONE_COLUMN_AT_MOST} == {}


def test_the_classifiers_would_see_a_give_away(tmp_path):
    city = generate_city(tmp_path / "city", persons=3000, months=4, seed=3, level="mid", file_type="parquet")
    rows = rows_of(city)
    rows.loc[rows["false"], "hour"] = 22.5
    assert areas(beside_honest(rows, seed=0))["boosting"] > 0.9
