import pytest

from graph import declaration
from graph.docs import DOCS_FILE, graph_page
from graph.kinds import EdgeKind, NodeKind, Property, PropertyType

KEY = Property("thing_id", PropertyType.STRING, "the thing")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Property("thingId", PropertyType.STRING, "x"), "lower_snake_case"),
        (lambda: Property("x; DROP", PropertyType.STRING, "x"), "lower_snake_case"),
        (lambda: Property("thing", PropertyType.STRING, ""), "does not say what it means"),
        (lambda: NodeKind("thing", "a thing", (KEY,), "things"), "CamelCase"),
        (lambda: NodeKind("Thing", "", (KEY,), "things"), "does not say what it means"),
        (lambda: NodeKind("Thing", "a thing", (), "things"), "needs a key"),
        (lambda: NodeKind("Thing", "a thing", (KEY, KEY), "things"), "declares a property twice"),
        (
            lambda: NodeKind("Thing", "a thing", (Property("n", PropertyType.INTEGER, "n"),), "things"),
            "needs a key",
        ),
        (lambda: EdgeKind("likes", "likes", (("Thing", "Thing"),)), "UPPER_SNAKE_CASE"),
        (lambda: EdgeKind("LIKES", "likes", ()), "joins nothing"),
        (lambda: EdgeKind("LIKES", "likes", (("Thing", "Thing"),), source="things"), "start and end"),
    ],
)
def test_a_kind_declared_wrongly_cannot_be_made(make, message) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def test_an_edge_to_an_unknown_kind_is_refused() -> None:
    edge = EdgeKind("LIKES", "likes", (("Person", "Ghost"),))
    with pytest.raises(ValueError, match="LIKES joins Ghost"):
        declaration.check(declaration.NODE_KINDS, {"LIKES": edge})


def test_labels_are_declared_once() -> None:
    assert len(declaration.NODE_KINDS) == len(declaration.NODES)
    assert len(declaration.EDGE_KINDS) == len(declaration.EDGES)


def test_the_documentation_is_what_the_declaration_says() -> None:
    assert DOCS_FILE.read_text(encoding="utf-8") == graph_page(), "run: python -m graph.docs"
