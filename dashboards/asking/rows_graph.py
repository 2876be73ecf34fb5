"""Rows as a graph: a node for each value of a column that is called after a kind of node, a tie within each row."""

import re
from itertools import pairwise
from typing import Any

from dashboards.downloads import Table
from dashboards.drawing import Drawing, draw
from dashboards.exploring import MOST as LIMIT
from graph.lookup import WORDS
from graph.store import Edge, Node, NodeRef
from queries.saved_query import Column, ColumnType, SavedQuery

__all__ = ["LIMIT", "drawing_of", "kind_of"]
_ENDING = re.compile(r"(_id|_code|_\d+|s)$")


def kind_of(column: Column) -> str:
    """The kind of node that a column names by its ids; empty where it names none, or where its values are masked."""
    if column.type not in (ColumnType.STRING, ColumnType.STRINGS) or column.personal:
        return ""
    name = column.name
    return WORDS.get(name) or WORDS.get(_ENDING.sub("", name)) or WORDS.get(name.rpartition("_")[2]) or ""


def drawing_of(query: SavedQuery, table: Table) -> tuple[Drawing, int]:
    """The drawing, and from how many rows it is: no row is drawn in part."""
    kinds = [kind_of(column) for column in query.columns]
    nodes: dict[NodeRef, Node] = {}
    edges: list[Edge] = []
    done = 0
    for row in table.rows:
        refs = [ref for kind, value in zip(kinds, row, strict=True) for ref in _refs(kind, value)]
        if len(nodes.keys() | set(refs)) > LIMIT:
            break
        nodes |= {ref: Node(ref, {}) for ref in refs if ref not in nodes}
        edges += [Edge(query.name, one, other, {}) for one, other in pairwise(dict.fromkeys(refs))]
        done += 1
    return draw(nodes.values(), edges), done


def _refs(kind: str, value: Any) -> list[NodeRef]:
    if not kind or value is None:
        return []
    values = value if isinstance(value, list | tuple) else [value]
    return [NodeRef(kind, str(one)) for one in values if one]
