from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from tiny_snapshot import TOWN, make_workspace

from graph.flow.code import Read, breaks, trace_code
from graph.flow.reading import Move
from workspace.errors import RingtraceError
from workspace.snapshots import Workspace


def read(day: int, shop: str = "A", *, lot: str | None = "b1", split: bool = False, undone: int | None = None) -> Read:
    return Read(
        datetime(2026, 3, day, 9), shop, "p", "c", f"s{day}", f"l{day}", "g", lot, 1.0, Decimal(10), split, None,
        datetime(2026, 3, undone, 10) if undone else None,
    )  # fmt: skip


def move(day: int, kind: str = "purchase", shop: str = "A", other: str | None = None) -> Move:
    return Move(datetime(2026, 3, day, 8), kind, shop, "b1", 10.0, f"m{day}{kind}", None, other, None)


def kinds(reads: list[Read], moves: list[Move]) -> list[str]:
    return [fault.kind for fault in breaks(reads, moves)]


def test_a_box_delivered_and_sold_once_breaks_nothing() -> None:
    assert kinds([read(5)], [move(1)]) == []


def test_a_box_that_nobody_delivered_is_told() -> None:
    assert kinds([read(5)], []) == ["no_delivery"]
    assert kinds([read(5)], [move(1, shop="B")]) == ["no_delivery"]


def test_a_delivery_after_the_sale_is_told_apart_from_none() -> None:
    assert kinds([read(5)], [move(9)]) == ["late_delivery"]


def test_a_line_without_its_lot_is_told() -> None:
    assert kinds([read(5, lot=None)], []) == ["no_lot"]


def test_a_box_sold_in_one_shop_and_read_in_another_is_back_in_trade() -> None:
    assert kinds([read(5), read(9, "B")], [move(1), move(1, shop="B")]) == ["back_in_trade"]


def test_a_box_returned_and_transferred_before_it_is_sold_again_breaks_nothing() -> None:
    moves = [move(1), move(7, "transfer_out", "A", "B"), move(8, "transfer_in", "B", "A")]
    assert kinds([read(5, undone=6), read(9, "B")], moves) == []


def test_a_return_without_a_transfer_does_not_explain_another_shop() -> None:
    assert kinds([read(5, undone=6), read(9, "B")], [move(1), move(1, shop="B")]) == ["back_in_trade"]


def test_a_box_sold_again_where_it_was_returned_breaks_nothing() -> None:
    assert kinds([read(5, undone=6), read(9)], [move(1)]) == []
    assert kinds([read(5), read(9)], [move(1)]) == ["read_again"]


def test_a_return_after_the_second_sale_explains_nothing() -> None:
    assert kinds([read(5, undone=12), read(9)], [move(1)]) == ["read_again"]


def test_parts_of_a_split_pack_share_its_code() -> None:
    assert kinds([read(5, split=True), read(9, split=True)], [move(1)]) == []


def test_a_code_is_followed_from_the_tables(town: Workspace) -> None:
    found = trace_code(town, "81000000000000000001")
    assert [(one.institution_id, one.settlement_id, one.undone_at is not None) for one in found.reads] == [
        ("i1", "s1", False),
        ("i2", "s3", True),
    ]
    assert [one.move_id for one in found.moves] == ["m1", "m2"]
    assert [one.kind for one in found.breaks] == ["back_in_trade", "no_lot"]


def test_a_code_read_once_is_found_as_well(town: Workspace) -> None:
    [only] = trace_code(town, "81000000000000000002").reads
    assert only.settlement_id == "s2"


def test_a_code_never_read_has_no_reads(town: Workspace) -> None:
    assert trace_code(town, "81000000000000000009").reads == ()


def test_a_graph_not_built_is_told(tmp_path: Path) -> None:
    with pytest.raises(RingtraceError, match="ringtrace build"):
        trace_code(make_workspace(tmp_path / "w", TOWN), "81000000000000000001")
