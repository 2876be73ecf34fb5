"""Dense numbers for nodes, so that edges are joined and loaded by number instead of by text.

A text of 13 characters costs a store four times what a number does, and a graph of a million people names its
nodes a hundred million times. Numbers count from 0 within a kind, in the order of its keys (settlements by their
places); they belong to one build and are never shown to people, who know a node by its key.
"""

from pathlib import Path

import duckdb

from graph.keys import write_keys
from graph.kinds import NodeKind
from graph.places import rows_with_places
from workspace.engine import identifier, quoted
from workspace.errors import RingtraceError
from workspace.snapshots import Snapshot
from workspace.tables import TABLES

AGAIN = "Load the source again: its checks name the file and row."
# Read once and removed: neither compression nor dictionaries (strings mostly differ) earn what they cost.
PARQUET = "(FORMAT parquet, COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 1)"
NUMBER = "node_number"
_DANGLING = "ringtrace: dangling: "


def number_column(key: str) -> str:
    """Name of the column that holds the number of the node which the column `key` names."""
    return f"number_of_{key}"


def keys_view(label: str) -> str:
    """Name of the view with the keys of a kind and their numbers."""
    return f"keys_of_{label}"


def match(label: str, key: str) -> str:
    """SQL of what a key of a kind is joined by: its hash, or the key itself where two keys of the kind share a hash.

    The view of `keys_view` has it as `node_match`. Hashes join in a third to half of the time of texts.
    """
    return f"match_of_{label}({key})"


def join_keys(label: str, alias: str, key: str) -> str:
    """SQL of the left join that finds the node which `key` names."""
    return f" LEFT JOIN {keys_view(label)} {alias} ON {match(label, key)} = {alias}.node_match"


def resolved(key: str, label: str, number: str, what: str) -> str:
    """SQL of the number that a left join found behind a key.

    A key that names no node is an error, unless the kind has none at all, because its table was not delivered.
    """
    told = quoted(f"{_DANGLING}{what} refers to {label} '")
    missing = f"{key} IS NOT NULL AND {number} IS NULL AND EXISTS (SELECT 1 FROM {keys_view(label)})"
    return f"CASE WHEN {missing} THEN error({told} || {key} || '''') ELSE {number} END"


def run(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    """Run a COPY; its rows.

    Raises:
        RingtraceError: a key names no node.
    """
    try:
        counted = connection.execute(sql).fetchone()
    except duckdb.InvalidInputException as error:
        _, mark, told = str(error).partition(_DANGLING)
        if not mark:
            raise
        raise RingtraceError(f"{told.splitlines()[0]}, but there is no such node. {AGAIN}") from error
    return int(counted[0]) if counted else 0


def number_nodes(
    connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, kind: NodeKind, folder: Path
) -> tuple[Path, int]:
    """Number the nodes of a kind and write them with their properties, and the index of their keys.

    A kind made from a canonical table also replaces that table's view by one that carries the numbers. Returns the
    file and its rows.

    Raises:
        RingtraceError: a key is missing or occurs twice.
    """
    file = folder / f"{kind.label}.parquet"
    if not kind.source:
        return file, 0
    number = f"ROW_NUMBER() OVER (ORDER BY {kind.key.value}) - 1"
    whole = _is_whole_table(kind)
    if kind.source in TABLES and not whole:
        _number_table(connection, snapshot, kind, folder)
        number = number_column(kind.key.name)
    items = ", ".join(item.select for item in kind.properties)
    selected = f"SELECT CAST({number} AS BIGINT) AS {NUMBER}, {items} FROM {kind.source}"
    counted = run(connection, f"COPY ({selected}) TO {quoted(str(file))} {PARQUET}")
    _make_keys(connection, kind, file, counted, folder)
    if whole:
        connection.execute(
            f"CREATE OR REPLACE VIEW {identifier(kind.source)} AS SELECT * RENAME ({NUMBER} AS "
            f"{number_column(kind.key.name)}) FROM read_parquet({quoted(str(file))})"
        )
    return file, counted


def _make_keys(connection: duckdb.DuckDBPyConnection, kind: NodeKind, file: Path, rows: int, folder: Path) -> None:
    """Make the view of a kind's keys and the index of them; refuse keys that are missing or occur twice."""
    view = keys_view(kind.label)
    keys = f"SELECT {NUMBER}, {identifier(kind.key.name)} AS node_key FROM read_parquet({quoted(str(file))})"
    connection.execute(f"CREATE OR REPLACE VIEW {view} AS {keys}")
    told_apart = write_keys(connection, view, kind.label, rows, folder)
    if not told_apart:
        _refuse_keys(connection, kind.label)
    by = "hash(key)" if told_apart else "key"
    connection.execute(f"CREATE OR REPLACE MACRO {match(kind.label, 'key')} AS {by}")
    connection.execute(
        f"CREATE OR REPLACE VIEW {view} AS SELECT *, {match(kind.label, 'node_key')} AS node_match FROM ({keys})"
    )


def _is_whole_table(kind: NodeKind) -> bool:
    """Whether the nodes carry every column of their table as it is, so that their file can stand in for it."""
    columns = (
        {column.name: column.engine_type for column in TABLES[kind.source].columns} if kind.source in TABLES else {}
    )
    return columns == {item.name: item.type.engine_type for item in kind.properties if not item.sql}


def _number_table(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, kind: NodeKind, folder: Path) -> None:
    """Number a table's rows by their keys; settlements, which are too many to sort, by their places."""
    if kind.source == "settlements" and snapshot.files(kind.source):
        placed = f"SELECT *, place AS {number_column('settlement_id')} FROM ({rows_with_places(snapshot, kind.source)})"
        connection.execute(f"CREATE OR REPLACE VIEW settlements AS {placed}")
        return
    columns = ", ".join(identifier(column.name) for column in TABLES[kind.source].columns)
    numbered = f"ROW_NUMBER() OVER (ORDER BY {kind.key.value}) - 1 AS {number_column(kind.key.name)}"
    file = quoted(str(folder / f"numbered_{kind.source}.parquet"))
    run(connection, f"COPY (SELECT {numbered}, {columns} FROM {kind.source}) TO {file} {PARQUET}")
    connection.execute(f"CREATE OR REPLACE VIEW {identifier(kind.source)} AS SELECT * FROM read_parquet({file})")


def _refuse_keys(connection: duckdb.DuckDBPyConnection, label: str) -> None:
    """Refuse missing keys and keys that occur twice, of a kind where two hashes are equal or one is missing."""
    view = keys_view(label)
    if connection.execute(f"SELECT 1 FROM {view} WHERE node_key IS NULL LIMIT 1").fetchone():
        raise RingtraceError(f"A {label} node has no key. {AGAIN}")
    twice = connection.execute(
        f"SELECT MIN(node_key) FROM (SELECT node_key FROM {view} GROUP BY node_key HAVING COUNT(*) > 1)"
    ).fetchone()
    if twice and twice[0] is not None:
        raise RingtraceError(f"Two {label} nodes have the key {twice[0]!r}. Keys are unique. {AGAIN}")
