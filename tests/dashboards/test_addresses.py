"""Addresses name no phone, address or card, and open the same node again."""

import pytest

from dashboards import addresses
from dashboards.addresses import address, is_opaque
from dashboards.standing import VARIABLE, graph, standing
from graph.build import build
from graph.store import NodeRef
from tests.dashboards.conftest import searched_city
from workspace.errors import RingtraceError

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    return searched_city(tmp_path_factory.mktemp("addressed"))


@pytest.fixture(autouse=True)
def there(monkeypatch, city):
    monkeypatch.setenv(VARIABLE, str(city.path))


def some(label, key):
    with graph(standing()) as store:
        return [
            NodeRef(label, row[0])
            for row in store.query(f"MATCH (n:{label}) RETURN n.{key} AS k ORDER BY k LIMIT 3").rows
        ]


@pytest.mark.parametrize(("label", "key"), [("Contact", "contact_id"), ("Card", "card_id")])
def test_an_address_hides_the_value_and_opens_the_same_node(label, key):
    for ref in some(label, key):
        name = address(ref)
        assert is_opaque(name)
        assert ref.key not in name
        assert ref.key.rpartition(":")[2] not in name
        assert addresses.opened(standing(), name) == ref


def test_ids_of_people_and_shops_stand_as_they_are():
    assert address(NodeRef("Person", "P1")) == "Person:P1"
    assert not is_opaque("Person:~1")


def test_a_link_of_elsewhere_is_told():
    with pytest.raises(RingtraceError, match="leads to nothing"):
        addresses.opened(standing(), "Contact:~00")


def test_the_key_is_its_owners_alone(city):
    address(NodeRef("Contact", "phone:1"))
    assert (city.path / "address.key").stat().st_mode & 0o077 == 0
    assert not list(city.path.glob(".address-*"))


def test_the_explorers_address_holds_no_phone_and_a_link_opens_it(opened, city):
    [ref, *_] = some("Contact", "contact_id")
    app = opened(city.path, "explorer")
    app.text_input[0].set_value(ref.key).run()
    assert not app.exception
    [name] = app.query_params["node"] if isinstance(app.query_params["node"], list) else [app.query_params["node"]]
    assert name == address(ref)
    again = opened(city.path, "explorer", node=name)
    assert not again.exception
    assert not again.error


def test_a_graph_that_is_built_anew_is_another_standing(city):
    before = standing()
    with graph(before) as old:
        pass
    build(city, force=True)
    assert standing() != before
    with graph(standing()) as new:
        assert new is not old
        assert new.counts()["Person"] == 1_000
