"""A kind's rows on their way from the engine into a Neo4j: what is sent, by which Cypher, over how many sessions.

A row is a list in the order of the declaration, so that no name is sent again with each; a date or time is a text,
which the server reads many times as fast as the driver packs one (60,000 settlements: 0.7 s of the client's core
instead of 4).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import duckdb

from graph.declaration import NODE_KINDS
from graph.joining import END, START
from graph.kinds import EdgeKind, NodeKind, Property, PropertyType
from graph.neighbourhood import quoted_name
from graph.numbering import NUMBER
from workspace.engine import identifier, quoted

Rows = list[list[Any]]
ROWS = 5_000  # in one transaction
# One is packed while others are written. Neo4j orders its locks, so that these seldom wait for each other; where they
# do, the driver tries again.
SESSIONS = 3
_READ = {PropertyType.DATE: "date", PropertyType.TIMESTAMP: "localdatetime"}  # Cypher that reads a text


def creating(kind: NodeKind | EdgeKind) -> str:
    """Cypher that makes a node or an edge of each of `$rows`, which are as `rows_of` gives them."""
    if isinstance(kind, NodeKind):
        return f"UNWIND $rows AS row CREATE (:{kind.label} {_values(kind.properties, 0)})"
    (start, end), *_ = kind.ends
    values = _values(kind.properties, 2)
    return (
        f"UNWIND $rows AS row MATCH (s:{start} {{{NODE_KINDS[start].key.name}: row[0]}}) "
        f"MATCH (t:{end} {{{NODE_KINDS[end].key.name}: row[1]}}) CREATE (s)-[:{quoted_name(kind.label)} {values}]->(t)"
    )


def _values(properties: Iterable[Property], first: int) -> str:
    """A Cypher map of properties from the row's places, from `first` on."""
    values = (
        f"{quoted_name(item.name)}: {_READ.get(item.type, '')}(row[{place}])"
        for place, item in enumerate(properties, first)
    )
    return f"{{{', '.join(values)}}}"


def rows_of(kind: NodeKind | EdgeKind, file: Path, nodes: Mapping[str, Path]) -> str:
    """SQL of a kind's rows from its exported file: the keys of both ends of an edge, then the properties.

    nodes: the exported files of the kinds of nodes, by label.
    """
    source = f"read_parquet({quoted(str(file))}) e"
    items = [_told(item) for item in kind.properties]
    if isinstance(kind, NodeKind):
        return f"SELECT {', '.join(items)} FROM {source}"
    (start, end), *_ = kind.ends
    keys = [f"{end}.{identifier(NODE_KINDS[label].key.name)}" for end, label in (("s", start), ("t", end))]
    return (
        f"SELECT {', '.join([*keys, *items])} FROM {source} "
        f"JOIN read_parquet({quoted(str(nodes[start]))}) s ON s.{NUMBER} = e.{START} "
        f"JOIN read_parquet({quoted(str(nodes[end]))}) t ON t.{NUMBER} = e.{END}"
    )


def _told(item: Property) -> str:
    """A property as it is sent."""
    column = f"e.{identifier(item.name)}"
    return f"replace(CAST({column} AS VARCHAR), ' ', 'T')" if item.type in _READ else column


def batches(engine: duckdb.DuckDBPyConnection, sql: str) -> Iterator[Rows]:
    """The rows of a query, up to `ROWS` at a time; taken column by column, which is several times as fast as by row."""
    for batch in engine.sql(sql).to_arrow_reader(ROWS):
        yield [list(row) for row in zip(*(column.to_pylist() for column in batch.columns), strict=True)]


def in_parallel(given: Iterable[Rows], write: Callable[[Rows], None]) -> None:
    """Write batches over several sessions, read only as fast as they are written.

    Raises:
        Exception: the first that a write raised; what had begun is ended before.
    """
    with ThreadPoolExecutor(SESSIONS) as pool:
        going: set[Future[None]] = set()
        for rows in given:
            going.add(pool.submit(write, rows))
            if len(going) > SESSIONS:  # one more is ready
                done, going = wait(going, return_when=FIRST_COMPLETED)
                for one in done:
                    one.result()
        for one in going:
            one.result()
