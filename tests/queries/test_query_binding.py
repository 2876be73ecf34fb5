from datetime import date, datetime, timedelta

import pytest

from queries.binding import bind, bind_one
from queries.library import built_in
from queries.saved_query import Parameter, ParameterType
from workspace.errors import RingtraceError


def bound(kind, written):
    return bind_one(Parameter("x", ParameterType(kind), ""), written)


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    [
        ("string", " 0007 ", " 0007 "),
        ("integer", "-3", -3),
        ("integer", str(2**63 - 1), 2**63 - 1),
        ("number", "0.5", 0.5),
        ("boolean", "True", True),
        ("date", "2025-01-31", date(2025, 1, 31)),
        ("timestamp", "2025-01-31", datetime(2025, 1, 31)),
        ("timestamp", "2025-01-31T08:30:00", datetime(2025, 1, 31, 8, 30)),
        ("minutes", "1.5", timedelta(seconds=90)),
        ("days", "30", timedelta(days=30)),
    ],
)
def test_values_are_typed(kind, written, value):
    assert bound(kind, written) == value


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("integer", "1.5"), ("integer", str(2**63)), ("integer", ""), ("number", "nan"), ("number", "1e999"),
        ("boolean", "maybe"), ("date", "31.1.2025"), ("date", "2025-02-30"), ("timestamp", "now"),
        ("timestamp", "2025-01-31T08:30:00+08:00"), ("minutes", "-1"), ("days", "1e300"),
    ],
)  # fmt: skip
def test_values_that_do_not_fit_are_refused_by_name(kind, written):
    with pytest.raises(RingtraceError, match=r"x: .* is not "):
        bound(kind, written)


def test_defaults_are_taken_and_all_problems_named_at_once():
    query = built_in()["cards_swiped_together"]
    assert bind(query, {"card_id": "C1"}) == {"card_id": "C1", "within": timedelta(minutes=10), "at_least": 2}
    with pytest.raises(RingtraceError) as refused:
        bind(query, {"at_leats": "3", "within": "soon"})
    for told in ("did you mean 'at_least'", "card_id is missing", "'soon' is not a number of minutes", "Example: "):
        assert told in str(refused.value)
