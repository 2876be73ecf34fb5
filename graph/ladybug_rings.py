"""Rings of a run in a Ladybug file; they take the place of those that it holds."""

from pathlib import Path
from tempfile import TemporaryDirectory

import ladybug
import pyarrow as pa
import pyarrow.parquet as pq

from graph.declaration import EDGE_KINDS, NODE_KINDS
from graph.joining import END, START
from graph.kinds import NodeKind, Property, PropertyType
from graph.ladybug_store import literal, pool_bytes, table_of, threads
from graph.neighbourhood import quoted_name
from graph.numbering import NUMBER
from graph.ring_rows import BECAME, FORMER, MEMBER, RING, RUN_KINDS, SIGNAL, SUPPORT, RingRows, Row, lacking
from workspace.errors import RingtraceError
from workspace.settings import Settings

_ARROW = {
    PropertyType.STRING: pa.string(),
    PropertyType.INTEGER: pa.int64(),
    PropertyType.DOUBLE: pa.float64(),
    PropertyType.TIMESTAMP: pa.timestamp("us"),
}


def write_rings(file: Path, rows: RingRows, settings: Settings) -> None:
    """Write a run's rings into a store that nobody has open.

    Raises:
        RingtraceError: a member is not in the store, or the store does not take the rows.
    """
    with (
        TemporaryDirectory(dir=file.parent) as staged,
        ladybug.Database(
            str(file), buffer_pool_size=pool_bytes(settings), max_num_threads=threads(settings)
        ) as database,
        ladybug.Connection(database) as connection,
    ):
        try:
            _Writer(connection, Path(staged)).write(rows)
        except RuntimeError as error:
            raise RingtraceError(f"The graph store could not take the rings: {error}") from error


class _Writer:
    def __init__(self, connection: ladybug.Connection, folder: Path) -> None:
        self._connection, self._folder = connection, folder

    def write(self, rows: RingRows) -> None:
        """Tables are made anew instead of emptied: deleted rows would keep their places."""
        self._connection.execute("CALL enable_default_hash_index = false")
        for label in reversed(RUN_KINDS):
            self._connection.execute(f"DROP TABLE {quoted_name(label)}")
        for label in RUN_KINDS:
            self._connection.execute(table_of(label))
        self._nodes(NODE_KINDS[RING], rows.rings)
        self._nodes(NODE_KINDS[SIGNAL], rows.signals)
        rings = {row["ring_id"]: number for number, row in enumerate(rows.rings)}
        self._edges(SUPPORT, SIGNAL, [_edge(number, rings[row["ring_id"]]) for number, row in enumerate(rows.signals)])
        self._nodes(NODE_KINDS[FORMER], rows.former)
        former = {row["former_id"]: number for number, row in enumerate(rows.former)}
        became = [_edge(former[row["former_id"]], rings[row["ring_id"]]) | row for row in rows.became]
        self._edges(BECAME, FORMER, became)
        for label, members in rows.members.items():
            numbers = self._numbers(label, sorted({row["id"] for row in members}))
            edges = [_edge(numbers[row["id"]], rings[row["ring_id"]]) | row for row in members]
            self._edges(MEMBER, label, edges)
        self._connection.execute("CHECKPOINT")

    def _numbers(self, label: str, keys: list[str]) -> dict[str, int]:
        """Numbers of nodes by their keys."""
        key = quoted_name(NODE_KINDS[label].key.name)
        text = f"UNWIND $keys AS k MATCH (n:{quoted_name(label)}) WHERE n.{key} = k RETURN k, n.{quoted_name(NUMBER)}"
        result = self._connection.execute(text, {"keys": keys})
        if isinstance(result, list):
            raise TypeError("one statement gives one result")
        numbers = {str(row[0]): int(row[1]) for row in map(list, result.get_all())}
        if missing := set(keys) - numbers.keys():
            raise lacking(label, missing)
        return numbers

    def _nodes(self, kind: NodeKind, rows: list[Row]) -> None:
        numbered = [{NUMBER: number, **row} for number, row in enumerate(rows)]
        self._copy(kind.label, numbered, {NUMBER: pa.int64(), **_columns(kind.properties)}, "")

    def _edges(self, label: str, start: str, rows: list[Row]) -> None:
        ends = f" (from={literal(start)}, to={literal(RING)})" if len(EDGE_KINDS[label].ends) > 1 else ""
        columns = {START: pa.int64(), END: pa.int64(), **_columns(EDGE_KINDS[label].properties)}
        self._copy(label, rows, columns, ends)

    def _copy(self, label: str, rows: list[Row], columns: dict[str, pa.DataType], ends: str) -> None:
        if not rows:
            return
        file = self._folder / "rows.parquet"
        pq.write_table(pa.Table.from_pylist(rows, pa.schema(list(columns.items()))), file)
        self._connection.execute(f"COPY {quoted_name(label)} FROM {literal(str(file))}{ends}")


def _edge(start: int, end: int) -> Row:
    return {START: start, END: end}


def _columns(properties: tuple[Property, ...]) -> dict[str, pa.DataType]:
    return {item.name: _ARROW[item.type] for item in properties}
