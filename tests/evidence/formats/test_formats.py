"""Every format: validated against its schema, opened again by other tools, the same bytes twice."""

import io
import os
from pathlib import Path
from types import SimpleNamespace

import igraph
import networkx as nx
import pytest
import xmlschema

from evidence.formats import graph_formats
from evidence.subgraph import GraphEdge, GraphNode, Subgraph

SCHEMAS = Path(__file__).parents[4] / "shared/schemas"
HARM = "<script>alert(1)</script>&\"'\u202e]]>"
GRAPH = Subgraph(
    "倒卖团伙 <b>\x00",
    (
        GraphNode("Person:P1", "Person", "P1", "王小明", "organiser", 0.9, -1.0, 0.5),
        GraphNode("Person:P2", "Person", "P2", f"{HARM}\x07\ud800", "lender", 0.25, 1.0, -0.5),
        GraphNode("Institution:I1", "Institution", "I1", "长江大药房", "sink_shop", 1.0),
    ),
    (
        GraphEdge("Person:P1", "Institution:I1", "BOUGHT_AT", 12, 810.5, "2026-01-02", "2026-03-04"),
        GraphEdge("Person:P1", "Person:P2", "LIVES_WITH"),
        GraphEdge("Person:P1", "Person:P2", "CO_SWIPE", 9, None, "", "", 1.2e-9, f"一起刷卡 {HARM}"),
    ),
)
FORMATS = {form.name: form for form in graph_formats()}
every_format = pytest.mark.parametrize("form", FORMATS.values(), ids=lambda form: form.name)


def schema(file):
    if not (SCHEMAS / file).is_file():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{SCHEMAS / file} is missing")
        pytest.skip(f"no schemas beside the project: {SCHEMAS / file}")
    return SCHEMAS / file


def gexf_schema():
    return xmlschema.XMLSchema(schema("gexf-1.3/gexf.xsd"))


def graphml_schema():
    folder = schema("graphml/graphml.xsd").parent
    return xmlschema.XMLSchema(
        folder / "graphml.xsd", locations={"http://www.w3.org/1999/xlink": str(folder / "xlink.xsd")}, allow="local"
    )


def read_networkx(form, content):
    read = {"graphml": nx.read_graphml, "gexf": nx.read_gexf}[form]
    found = read(io.BytesIO(content))
    return SimpleNamespace(
        names={key: held.get("name") for key, held in found.nodes(data=True)},
        edges=sorted((start, end, held.get("kind"), held.get("times")) for start, end, held in found.edges(data=True)),
    )


def test_there_are_formats():
    assert {"graphml", "gexf"} <= set(FORMATS)


@every_format
def test_a_format_says_what_it_is_and_gives_the_same_bytes_twice(form):
    assert form.title
    assert form.suffix.startswith(".")
    assert form.render(GRAPH) == form.render(GRAPH)


@every_format
@pytest.mark.parametrize("nodes", [0, 1])
def test_a_graph_without_ties_can_be_written(form, nodes):
    assert form.render(Subgraph("empty", GRAPH.nodes[:nodes], ()))


@pytest.mark.parametrize("nodes", [0, 3])
@pytest.mark.parametrize(("name", "made"), [("graphml", graphml_schema), ("gexf", gexf_schema)])
def test_a_file_fits_the_schema_of_its_format(name, made, nodes):
    graph = GRAPH if nodes else Subgraph("empty", (), ())
    text = FORMATS[name].render(graph).decode()
    assert [str(error.reason) for error in made().iter_errors(text)] == []


@pytest.mark.parametrize("name", ["graphml", "gexf"])
def test_networkx_reads_it_with_chinese_names_and_every_tie(name):
    found = read_networkx(name, FORMATS[name].render(GRAPH))
    assert found.names["Person:P1"] == "王小明"
    assert found.names["Person:P2"] == f"{HARM}⟨U+0007⟩⟨U+D800⟩"
    assert len(found.edges) == 3
    if name == "graphml":
        assert ("Person:P1", "Institution:I1", "BOUGHT_AT", 12) in found.edges


def test_igraph_reads_graphml_with_chinese_names_and_positions(tmp_path):
    (tmp_path / "ring.graphml").write_bytes(FORMATS["graphml"].render(GRAPH))
    found = igraph.Graph.Read_GraphML(str(tmp_path / "ring.graphml"))
    assert found.vs["name"][0] == "王小明"
    assert found.vs["x"] == [-1, 1, 0]
    assert sorted(found.es["kind"]) == ["BOUGHT_AT", "CO_SWIPE", "LIVES_WITH"]
