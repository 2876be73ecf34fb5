from datetime import datetime

import pytest

from graph.flow.balance import LotBalance, shop_balance
from graph.flow.buyers import buyers
from graph.flow.reading import reading
from graph.naming import names
from graph.store import NodeRef
from tests.graph.flow.test_lot_flow import city  # noqa: F401
from workspace.snapshots import Workspace


@pytest.fixture(scope="module")
def books(city: Workspace) -> dict[str, LotBalance]:  # noqa: F811
    return {one.batch_id: one for one in shop_balance(city, "A")}


def test_a_shops_stock_is_told_lot_by_lot_with_the_drug(books: dict[str, LotBalance]) -> None:
    assert set(books) == {"b1"}
    book = books["b1"].book
    assert (books["b1"].drug_id, book.came, book.went, book.left, book.unexplained) == ("g", 10, 8, 2, 0)


def test_what_never_came_is_the_lots_unexplained_part(city: Workspace) -> None:  # noqa: F811
    [one] = shop_balance(city, "C")
    assert (one.book.came, one.book.sold, one.book.unexplained) == (0, 2, 2)


def test_a_period_counts_what_was_there_before(city: Workspace) -> None:  # noqa: F811
    [one] = shop_balance(city, "A", (datetime(2026, 3, 4), None))
    assert (one.book.had, one.book.came, one.book.sold) == (7, 0, 0)


def test_a_shop_that_nobody_knows_has_no_stock(city: Workspace) -> None:  # noqa: F811
    assert shop_balance(city, "nobody") == ()


def test_buyers_add_up_to_what_was_sold(city: Workspace) -> None:  # noqa: F811
    with reading(city) as engine:
        found = buyers(engine, city.require_current(), ["b1"], (None, None))
    assert sum(one.packs for one in found) == 3 + 2 + 1 + 2  # the split pack is counted in units
    assert {one.person_id for one in found} == {"p"}


def test_those_beyond_the_most_are_one_a_shop(city: Workspace) -> None:  # noqa: F811
    with reading(city) as engine:
        found = buyers(engine, city.require_current(), ["b1"], (None, None), most=0)
    assert {(one.institution_id, one.person_id, one.people) for one in found} == {(shop, None, 1) for shop in "ABC"}


def test_a_kind_without_names_or_rows_gives_none(city: Workspace) -> None:  # noqa: F811
    assert names(city, [NodeRef("Card", "c"), NodeRef("Institution", "A"), NodeRef("Person", "x")]) == {}
