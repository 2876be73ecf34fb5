"""Spark under the signals: the snapshot's tables on a cluster, or on every core of this machine."""

import math
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import pyarrow as pa
import sqlglot.expressions
from ibis.backends.sql.compilers.pyspark import PySparkCompiler

from detection.spark_session import spark_session
from detection.tables import Tables
from workspace.snapshots import Snapshot, Workspace
from workspace.tables import COMPLETED_COLUMN

if TYPE_CHECKING:
    import pandas as pd
    from pyspark.sql import DataFrame, SparkSession


def _hash(text: str) -> dt.int64:
    """Spark's own hash of 64 bits."""


_number: Callable[[ir.Column], ir.Column] = ibis.udf.scalar.builtin(_hash, name="xxhash64")


def _queue(column: ir.Column) -> Any:
    """Equal values stand in one part: a window over everything would be one machine's work."""
    return ibis.window(group_by=column, order_by=column)


class _Compiler(PySparkCompiler):  # type: ignore[misc]
    """Ibis' own, but for numbers with a point: Spark takes `2.0` for a decimal, and rounds a share to six digits."""

    def visit_NonNullLiteral(self, op: Any, *, value: Any, dtype: dt.DataType) -> Any:
        """A number of floating point as one, everything else as before."""
        if dtype.is_floating() and math.isfinite(value):
            return self.cast(sqlglot.expressions.convert(value), dtype)
        return super().visit_NonNullLiteral(op, value=value, dtype=dtype)


class SparkEngine:
    """Tables of a Spark session by name.

    What is kept is written as Parquet in a folder of its own below `folder`, which every machine of the cluster must
    see: it bounds the memory, shortens the plans and outlives a machine that is lost, which a cached frame does not.
    """

    def __init__(self, session: "SparkSession", files: Mapping[str, Sequence[Path]], folder: Path) -> None:
        """`files` are the Parquet files of each table, by its name."""
        folder.mkdir(parents=True, exist_ok=True)
        self._session = session
        self._folder = Path(tempfile.mkdtemp(prefix="kept_", dir=folder.resolve()))
        self._backend = ibis.pyspark.connect(session)
        self._backend.compiler = _Compiler()
        self._made = 0
        source = {name: self._read(parts) for name, parts in files.items()}
        self.tables = Tables(source, self._keep, number=_number, queue=_queue, load=self.load)

    def load(self, frame: "pd.DataFrame") -> ir.Table:
        """A small frame as a table of the engine."""
        table = pa.Table.from_pandas(frame, preserve_index=False)
        return self._named(self._session.createDataFrame(table))

    def close(self) -> None:
        """Give back what the engine holds; the tables are gone. Closing again does nothing."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _keep(self, expression: ir.Table) -> ir.Table:
        path = (self._folder / str(self._made + 1)).as_uri()
        made = self._session.sql(self._backend.compile(expression))
        made.write.parquet(path)
        return self._named(self._session.read.schema(made.schema).parquet(path))

    def _read(self, files: Sequence[Path]) -> ir.Table:
        names = [file.resolve().as_uri() for file in files]
        return self._named(self._session.read.parquet(*names, mergeSchema=len(files) > 1).drop(COMPLETED_COLUMN))

    def _named(self, made: "DataFrame") -> ir.Table:
        self._made += 1
        name = f"{self._folder.name}_{self._made}"
        made.createOrReplaceTempView(name)
        return self._backend.table(name)


@contextmanager
def spark_engine(workspace: Workspace, snapshot: Snapshot) -> Iterator[SparkEngine]:
    """The snapshot's tables on the Spark of the workspace's settings.

    Raises:
        RingtraceError: the extra or Java is missing, or the master does not answer.
    """
    folder = workspace.path / ".spill"
    files = {table: snapshot.files(table) for table in snapshot.tables}
    with spark_session(workspace.settings, folder) as session, closing(SparkEngine(session, files, folder)) as engine:
        yield engine
