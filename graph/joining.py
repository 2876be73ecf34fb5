"""Edges by the numbers of the nodes that they join."""

from pathlib import Path

import duckdb

from graph.kinds import EdgeKind
from graph.numbering import NUMBER, PARQUET, join_keys, number_column, resolved, run
from workspace.engine import identifier, quoted

START, END = "start_number", "end_number"


def edges_view(label: str) -> str:
    """Name of the view with the edges of a kind: start_number, end_number and the properties."""
    return f"edges_of_{label}"


def join_edges(
    connection: duckdb.DuckDBPyConnection, kind: EdgeKind, folder: Path, rows: dict[str, int]
) -> tuple[Path, int]:
    """Write the edges of a kind; the file and its rows. Edges without an end are no edges.

    Where a kind of node has none, because its table was not delivered, references to it are not edges either.
    `rows`: nodes by label.

    Raises:
        RingtraceError: an edge names a node that is not there.
    """
    file = folder / f"{kind.label}.parquet"
    view = identifier(edges_view(kind.label))
    if not kind.source or not all(rows[label] for pair in kind.ends for label in pair):
        typed = "".join(f", NULL::{item.type.engine_type} AS {identifier(item.name)}" for item in kind.properties)
        empty = f"SELECT NULL::BIGINT AS {START}, NULL::BIGINT AS {END}{typed} WHERE 1 = 0"
        connection.execute(f"CREATE OR REPLACE VIEW {view} AS {empty}")
        return file, 0
    counted = run(connection, f"COPY ({_select(connection, kind)}) TO {quoted(str(file))} {PARQUET}")
    connection.execute(f"CREATE OR REPLACE VIEW {view} AS SELECT * FROM read_parquet({quoted(str(file))})")
    return file, counted


def _select(connection: duckdb.DuckDBPyConnection, kind: EdgeKind) -> str:
    """SQL of start_number, end_number and properties; an end whose number the source carries needs no join."""
    carried = connection.sql(f"SELECT * FROM {kind.source} LIMIT 0").columns
    items, joins, known = [], "", []
    for key, label, alias, name in (
        (kind.start, kind.ends[0][0], "start_keys", START),
        (kind.end, kind.ends[0][1], "end_keys", END),
    ):
        if number_column(key) in carried:
            items.append(f"{number_column(key)} AS {name}")
            known.append(f"{number_column(key)} IS NOT NULL")
        else:
            items.append(f"{resolved(key, label, f'{alias}.{NUMBER}', f'A {kind.label} edge')} AS {name}")
            known.append(f"{key} IS NOT NULL")
            joins += join_keys(label, alias, key)
    items += [item.select for item in kind.properties]
    source = f"(SELECT * FROM {kind.source} WHERE {' AND '.join(known)}) edges"
    return f"SELECT {', '.join(items)} FROM {source}{joins}"
