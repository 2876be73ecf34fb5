"""The embedded graph store: one Ladybug file. Beside `ladybug_rings` the only file that knows Ladybug."""

import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import ladybug

from graph.anchoring import anchored, listed
from graph.declaration import EDGE_KINDS, NODE_KINDS
from graph.keys import Keys
from graph.kinds import EdgeKind, NodeKind, PropertyType
from graph.ladybug_reading import SEVERAL, portable_type, query_error, reader, refuse_unless_reading
from graph.neighbourhood import neighbourhood, quoted_name
from graph.numbering import NUMBER
from graph.parts import in_parts
from graph.projection import projection_folder
from graph.store import Answer, Limits, Neighbourhood, NodeRef, QueryRefused, Rows
from workspace.errors import RingtraceError
from workspace.memory import give_memory_back
from workspace.settings import Settings
from workspace.snapshots import Snapshot

_TYPES = {
    PropertyType.STRING: "STRING",
    PropertyType.INTEGER: "INT64",
    PropertyType.DOUBLE: "DOUBLE",
    PropertyType.BOOLEAN: "BOOLEAN",
    PropertyType.DATE: "DATE",
    PropertyType.TIMESTAMP: "TIMESTAMP",
}
_GIB = 2**30
STORE_SHARE = 0.75  # of the memory while a graph is built; the engine, which spills, gets the rest
_FOR_ROWS = 0.8  # part of the pool that the rows of one COPY may take
_LARGE = 2**27  # bytes of a file after which memory is worth giving back
_BATCH = 1_000  # rows taken from a result at a time
# Kinds of mostly different texts: looking for equal ones, which is how Ladybug compresses texts, takes half of their
# time and finds few. Together they come first, since the file is opened anew between them and the others.
_PLAIN = {"Person"}
_LEAST_POOL = _GIB // 2  # below it COPY of a wide kind finds no room for its columns' buffers


def pool_bytes(settings: Settings) -> int:
    """Bytes of Ladybug's buffer pool: the part of the memory limit that the engine leaves to it."""
    return max(_LEAST_POOL, int(settings.memory_limit_gb * _GIB * STORE_SHARE))


def threads(settings: Settings) -> int:
    """Threads of the store: those of the settings, else every core."""
    return settings.threads or os.cpu_count() or 1


def schema() -> list[str]:
    """The statements that make every declared kind."""
    return [table_of(label) for label in (*NODE_KINDS, *EDGE_KINDS)]


def table_of(label: str) -> str:
    """The statement that makes one kind."""
    return _node_table(NODE_KINDS[label]) if label in NODE_KINDS else _edge_table(EDGE_KINDS[label])


def _columns(kind: NodeKind | EdgeKind) -> list[str]:
    return [f"{quoted_name(item.name)} {_TYPES[item.type]}" for item in kind.properties]


def _node_table(kind: NodeKind) -> str:
    columns = [f"{quoted_name(NUMBER)} INT64", *_columns(kind), f"PRIMARY KEY ({quoted_name(NUMBER)})"]
    return f"CREATE NODE TABLE {quoted_name(kind.label)} ({', '.join(columns)})"


def _edge_table(kind: EdgeKind) -> str:
    ends = [f"FROM {quoted_name(start)} TO {quoted_name(end)}" for start, end in kind.ends]
    return f"CREATE REL TABLE {quoted_name(kind.label)} ({', '.join([*ends, *_columns(kind)])})"


def _row_bytes(kind: EdgeKind) -> float:
    """Bytes that COPY of edges holds of a row: ids and properties once a direction, and again where all are written."""
    widths = [16 if item.type is PropertyType.STRING else 8 for item in kind.properties]
    return 3.3 * (24 + sum(widths))


def literal(text: str) -> str:
    """A text as a Cypher literal, for statements that take no parameter (COPY)."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


class LadybugLoader:
    """Writes a new store file; implements `GraphLoader`.

    Nodes are keyed by their numbers, without the index that Ladybug makes by itself: COPY of edges then looks ends up
    in memory, five times as fast as texts in that index. People's keys lead to numbers by `graph.keys`.

    COPY of edges holds all its rows in the pool, 10 million DISPENSED of a million people in 2 GB, so what is too
    large for it is loaded in parts. Loads only from Parquet and one kind at a time: with `enable_multi_writes` two
    COPYs at once were seen to wait for each other's locks for ever (0.22, 1 M people).
    """

    def __init__(self, file: Path, settings: Settings) -> None:
        self._file, self._settings = file, settings
        self._open(compressed=True)
        self._room = pool_bytes(settings) * _FOR_ROWS
        for statement in ["CALL enable_default_hash_index = false", *schema()]:
            self._connection.execute(statement)

    def load(self, kind: NodeKind | EdgeKind, file: Path) -> None:
        """See `GraphLoader.load`."""
        if self._compressed == (kind.label in _PLAIN):
            self.close()
            self._open(compressed=not self._compressed)
        if isinstance(kind, NodeKind):
            self._copy(kind, file)
        else:
            for number, part in enumerate(in_parts(file, max(1, int(self._room / _row_bytes(kind))))):
                if number:
                    self.flush()  # else the parts before would stay in the pool
                self._copy(kind, part)
        if file.stat().st_size > _LARGE:
            give_memory_back()

    def _open(self, *, compressed: bool) -> None:
        self._compressed = compressed
        self._database = ladybug.Database(
            str(self._file),
            buffer_pool_size=pool_bytes(self._settings),
            max_num_threads=threads(self._settings),
            compression=compressed,
        )
        self._connection = ladybug.Connection(self._database)

    def _copy(self, kind: NodeKind | EdgeKind, file: Path) -> None:
        try:
            self._connection.execute(f"COPY {quoted_name(kind.label)} FROM {literal(str(file))}")
        except RuntimeError as error:
            raise RingtraceError(f"The graph store could not take the {kind.label} rows: {error}") from error

    def flush(self) -> None:
        """See `GraphLoader.flush`."""
        self._connection.execute("CHECKPOINT")

    def close(self) -> None:
        """See `GraphLoader.close`."""
        self._connection.close()
        self._database.close()


class LadybugStore:
    """Reads a store file, read-only by the engine; implements `GraphStore`."""

    def __init__(self, file: Path, settings: Settings) -> None:
        if not file.is_file():
            raise RingtraceError(f"There is no graph store at {file}. Run: ringtrace build")
        self._keys = Keys(projection_folder(Snapshot(file.parent)))
        self._known_to_read: set[str] = set()  # texts whose plans were seen; values of parameters change no operator
        try:
            self._database = ladybug.Database(
                str(file),
                buffer_pool_size=pool_bytes(settings),
                max_num_threads=threads(settings),
                read_only=True,
            )
        except RuntimeError as error:
            raise RingtraceError(
                f"{file} is not a readable graph store ({error}). Run: ringtrace build --force"
            ) from error

    def counts(self) -> dict[str, int]:
        """See `GraphStore.counts`."""
        texts = {label: f"MATCH (n:{label}) RETURN count(*)" for label in NODE_KINDS}
        texts |= {label: f"MATCH ()-[e:{quoted_name(label)}]->() RETURN count(*)" for label in EDGE_KINDS}
        return {label: int(self.query(text).rows[0][0]) for label, text in texts.items()}

    def query(self, text: str, parameters: Mapping[str, Any] | None = None, *, limits: Limits | None = None) -> Answer:
        """See `GraphStore.query`."""
        limits = limits or Limits()
        text, given = listed(anchored(text, parameters or {}, self._keys), parameters or {}, self._keys)
        started = time.perf_counter()
        connection = ladybug.Connection(self._database)
        try:
            connection.set_query_timeout(max(1, int(limits.seconds * 1000)))
            result = _one(connection.execute(text, given))
            rows = tuple(tuple(row) for row in result.get_n(limits.rows))
            seconds = time.perf_counter() - started
            return Answer(tuple(result.get_column_names()), rows, result.has_next(), seconds)
        except RuntimeError as error:
            raise query_error(str(error), limits) from error
        finally:
            connection.close()

    def stream(self, text: str, parameters: Mapping[str, Any] | None = None, *, limits: Limits | None = None) -> Rows:
        """See `GraphStore.stream`."""
        limits = limits or Limits()
        given = dict(parameters or {})
        connection = ladybug.Connection(self._database)
        try:
            connection.set_query_timeout(max(1, int(limits.seconds * 1000)))
            self._refuse_unless_reading(connection, text, given)
            result = _one(connection.execute(anchored(text, given, self._keys), given))
        except RuntimeError as error:
            connection.close()
            raise query_error(str(error), limits) from error
        except QueryRefused:
            connection.close()
            raise
        types = tuple(map(portable_type, result.get_column_data_types()))
        rows = Rows(tuple(result.get_column_names()), types, iter(()))
        rows.batches = _batches(connection, result, limits, rows)
        return rows

    def prepare_to_be_confined(self) -> None:
        """Open what queries will read, for a process that may open no file any more."""
        self._keys.open_all(NODE_KINDS)
        self.query(
            "MATCH (p:Person)-[h:HOLDS]->(c) RETURN p, h, c, uuid('00000000-0000-0000-0000-000000000000') LIMIT 1"
        )
        self.query("RETURN date('2020-01-01'), timestamp('2020-01-01 00:00:00'), interval('1 day'), CAST(1 AS DECIMAL)")

    def _refuse_unless_reading(self, connection: ladybug.Connection, text: str, given: dict[str, Any]) -> None:
        """Ask the engine whether it understands the statement and what it would do; run nothing."""
        if text in self._known_to_read:
            return
        prepared = connection._connection.prepare(text, given)
        if not prepared.is_success():
            raise RuntimeError(prepared.get_error_message())
        try:
            plan = _one(connection.execute(f"EXPLAIN {text}", given))
        except RuntimeError as error:
            raise QueryRefused("The query is refused: EXPLAIN and PROFILE are not offered here.") from error
        refuse_unless_reading(str(plan.get_n(1)))
        self._known_to_read.add(text)

    def neighbours(self, node: NodeRef, *, edges: tuple[str, ...] = (), limit: int = 100) -> Neighbourhood | None:
        """See `GraphStore.neighbours`."""
        limits = Limits(rows=limit + 1)
        return neighbourhood(lambda text, parameters: self.query(text, parameters, limits=limits), node, edges, limit)

    def close(self) -> None:
        """See `GraphStore.close`."""
        self._database.close()


def _one(result: ladybug.QueryResult | list[ladybug.QueryResult]) -> ladybug.QueryResult:
    if isinstance(result, list):
        raise QueryRefused(SEVERAL)
    return result


def _batches(
    connection: ladybug.Connection, result: ladybug.QueryResult, limits: Limits, rows: Rows
) -> Iterator[list[tuple[Any, ...]]]:
    """The rows in batches, up to the limit; says in `rows.truncated` whether there were more."""
    read = reader(rows.types)
    left = limits.rows or result.get_num_tuples()
    try:
        while left > 0 and result.has_next():
            batch = [read(list(row)) for row in result.get_n(min(left, _BATCH))]
            left -= len(batch)
            yield batch
        rows.truncated = result.has_next()
    finally:
        connection.close()
