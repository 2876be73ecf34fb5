"""What differs between the graphs of two snapshots: rows of nodes and edges by their keys, found by the engine.

Both graphs are exported as for a load and compared as bags of rows. Numbers of nodes differ from export to export, so
rows are compared by keys; lots keep the numbers that the store gave them, else one new lot in the midst would
change every edge that names a later one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.declaration import KINDS, NODE_KINDS
from graph.edges import LOT
from graph.joining import END, START
from graph.kinds import EdgeKind, NodeKind
from graph.nodes import BATCH
from graph.numbering import NUMBER
from graph.projecting import project_if_missing
from graph.sources import RELATIONS, register
from graph.staging import Exporter, Steps
from workspace.engine import connect, identifier, keep_blocks, quoted
from workspace.settings import Settings
from workspace.snapshots import Snapshot

STEPS = len(KINDS) + len(RELATIONS) + 1  # of an export
_ROWS = 10_000  # of a batch
_NUMBERED = BATCH.properties[-1].name
Row = dict[str, Any]


@dataclass(frozen=True)
class Exported:
    """A snapshot's kinds as Parquet, by label; those without rows may have no file."""

    folder: Path
    rows: Mapping[str, int]

    def source(self, label: str) -> str | None:
        """SQL that reads a kind; None where it has no rows."""
        return f"read_parquet({quoted(str(self.folder / f'{label}.parquet'))})" if self.rows.get(label) else None


def exported(settings: Settings, snapshot: Snapshot, folder: Path, steps: Steps, *, project: bool = False) -> Exported:
    """Write every kind of a snapshot into `folder`; `project`: put its projection in place where there is none.

    Raises:
        RingtraceError: its tables do not make a graph.
    """
    folder.mkdir(parents=True)
    with connect(settings, folder / "spill") as connection:
        keep_blocks(connection, settings)
        steps.run(f"tables of {snapshot.id}", lambda: register(snapshot, connection))
        exporter = Exporter(connection, snapshot, folder / "staged", steps)
        try:
            staged = exporter.start()
            if project:
                project_if_missing(connection, snapshot, exporter, folder / "staged", folder / "projection")()
            for wait in staged.values():
                wait()
            return Exported(folder / "staged", dict(exporter.rows))
        finally:
            exporter.stop()


class Changes:
    """The differences from one export to another."""

    def __init__(
        self, settings: Settings, before: Exported, after: Exported, lots: Mapping[str, int], folder: Path
    ) -> None:
        """`lots`: the numbers that the store gave to lots, by their keys; lots that it lacks get the following ones."""
        self._before, self._after = before, after
        self._engine = connect(settings, folder / "spill")
        self._engine.execute("CREATE TABLE lots (lot VARCHAR, number BIGINT)")
        if lots:
            self._engine.execute(
                "INSERT INTO lots SELECT unnest($lots::VARCHAR[]), unnest($numbers::BIGINT[])",
                {"lots": list(lots), "numbers": list(lots.values())},
            )
        source = after.source(BATCH.label)
        if source:
            key = identifier(BATCH.key.name)
            self._engine.execute(
                f"INSERT INTO lots SELECT {key}, (SELECT coalesce(max(number), -1) FROM lots) "
                f"+ row_number() OVER (ORDER BY {key}) FROM {source} WHERE {key} NOT IN (SELECT lot FROM lots)"
            )

    def close(self) -> None:
        """Let go of the engine."""
        self._engine.close()

    def nodes(self, kind: NodeKind) -> Iterator[list[Row]]:
        """Nodes that are new or have other properties, as they are after."""
        return self._batches(f"{self._node_rows(self._after, kind)} EXCEPT {self._node_rows(self._before, kind)}")

    def gone(self, kind: NodeKind) -> Iterator[list[Row]]:
        """Keys of nodes that are no more, as `key`."""
        before, after = self._before.source(kind.label), self._after.source(kind.label)
        key = identifier(kind.key.name)
        if not before:
            return iter(())
        kept = f" WHERE {key} NOT IN (SELECT {key} FROM {after})" if after else ""
        return self._batches(f"SELECT {key} AS key FROM {before}{kept}")

    def edges(self, kind: EdgeKind) -> Iterator[list[Row]]:
        """Edges, equal ones together, of which there are more or fewer than before.

        `_start` and `_end` are keys, `_before` and `_after` say how many there were and are.
        """
        columns = ", ".join(["_start", "_end", *(identifier(item.name) for item in kind.properties)])
        sides = [
            f"SELECT *, {int(side is self._before)} AS _was, {int(side is self._after)} AS _is FROM ({rows})"
            for side in (self._before, self._after)
            if (rows := self._edge_rows(side, kind))
        ]
        if not sides:
            return iter(())
        return self._batches(
            f"SELECT {columns}, sum(_was)::BIGINT AS _before, sum(_is)::BIGINT AS _after "
            f"FROM ({' UNION ALL '.join(sides)}) GROUP BY ALL HAVING sum(_was) <> sum(_is)"
        )

    def _node_rows(self, side: Exported, kind: NodeKind) -> str:
        source = side.source(kind.label)
        if not source:
            nothing = ", ".join(f"NULL::{item.type.engine_type} AS {identifier(item.name)}" for item in kind.properties)
            return f"SELECT {nothing} WHERE 1 = 0"
        if kind is not BATCH:
            return f"SELECT {', '.join(identifier(item.name) for item in kind.properties)} FROM {source}"
        items = [f"n.{identifier(item.name)}" for item in kind.properties if item.name != _NUMBERED]
        joined = f"{source} n JOIN lots l ON l.lot = n.{identifier(kind.key.name)}"
        return f"SELECT {', '.join(items)}, l.number AS {_NUMBERED} FROM {joined}"

    def _edge_rows(self, side: Exported, kind: EdgeKind) -> str:
        """SQL of a side's edges by keys; empty where there are none."""
        source = side.source(kind.label)
        if not source:
            return ""
        (start, end), *_ = kind.ends
        items, joins = [], ""
        for alias, label, number, name in (("s", start, START, "_start"), ("t", end, END, "_end")):
            items.append(f"{alias}.{identifier(NODE_KINDS[label].key.name)} AS {name}")
            joins += f" JOIN {side.source(label)} {alias} ON {alias}.{NUMBER} = e.{number}"
        for item in kind.properties:
            if item == LOT:
                joins += f" LEFT JOIN {side.source(BATCH.label)} b ON b.{_NUMBERED} = e.{identifier(item.name)}"
                joins += f" LEFT JOIN lots l ON l.lot = b.{identifier(BATCH.key.name)}"
                items.append(f"l.number AS {identifier(item.name)}")
            else:
                items.append(f"e.{identifier(item.name)}")
        return f"SELECT {', '.join(items)} FROM {source} e{joins}"

    def _batches(self, sql: str) -> Iterator[list[Row]]:
        for batch in self._engine.cursor().sql(sql).to_arrow_reader(_ROWS):
            yield batch.to_pylist()
