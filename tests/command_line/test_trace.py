import json

import pytest
from conftest import ROWS, write_table

from graph.build import build
from workspace.snapshots import Workspace


@pytest.fixture
def built(searched):
    """L0 at I1 and L1 at I2 are of lot B1; the same box was read at both; only I1 ever got the lot."""
    tables = searched / "snapshots/s1/tables"
    write_table(tables / "batches", "batches", [{"batch_id": "B1", "drug_id": "D1"}])
    write_table(tables / "suppliers", "suppliers", [{"supplier_id": "U1", "name": "国药"}])
    write_table(tables / "lines", "lines", [{**row, "batch_id": "B1"} for row in ROWS["lines"][:2]])
    write_table(tables / "scans", "scans", [{"trace_code": "K1", "line_id": line} for line in ("L0", "L1")])
    bought = {
        "move_id": "M1", "institution_id": "I1", "batch_id": "B1", "kind": "purchase", "quantity": 5,
        "moved_at": "2026-02-01T08:00:00", "supplier_id": "U1",
    }  # fmt: skip
    write_table(tables / "stock_moves", "stock_moves", [bought])
    build(Workspace.open(searched))
    return searched


def test_a_code_is_followed_from_supplier_to_shop_to_card_and_back_into_trade(ringtrace, built):
    printed = ringtrace("trace", "code:K1", "-w", built, env={"COLUMNS": "250"}).stdout
    assert printed.index("bought from 国药") < printed.index("settlement S0") < printed.index("settlement S1")
    assert "Sold at I1 on 2026-03-01, read again at I2" in printed
    assert "小明" not in printed


def test_a_lot_shows_the_books_of_its_shops(ringtrace, built):
    printed = ringtrace("trace", "batch:B1", "-w", built, env={"COLUMNS": "250"}).stdout
    assert "1 lot at 2 shops: 4 packs sold" in printed
    assert "I2 let go of 2 packs more than ever came" in printed


def test_the_json_of_a_drug_holds_every_event_of_the_days_asked_for(ringtrace, built):
    found = json.loads(ringtrace("trace", "drug:D1", "-w", built, "--from", "2026-03-02", "--json").stdout)
    assert [one["institution_id"] for one in found["happenings"]] == ["I2"]


@pytest.mark.parametrize("node", ["code:K1", "lot:B1"])
def test_a_trace_is_given_as_graph_and_as_epcis(ringtrace, built, node):
    graph = json.loads(ringtrace("trace", node, "-w", built, "--format", "graph").stdout)
    assert graph["nodes"] and graph["edges"]
    document = json.loads(ringtrace("trace", node, "-w", built, "--format", "epcis").stdout)
    assert document["type"] == "EPCISDocument"


@pytest.mark.parametrize(
    ("node", "told"),
    [
        ("code:nobody", "never read"),
        ("lot:none", "no lot"),
        ("person:P1", "cannot be traced"),
        ("K1", "cannot be traced"),
    ],
)
def test_what_cannot_be_traced_is_told(ringtrace, built, node, told):
    result = ringtrace("trace", node, "-w", built)
    assert (result.exit_code, result.stdout) == (1, "")
    assert told in result.stderr


def test_days_that_run_backwards_are_wrong_usage(ringtrace, built):
    assert ringtrace("trace", "lot:B1", "-w", built, "--from", "2026-03-02", "--to", "2026-03-01").exit_code == 2
    assert ringtrace("trace", "lot:B1", "-w", built, "--from", "soon").exit_code == 2
