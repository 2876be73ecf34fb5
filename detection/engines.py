"""The engine under the signals: DuckDB on one machine. Another engine gives the same `Tables` over its own tables."""

from collections.abc import Iterator
from contextlib import contextmanager

import ibis
import ibis.expr.types as ir
import pandas as pd

from detection.tables import Tables
from workspace.snapshots import Snapshot, Workspace


class Engine:
    """Tables of a snapshot, and a way in for small frames."""

    def __init__(self, backend: ibis.BaseBackend, snapshot: Snapshot) -> None:
        self._backend = backend
        self._made = 0
        source = {name: backend.table(name) for name in snapshot.tables}
        self.tables = Tables(source, self._keep)

    def load(self, frame: pd.DataFrame) -> ir.Table:
        """A small frame as a table of the engine."""
        return self._table(frame)

    def _keep(self, expression: ir.Table) -> ir.Table:
        return self._table(expression)

    def _table(self, content: ir.Table | pd.DataFrame) -> ir.Table:
        self._made += 1
        return self._backend.create_table(f"kept_{self._made}", content, temp=True)


@contextmanager
def duckdb_engine(workspace: Workspace, snapshot: Snapshot) -> Iterator[Engine]:
    """The snapshot's tables on DuckDB, bounded by the workspace's settings."""
    with workspace.connect() as connection:
        snapshot.register(connection)
        yield Engine(ibis.duckdb.from_connection(connection), snapshot)
