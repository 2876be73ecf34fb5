"""A graph in a Neo4j, read by the official driver; implements `GraphStore`."""

import time
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from graph.declaration import EDGE_KINDS, NODE_KINDS
from graph.neighbourhood import neighbourhood, quoted_name
from graph.neo4j_reading import portable, query_error, refuse_unless_reading, type_of
from graph.store import Answer, Limits, Neighbourhood, NodeRef, Rows
from workspace.errors import RingtraceError

_BATCH = 1_000


class Neo4jStore:
    """Reads a database through a driver, which it closes at the end."""

    def __init__(self, driver: neo4j.Driver, database: str) -> None:
        self._driver, self._database = driver, database
        self._known_to_read: set[str] = set()

    def counts(self) -> dict[str, int]:
        """See `GraphStore.counts`."""
        return count_kinds(self._driver, self._database)

    def query(self, text: str, parameters: Mapping[str, Any] | None = None, *, limits: Limits | None = None) -> Answer:
        """See `GraphStore.query`."""
        started = time.perf_counter()
        answer = self.stream(text, parameters, limits=limits)
        rows = tuple(row for batch in answer for row in batch)
        return Answer(answer.columns, rows, answer.truncated, time.perf_counter() - started)

    def stream(self, text: str, parameters: Mapping[str, Any] | None = None, *, limits: Limits | None = None) -> Rows:
        """See `GraphStore.stream`; types are those of the first rows, since Neo4j declares none."""
        limits, given = limits or Limits(), dict(parameters or {})
        session = self._driver.session(
            database=self._database, default_access_mode=neo4j.READ_ACCESS, fetch_size=_BATCH
        )
        try:
            transaction = session.begin_transaction(timeout=limits.seconds)
            self._refuse_unless_reading(transaction, text, given, limits)
            result = transaction.run(text, given)
            columns = tuple(result.keys())
            first = [tuple(map(portable, record.values())) for record in islice(result, _most(limits, 0))]
        except (Neo4jError, DriverError) as error:
            session.close()
            raise query_error(error, limits) from error
        except RingtraceError:
            session.close()
            raise
        types = tuple(type_of([row[place] for row in first]) for place in range(len(columns)))
        rows = Rows(columns, types, iter(()))
        rows.batches = _batches(session, result, first, limits, rows)
        return rows

    def _refuse_unless_reading(
        self, transaction: neo4j.Transaction, text: str, given: dict[str, Any], limits: Limits
    ) -> None:
        if text in self._known_to_read:
            return
        try:
            summary = transaction.run(f"EXPLAIN\n{text}", given).consume()
        except (Neo4jError, DriverError) as error:
            raise query_error(error, limits, lines_before=1) from error
        refuse_unless_reading(text, summary)
        self._known_to_read.add(text)

    def neighbours(self, node: NodeRef, *, edges: tuple[str, ...] = (), limit: int = 100) -> Neighbourhood | None:
        """See `GraphStore.neighbours`."""
        limits = Limits(rows=limit + 1)
        return neighbourhood(lambda text, parameters: self.query(text, parameters, limits=limits), node, edges, limit)

    def close(self) -> None:
        """See `GraphStore.close`."""
        self._driver.close()


def count_kinds(driver: neo4j.Driver, database: str) -> dict[str, int]:
    """Nodes and edges of every declared kind in the database."""
    texts = {label: f"MATCH (n:{label}) RETURN count(*) AS n" for label in NODE_KINDS}
    texts |= {label: f"MATCH ()-[e:{quoted_name(label)}]->() RETURN count(*) AS n" for label in EDGE_KINDS}
    with driver.session(database=database, default_access_mode=neo4j.READ_ACCESS) as session:
        return {label: int(session.run(text).single(strict=True)["n"]) for label, text in texts.items()}


def _most(limits: Limits, taken: int) -> int:
    """Rows to take next."""
    return min(_BATCH, limits.rows - taken) if limits.rows else _BATCH


def _batches(
    session: neo4j.Session, result: neo4j.Result, batch: list[tuple[Any, ...]], limits: Limits, rows: Rows
) -> Iterator[list[tuple[Any, ...]]]:
    """The rows in batches, up to the limit, the first given; says in `rows.truncated` whether there were more."""
    taken = 0
    try:
        while batch:
            yield batch
            taken += len(batch)
            batch = [tuple(map(portable, record.values())) for record in islice(result, _most(limits, taken))]
        rows.truncated = result.peek() is not None
    except (Neo4jError, DriverError) as error:
        raise query_error(error, limits) from error
    finally:
        session.close()
