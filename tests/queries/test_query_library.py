"""Each saved query keeps the rules, and gives on a small city what its header tells."""

import re
from pathlib import Path

import pytest
from drawing import MAY_BE_EMPTY, QUERIES, drawn

from graph.store import GraphStore, Limits
from queries.dialects import Engine, text_for
from queries.library import LIBRARY
from queries.runner import run_query
from queries.saved_query import GROUPS

DOCS = Path(__file__).parents[2] / "docs"
every_query = pytest.mark.parametrize("name", QUERIES)


def test_the_library_covers_every_group_with_at_least_thirty_queries():
    assert len(QUERIES) >= 30
    assert {query.group for query in QUERIES.values()} == GROUPS.keys() - {"own"}


def test_every_file_of_the_library_is_a_query():
    assert {file.stem for file in LIBRARY.iterdir()} == QUERIES.keys()


@every_query
def test_it_runs_and_gives_the_columns_that_its_header_tells(store: GraphStore, name: str):
    answer = run_query(store, QUERIES[name], drawn(store, name), limits=Limits(rows=0), unmasked=True)
    rows = [row for batch in answer for row in batch]
    assert rows or name in MAY_BE_EMPTY
    assert len(set(rows)) == len(rows), "a row comes twice"


@every_query
def test_its_rows_have_an_order(name: str):
    assert "ORDER BY" in QUERIES[name].text or "UNION" in QUERIES[name].text


@every_query
def test_it_is_in_the_portable_subset(name: str):
    text = text_for(QUERIES[name].text, Engine.NEO4J)
    assert "$$" not in text
    engine_only = r"\b(CAST|label|date_part|date_trunc|list_\w+|interval)\s*\(|\|\||\bSHORTEST\b|node_number"
    assert not re.search(engine_only, text)
    assert not re.search(r":(ON|AT)\b(?!`)", re.sub(r"\[\w*:AT\]", "", text)), "words of the language are quoted"


@every_query
def test_it_has_its_place_in_the_docs(name: str):
    assert f"`{name}`" in (DOCS / "queries.md").read_text(encoding="utf-8")
