from datetime import date

import pytest

from queries.asked import Recorded, asked
from queries.dialects import Engine, text_for
from queries.library import built_in
from workspace.audit import Secret, keep_with
from workspace.errors import RingtraceError


def test_a_saved_query_is_told_by_its_name():
    query = built_in()["who_got_lot"]
    assert asked(text_for(query.text, Engine.NEO4J), {"batch_id": "B1"}).about == "query:who_got_lot"


def test_words_of_a_query_are_told_and_values_that_may_be_personal_are_secret():
    text = (
        "MATCH (p:Person {name: '王小明'}) WHERE p.phone = \"138\" OR p.n = 13800000000 // for 李雷\nRETURN p LIMIT 5"
    )
    told = asked(text, {}).details
    assert told["query"] == ("MATCH (p:Person {name: '…1'}) WHERE p.phone = '…2' OR p.n = …3 \nRETURN p LIMIT 5")
    assert told["values"] == ["王小明", "138", "13800000000"]
    assert all(isinstance(one, Secret) for one in told["values"])


@pytest.mark.parametrize(
    ("name", "value", "secret"),
    [
        ("person_id", "P1", False),
        ("card_id", "6222", True),
        ("phone", 13800000000, True),
        ("at_least", 3, False),
        ("since", date(2026, 3, 1), False),
        ("names", ["王小明"], True),
    ],
)
def test_values_of_parameters_are_secret_unless_nobody_is_known_by_them(name, value, secret):
    told = asked("RETURN 1", {name: value}).details["parameters"][name]
    one = told[0] if isinstance(told, list) else told
    assert isinstance(one, Secret) is secret


def test_a_query_that_cannot_be_written_does_not_run():
    class Store:
        def stream(self, *_, **__):
            raise AssertionError("it ran")

    def full(*_):
        raise RingtraceError("disk full")

    keep_with(full)
    with pytest.raises(RingtraceError, match="disk full"):
        Recorded(Store(), None).stream("RETURN 1")
