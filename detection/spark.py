"""Spark under the signals: the snapshot's tables on a cluster, or on every core of this machine."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import pyarrow as pa

from detection.spark_session import spark_session
from detection.tables import Tables
from workspace.snapshots import Snapshot, Workspace
from workspace.tables import COMPLETED_COLUMN

if TYPE_CHECKING:
    import pandas as pd


def _hash(text: str) -> dt.int64:
    """Spark's own hash of 64 bits."""


_number: Callable[[ir.Column], ir.Column] = ibis.udf.scalar.builtin(_hash, name="xxhash64")


def _queue(column: ir.Column) -> Any:
    """Equal values stand in one part: a window over everything would be one machine's work."""
    return ibis.window(group_by=column, order_by=column)


class SparkEngine:
    """Tables of a Spark session by name.

    What is kept is written as Parquet below `folder`, which every machine of the cluster must see: it bounds the
    memory, shortens the plans and outlives a machine that is lost, which a cached frame does not.
    """

    def __init__(self, session: Any, views: dict[str, str], folder: Path) -> None:
        self._session = session
        self._folder = folder
        self._backend = ibis.pyspark.connect(session)
        self._made = 0
        source = {name: self._backend.table(view) for name, view in views.items()}
        self.tables = Tables(source, self._keep, number=_number, queue=_queue, load=self.load)

    def load(self, frame: "pd.DataFrame") -> ir.Table:
        """A small frame as a table of the engine."""
        table = pa.Table.from_pandas(frame, preserve_index=False)
        return self._named(self._session.createDataFrame(table))

    def close(self) -> None:
        """Give back what the engine holds; the tables are gone. Closing again does nothing."""

    def _keep(self, expression: ir.Table) -> ir.Table:
        path = (self._folder / f"kept_{self._made + 1}").as_uri()
        made = self._session.sql(self._backend.compile(expression))
        made.write.parquet(path)
        return self._named(self._session.read.schema(made.schema).parquet(path))

    def _named(self, made: Any) -> ir.Table:
        self._made += 1
        name = f"kept_{self._made}"
        made.createOrReplaceTempView(name)
        return self._backend.table(name)


@contextmanager
def spark_engine(workspace: Workspace, snapshot: Snapshot) -> Iterator[SparkEngine]:
    """The snapshot's tables on the Spark of the workspace's settings.

    Raises:
        RingtraceError: the extra or Java is missing, or the master does not answer.
    """
    folder = workspace.path / ".spill"
    with spark_session(workspace.settings, folder) as session, kept_below(folder) as kept:
        yield snapshot_on(session, snapshot, kept)


@contextmanager
def kept_below(folder: Path) -> Iterator[Path]:
    """A folder for what is kept, removed in the end."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="spark-", dir=folder.resolve(), ignore_cleanup_errors=True) as made:
        yield Path(made)


def snapshot_on(session: Any, snapshot: Snapshot, folder: Path) -> SparkEngine:
    """The snapshot's tables on a session; what is kept is written below the folder."""
    views = {}
    for table in snapshot.tables:
        files = [file.resolve().as_uri() for file in snapshot.files(table)]
        read = session.read.option("mergeSchema", len(files) > 1).parquet(*files).drop(COMPLETED_COLUMN)
        views[table] = f"source_{table}"
        read.createOrReplaceTempView(views[table])
    return SparkEngine(session, views, folder)
