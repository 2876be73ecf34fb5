"""The engines under the signals: DuckDB on one machine, Spark (`detection/spark.py`) where the data outgrows it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Literal, Protocol

import duckdb
import ibis
import ibis.expr.types as ir

from detection.tables import Tables
from workspace.engine import identifier, keep_blocks
from workspace.snapshots import Snapshot, Workspace

if TYPE_CHECKING:
    import pandas as pd

EngineName = Literal["duckdb", "spark"]


class Engine(Protocol):
    """Tables by name as Ibis expressions, and a way in for small frames."""

    tables: Tables

    def load(self, frame: "pd.DataFrame") -> ir.Table:
        """A small frame as a table of the engine."""

    def close(self) -> None:
        """Give back what the engine holds; the tables are gone. Closing again does nothing."""


class DuckDBEngine:
    """Tables of a DuckDB connection by name."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, names: tuple[str, ...]) -> None:
        self._connection = connection
        self._backend = ibis.duckdb.from_connection(connection)
        self._made = 0
        self.tables = Tables({name: self._backend.table(name) for name in names}, self._keep, load=self.load)

    def load(self, frame: "pd.DataFrame") -> ir.Table:
        """A small frame as a table of the engine."""
        name = self._name()
        self._connection.register("frame", frame)
        self._connection.execute(f"CREATE TEMP TABLE {identifier(name)} AS SELECT * FROM frame")
        self._connection.unregister("frame")
        return self._backend.table(name)

    def close(self) -> None:
        """Give back what the engine holds; the tables are gone. Closing again does nothing."""
        self._connection.close()

    def _keep(self, expression: ir.Table) -> ir.Table:
        name = self._name()
        query = self._backend.compile(expression)
        self._connection.execute(f"CREATE TEMP TABLE {identifier(name)} AS {query}")
        return self._backend.table(name)

    def _name(self) -> str:
        self._made += 1
        return f"kept_{self._made}"


@contextmanager
def duckdb_engine(workspace: Workspace, snapshot: Snapshot) -> Iterator[DuckDBEngine]:
    """The snapshot's tables on DuckDB, bounded by the workspace's settings."""
    with workspace.connect() as connection:
        keep_blocks(connection, workspace.settings)
        snapshot.register(connection)
        yield DuckDBEngine(connection, snapshot.tables)


def engine_of(name: EngineName, workspace: Workspace, snapshot: Snapshot) -> AbstractContextManager[Engine]:
    """The snapshot's tables on the engine of that name.

    Raises:
        RingtraceError: on entering, where Spark is not installed or does not start.
    """
    if name == "duckdb":
        return duckdb_engine(workspace, snapshot)
    from detection.spark import spark_engine  # imports Spark's client, which is an extra

    return spark_engine(workspace, snapshot)
