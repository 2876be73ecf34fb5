from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from tiny_snapshot import make_workspace

from graph.build import build
from graph.flow.subgraph import flow_subgraph
from graph.flow.trace import FlowTrace, lot, lots_of_drug, trace_lots
from workspace.errors import RingtraceError
from workspace.snapshots import Workspace


def _sale(name: str, shop: str, day: int, quantity: int, code: str, **more: Any) -> tuple[dict[str, Any], ...]:
    settlement = {
        "settlement_id": name, "card_id": "c", "person_id": "p", "institution_id": shop,
        "settled_at": f"2026-03-{day:02} 09:00:00", "total_amount": "10",
    }  # fmt: skip
    line = {"line_id": f"l-{name}", "settlement_id": name, "drug_id": "g", "batch_id": "b1", "quantity": quantity,
            "amount": "10", **more}  # fmt: skip
    return settlement, line, {"trace_code": code, "line_id": f"l-{name}"}


# A buys 10 of u, sends 4 to B, sells 3; B sells 2 before they come and 1 after; C sells 2 that nobody delivered,
# one of them a box that A sold before.
_SALES = [
    _sale("s1", "A", 3, 3, "k1"),
    _sale("s2", "B", 4, 2, "k2"),
    _sale("s3", "B", 8, 1, "k3"),
    _sale("s4", "C", 9, 2, "k1"),
    _sale("s5", "A", 10, 7, "k4", split_pack=True),
]
_CITY: dict[str, list[dict[str, Any]]] = {
    "persons": [{"person_id": "p"}],
    "cards": [{"card_id": "c", "person_id": "p"}],
    "institutions": [{"institution_id": one, "kind": "pharmacy"} for one in "ABC"],
    "drugs": [{"drug_id": "g"}],
    "batches": [{"batch_id": "b1", "drug_id": "g"}, {"batch_id": "b2", "drug_id": "g"}],
    "suppliers": [{"supplier_id": "u"}],
    "settlements": [one[0] for one in _SALES],
    "lines": [one[1] for one in _SALES],
    "scans": [one[2] for one in _SALES],
    "stock_moves": [
        {"move_id": "m1", "institution_id": "A", "batch_id": "b1", "kind": "purchase", "quantity": 10,
         "moved_at": "2026-03-01 08:00:00", "supplier_id": "u"},
        {"move_id": "m2", "institution_id": "A", "batch_id": "b1", "kind": "transfer_out", "quantity": 4,
         "moved_at": "2026-03-05 08:00:00", "counterparty_id": "B"},
        {"move_id": "m3", "institution_id": "B", "batch_id": "b1", "kind": "transfer_in", "quantity": 4,
         "moved_at": "2026-03-05 12:00:00", "counterparty_id": "A"},
        {"move_id": "m4", "institution_id": "A", "batch_id": "b1", "kind": "purchase_return", "quantity": 1,
         "moved_at": "2026-03-06 12:00:00", "supplier_id": "u"},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = make_workspace(tmp_path_factory.mktemp("flow") / "w", _CITY)
    build(workspace)
    return workspace


@pytest.fixture(scope="module")
def traced(city: Workspace) -> FlowTrace:
    return trace_lots(city, ["b1"])


def test_the_books_of_each_shop_add_up(traced: FlowTrace) -> None:
    shops = {one.institution_id: one for one in traced.shops}
    assert (shops["A"].purchase, shops["A"].transfer_out, shops["A"].purchase_return, shops["A"].sold) == (10, 4, 1, 3)
    assert (shops["A"].left, shops["A"].unexplained, shops["A"].short) == (2, 0, 0)


def test_goods_only_go_forward_in_time(traced: FlowTrace) -> None:
    [b] = [one for one in traced.shops if one.institution_id == "B"]
    assert (b.left, b.unexplained, b.short, b.short_at) == (1, 0, 2, datetime(2026, 3, 4, 9))


def test_what_nobody_delivered_is_unexplained_and_comes_first(traced: FlowTrace) -> None:
    assert (traced.shops[0].institution_id, traced.shops[0].unexplained) == ("C", 2)
    assert [(one.kind, one.institution_id) for one in traced.breaks] == [("unexplained", "C"), ("late_delivery", "B")]


def test_parts_of_split_packs_are_no_packs(traced: FlowTrace) -> None:
    assert [one.sold_part for one in traced.shops if one.institution_id == "A"] == [7]


def test_deliveries_returns_transfers_and_boxes_read_again_flow_as_what_they_are(traced: FlowTrace) -> None:
    assert [(one.kind, one.start, one.end, one.packs) for one in traced.flows] == [
        ("delivered", "u", "A", 10),
        ("read_again", "A", "C", 1),
        ("returned", "A", "u", 1),
        ("transferred", "A", "B", 4),
    ]


def test_everything_that_happened_is_in_order_of_time(traced: FlowTrace) -> None:
    assert [one.at for one in traced.happenings] == sorted(one.at for one in traced.happenings)
    assert (traced.happened, len(traced.happenings)) == (9, 9)


def test_a_span_starts_from_what_was_there_before(city: Workspace) -> None:
    found = trace_lots(city, ["b1"], (datetime(2026, 3, 5), datetime(2026, 3, 9)))
    [a] = [one for one in found.shops if one.institution_id == "A"]
    assert (a.had, a.purchase, a.transfer_out, a.sold, a.left) == (7, 0, 4, 0, 2)
    assert {one.kind for one in found.flows} == {"returned", "transferred"}


def test_a_drug_is_all_its_lots(city: Workspace) -> None:
    assert lots_of_drug(city, "g") == ["b1", "b2"]
    assert lot(city, "b2") == ["b2"]
    with pytest.raises(RingtraceError, match="no lot b9"):
        lot(city, "b9")


def test_the_subgraph_has_the_suppliers_and_shops_with_their_flows(traced: FlowTrace) -> None:
    nodes, edges = flow_subgraph(traced)
    assert {(node.label, node.key) for node in nodes} == {
        ("Supplier", "u"), ("Institution", "A"), ("Institution", "B"), ("Institution", "C"),
    }  # fmt: skip
    assert len(edges) == 4


def test_a_town_without_stock_or_codes_is_traced_as_far_as_it_goes(tmp_path: Path) -> None:
    left_out = ("stock_moves", "scans", "suppliers")
    workspace = make_workspace(tmp_path / "w", {name: rows for name, rows in _CITY.items() if name not in left_out})
    build(workspace)
    found = trace_lots(workspace, ["b1"])
    assert sum(shop.sold for shop in found.shops) == 8
    assert found.flows == ()
