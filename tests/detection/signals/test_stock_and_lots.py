import pytest
from small_town import at, on_both_engines

from detection.signals import lot_excess, stock_excess, undelivered_lot


def units(town, signal):
    found = town.search(signal).units
    return [tuple(row) for row in found[list(signal.unit)].itertuples(index=False)]


@pytest.mark.parametrize("module", [stock_excess, lot_excess, undelivered_lot], ids=lambda one: one.signal.name)
def test_honest_shops_are_not_found(town, module):
    assert units(town, module.signal) == []


def bill_without_goods(town, packs=150):
    for number in range(packs):
        town.sell(f"P{number}", "I2", at(5 + number, 10), drug="D7")


@on_both_engines
def test_stock_excess_finds_a_shop_that_bills_what_it_never_had(town):
    bill_without_goods(town)
    assert units(town, stock_excess.signal) == [(2, 9)]  # keys by order of the ids: I2, D7


@on_both_engines
def test_lot_excess_finds_the_lot(town):
    bill_without_goods(town)
    assert units(town, lot_excess.signal) == [(2, 9)]  # the lots of drugs 0 and 1, 10 to 15, 2 to 7


@pytest.mark.parametrize("module", [stock_excess, lot_excess], ids=lambda one: one.signal.name)
def test_a_purchase_entered_late_counts(town, module):
    bill_without_goods(town)
    town.add(
        "stock_moves", move_id="late", institution_id="I2", batch_id="B-D7", kind="purchase", quantity=150,
        moved_at=at(190, 8),
    )  # fmt: skip
    assert units(town, module.signal) == []


def test_one_lost_paper_is_no_finding(town):
    town.rows["stock_moves"] = [row for row in town.rows["stock_moves"] if row["move_id"] != "M2-7-1"]
    assert units(town, stock_excess.signal) == []


def sell_foreign_lots(town, lots):
    for number in range(lots):
        town.add("batches", batch_id=f"X{number}", drug_id="D7", lot_number=f"X{number}")
        town.sell(f"P{number}", "I4", at(20 + number, 10), drug="D7", lot=f"X{number}")


@on_both_engines
def test_undelivered_lot_finds_a_shop_with_a_source_of_its_own(town):
    sell_foreign_lots(town, lots=12)
    assert units(town, undelivered_lot.signal) == [(4, 9)]


def test_undelivered_lot_takes_one_lot_for_a_lost_paper(town):
    sell_foreign_lots(town, lots=1)
    assert units(town, undelivered_lot.signal) == []


def test_undelivered_lot_accepts_a_transfer_from_another_shop(town):
    sell_foreign_lots(town, lots=12)
    for number in range(12):
        town.add(
            "stock_moves", move_id=f"T{number}", institution_id="I4", batch_id=f"X{number}", kind="transfer_in",
            quantity=5, moved_at=at(15 + number, 8), counterparty_id="I1",
        )  # fmt: skip
    assert units(town, undelivered_lot.signal) == []
