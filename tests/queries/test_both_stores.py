"""Every saved query on both stores, with the same city: the same rows."""

from decimal import Decimal

import pytest
from drawing import QUERIES, drawn

from graph.store import GraphStore, Limits
from queries.dialects import Engine
from queries.runner import run_query

pytestmark = pytest.mark.slow


def asked(store: GraphStore, name: str, given: dict[str, str], engine: Engine) -> list[tuple]:
    answer = run_query(store, QUERIES[name], given, limits=Limits(rows=0), unmasked=True, engine=engine)
    return [row for batch in answer for row in batch]


def plain(row: tuple) -> list:
    """Sums of doubles depend on their order: they are compared to nine digits."""
    return [pytest.approx(float(one), rel=1e-9) if isinstance(one, float | Decimal) else one for one in row]


@pytest.mark.parametrize("name", QUERIES)
def test_a_saved_query_gives_the_same_rows_on_both(store, city_in_neo4j, name):
    given = drawn(store, name)
    embedded = asked(store, name, given, Engine.LADYBUG)
    assert asked(city_in_neo4j, name, given, Engine.NEO4J) == [tuple(plain(row)) for row in embedded]


def test_all_but_one_of_them_have_rows_to_compare(store):
    found = {name for name in QUERIES if asked(store, name, drawn(store, name), Engine.LADYBUG)}
    assert QUERIES.keys() - found <= {"transfers_of_an_institution"}  # a small city has none
