from collections.abc import Mapping
from typing import Any

from graph.among import among
from graph.anchoring import listed
from graph.keys import Keys
from graph.numbering import NUMBER
from graph.projection import projection_folder
from graph.store import Edge, GraphStore, NodeRef
from workspace.snapshots import Workspace

WAYS = ("HOLDS", "BOUGHT_AT", "LIVES_WITH", "ACTS_FOR", "WORKS_AT")
PEOPLE = [NodeRef("Person", "0007"), NodeRef("Person", "0008"), NodeRef("Person", "p\\3")]
OTHERS = [NodeRef("Card", "c1"), NodeRef("Institution", "i1"), NodeRef("Institution", "i2"), NodeRef("Doctor", "d1")]
IN_A_LIST = "MATCH (n:Person) WHERE n.person_id IN $keys RETURN n.person_id"


def ends(edges: list[Edge]) -> set[tuple[str, frozenset[str]]]:
    return {(one.label, frozenset((one.start.key, one.end.key))) for one in edges}


def test_the_edges_are_those_that_neighbours_have_between_the_nodes(store: GraphStore) -> None:
    members = {*PEOPLE, *OTHERS}
    _, edges = among(store, members, WAYS)
    around = [store.neighbours(one, edges=WAYS, limit=100) for one in sorted(members)]
    known = [edge for found in around if found for edge in found.edges if {edge.start, edge.end} <= members]
    assert ends(edges) == ends(known) != set()
    assert len(edges) == len(ends(edges))


def test_nodes_bear_their_names_and_edges_how_many_settlements(store: GraphStore) -> None:
    nodes, edges = among(store, [*PEOPLE, *OTHERS], WAYS)
    assert {one.ref: one.properties for one in nodes}[PEOPLE[2]] == {"name": "Zoë 🐉\nsecond line"}
    [bought] = [one for one in edges if one.label == "BOUGHT_AT"]
    assert (bought.start, bought.end, bought.properties) == (PEOPLE[0], OTHERS[1], {"settlements": 2})


def test_who_is_not_in_the_graph_does_not_come(store: GraphStore) -> None:
    nodes, _ = among(store, [PEOPLE[0], NodeRef("Person", "nobody")], WAYS)
    assert [one.ref for one in nodes] == [PEOPLE[0]]


def test_a_list_of_keys_is_told_by_numbers(town: Workspace) -> None:
    text, given = led(town, IN_A_LIST, {"keys": ["0007", "nobody"]})
    assert text == f"MATCH (n:Person) WHERE n.{NUMBER} IN $keys RETURN n.person_id"
    assert len(given["keys"]) == 1


def test_a_query_of_another_form_stays_as_it_is(town: Workspace) -> None:
    for text in (
        "MATCH (n:Person) WHERE n.name IN $keys RETURN n.person_id",  # not the key
        "MATCH (n:Person) WHERE n.person_id IN $keys RETURN $keys",  # the keys are read again
        "MATCH (n:Person) WHERE n.person_id IN $keys AND n.name = 'a' RETURN n.person_id",
        "MATCH (n:Person {name: ' WHERE n.person_id IN $keys RETURN '}) RETURN n.person_id",
    ):
        assert led(town, text, {"keys": ["0007"]}) == (text, {"keys": ["0007"]})


def led(town: Workspace, text: str, given: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    return listed(text, given, Keys(projection_folder(town.require_current())))
