"""Loads a snapshot's graph into a Neo4j by the driver, kind by kind; what a killed load left half done is redone.

The database keeps a node `RingtraceSnapshot` that names its snapshot and the kinds that are loaded whole.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from graph.declaration import DIGEST, NODE_KINDS
from graph.kinds import EdgeKind, NodeKind
from graph.neighbourhood import quoted_name
from graph.neo4j_rows import batches, creating, in_parallel, rows_of
from workspace.errors import RingtraceError

MARK = "RingtraceSnapshot"


class Neo4jLoader:
    """Implements `GraphLoader`. Transactions are retried by the driver, on transient errors only."""

    def __init__(self, driver: neo4j.Driver, database: str, snapshot: str, *, force: bool = False) -> None:
        self._driver, self._database = driver, database
        self._files: dict[str, Path] = {}  # of the nodes, by label: edges find their ends' keys there
        self._engine = duckdb.connect()
        with told(self._database):
            mark = read_mark(driver, database)
            if mark is None:
                self._refuse_strangers()
            elif (mark["snapshot"], mark["declaration"]) != (snapshot, DIGEST) or force:
                self._make_room(mark["snapshot"], snapshot, force)
                mark = None
            self._done = set(mark["kinds"]) if mark else set()
            for kind in NODE_KINDS.values():
                key = quoted_name(kind.key.name)
                self._run(
                    f"CREATE CONSTRAINT {kind.label.lower()}_key IF NOT EXISTS "
                    f"FOR (n:{kind.label}) REQUIRE n.{key} IS UNIQUE"
                )
            self._run("CREATE INDEX batch_number IF NOT EXISTS FOR (n:Batch) ON (n.number)")
            self._run("CALL db.awaitIndexes(60)")
            self._write(
                f"MERGE (m:{MARK}) ON CREATE SET m.whole = false, m.kinds = [], "
                "m.snapshot = $snapshot, m.declaration = $digest",
                snapshot=snapshot,
                digest=DIGEST,
            )

    def load(self, kind: NodeKind | EdgeKind, file: Path) -> None:
        """See `GraphLoader.load`."""
        if isinstance(kind, NodeKind):
            self._files[kind.label] = file
        if kind.label in self._done:
            return
        with told(self._database):
            self._clear(kind)
            text, sql = creating(kind), rows_of(kind, file, self._files)
            in_parallel(batches(self._engine, sql), lambda rows: self._write(text, rows=rows))
            self._write(f"MATCH (m:{MARK}) SET m.kinds = m.kinds + $kind", kind=kind.label)
            self._done.add(kind.label)

    def flush(self) -> None:
        """See `GraphLoader.flush`; marks the graph as whole."""
        with told(self._database):
            self._write(f"MATCH (m:{MARK}) SET m.whole = true")

    def close(self) -> None:
        """See `GraphLoader.close`; the driver stays open, it is the caller's."""
        self._engine.close()

    def _clear(self, kind: NodeKind | EdgeKind) -> None:
        """Remove what a load that was killed has left of a kind."""
        pattern = f"(x:{kind.label})" if isinstance(kind, NodeKind) else f"()-[x:{quoted_name(kind.label)}]->()"
        delete = "DETACH DELETE" if isinstance(kind, NodeKind) else "DELETE"
        self._run(f"MATCH {pattern} CALL (x) {{ {delete} x }} IN TRANSACTIONS OF 10000 ROWS")

    def _refuse_strangers(self) -> None:
        with self._driver.session(database=self._database) as session:
            held = session.run("MATCH (n) RETURN count(*) AS n").single(strict=True)["n"]
        if held:
            raise RingtraceError(
                f"The database {self._database} holds {held:,} nodes that Ringtrace did not load. Nothing was changed. "
                "Name an empty one by neo4j_database."
            )

    def _make_room(self, former: str, snapshot: str, force: bool) -> None:
        if not force:
            what = f"holds snapshot {former}, not {snapshot}" if former != snapshot else "is of another version"
            raise RingtraceError(
                f"The Neo4j database {self._database} {what}. Nothing was changed. "
                "Load this one in its place by: ringtrace build --store neo4j --force"
            )
        self._write(
            f"MATCH (m:{MARK}) SET m.kinds = [], m.whole = false, m.run = '', "
            "m.snapshot = $snapshot, m.declaration = $digest",
            snapshot=snapshot,
            digest=DIGEST,
        )
        for label in NODE_KINDS:
            self._run(f"MATCH (x:{label}) CALL (x) {{ DETACH DELETE x }} IN TRANSACTIONS OF 5000 ROWS")

    def _run(self, text: str) -> None:
        """A statement that brings its own transactions."""
        with self._driver.session(database=self._database) as session:
            session.run(text).consume()

    def _write(self, text: str, **parameters: Any) -> None:
        written(self._driver, self._database, text, parameters)


@contextmanager
def told(database: str) -> Iterator[None]:
    """Turns the driver's errors into messages."""
    try:
        yield
    except (Neo4jError, DriverError) as error:
        raise RingtraceError(
            f"Neo4j could not take the graph into {database}: {' '.join(str(error).split())}. "
            "What was loaded stays; the same command goes on from there."
        ) from error


def written(driver: neo4j.Driver, database: str, text: str, parameters: dict[str, Any]) -> None:
    """Run one statement in a transaction of its own, which the driver retries on transient errors only."""
    with driver.session(database=database) as session:
        session.execute_write(lambda transaction: transaction.run(text, parameters).consume())


def read_mark(driver: neo4j.Driver, database: str) -> dict[str, Any] | None:
    """Snapshot, declaration and loaded kinds of a database; None where Ringtrace loaded nothing."""
    with driver.session(database=database, default_access_mode=neo4j.READ_ACCESS) as session:
        found = session.run(f"MATCH (m:{MARK}) RETURN properties(m) AS mark").single()
    return dict(found["mark"]) if found else None
