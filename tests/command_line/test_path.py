import json

import pytest

from graph.build import build
from workspace.snapshots import Workspace


@pytest.fixture
def built(searched):
    """Three people at two shops; nothing but the shops joins them."""
    build(Workspace.open(searched))
    return searched


def test_a_path_names_each_step_with_its_settlements(ringtrace, built):
    result = ringtrace("path", "person:P1", "person:P2", "-w", built, "-k", "1")
    assert result.exit_code == 0, result.stderr
    assert "王** (person:P1) settled 5 times at" in result.stdout
    assert "2026-03-01 09:30 S0" in result.stdout
    assert "小明" not in result.stdout


def test_the_json_holds_every_settlement_and_how_far_was_looked(ringtrace, built):
    found = json.loads(ringtrace("path", "person:P1", "person:P2", "-w", built, "--json").stdout)
    [hop, _] = found["paths"][0]["hops"]
    assert [one["settlement_id"] for one in hop["evidence"][0]["payments"]] == ["S0", "S6", "S12", "S18", "S24"]
    assert 0 < found["paths"][0]["strength"] < 1
    assert found["looked"]["exhausted"] in (True, False)


def test_a_name_that_nobody_else_has_will_do(ringtrace, built):
    found = json.loads(ringtrace("path", "王小明", "person:P2", "-w", built, "--json").stdout)
    assert found["paths"][0]["nodes"][0] == {"label": "Person", "key": "P1"}


def test_paths_keep_clear_of_what_is_excluded(ringtrace, built):
    one = json.loads(
        ringtrace("path", "person:P1", "person:P2", "-w", built, "--json", "--not-through", "shop:I1").stdout
    )
    assert {node["key"] for path in one["paths"] for node in path["nodes"]}.isdisjoint({"I1"})
    none = ringtrace("path", "person:P1", "person:P2", "-w", built, "--not-through", "Institution")
    assert "No path found" in none.stdout
    assert "all that connects them within 8 steps" in none.stdout


def test_a_path_goes_through_what_is_asked_for(ringtrace, built):
    found = json.loads(
        ringtrace("path", "person:P1", "person:P2", "-w", built, "--through", "person:P3", "--json").stdout
    )
    assert found["paths"]
    assert all({"label": "Person", "key": "P3"} in path["nodes"] for path in found["paths"])


def test_a_span_of_days_leaves_out_what_happened_at_other_times(ringtrace, built):
    def nodes(span):
        result = ringtrace("path", "person:P1", "person:P2", "-w", built, "--json", "--within", span)
        return [[node["key"] for node in path["nodes"]] for path in json.loads(result.stdout)["paths"]]

    assert ["P1", "I1", "P2"] in nodes("2026-03-01..2026-03-06")
    assert nodes("2027-01-01..2027-01-31") == []


def test_what_both_have_in_common_is_listed(ringtrace, built):
    common = json.loads(ringtrace("path", "person:P1", "person:P2", "-w", built, "--shared", "--json").stdout)
    assert [one["node"]["key"] for one in common] == ["I1", "I2"]


def test_several_nodes_are_joined_by_a_tree(ringtrace, built):
    tree = json.loads(ringtrace("path", "card:C1", "card:C2", "card:C3", "-w", built, "--json").stdout)
    assert len(tree["hops"]) == 6  # three cards, three people, one shop
    assert tree["apart"] == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("person:P1", "person:P1"), "two different nodes"),
        (("person:P1", "person:nobody"), "Nothing is called"),
        (("person:P1", "王"), "Nothing is called"),
        (("person:P1", "code:123"), "ringtrace trace code:123"),
        (("person:P1", "drug:D1"), "everyone who takes it"),
    ],
)
def test_what_cannot_be_an_end_is_told(ringtrace, built, arguments, told):
    result = ringtrace("path", *arguments, "-w", built)
    assert result.exit_code == 1
    assert told in result.stderr


@pytest.mark.parametrize("span", ["soon", "0", "2026-03-02..2026-03-01", "2026-02-30..2026-03-01"])
def test_a_span_that_is_none_is_wrong_usage(ringtrace, built, span):
    assert ringtrace("path", "person:P1", "person:P2", "-w", built, "--within", span).exit_code == 2
