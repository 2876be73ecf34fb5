"""The entity projection: entities and their weighted ties as arrays, with settlements folded away.

Paths, communities around a node and degree statistics read it instead of the store. A node's number is its
row in `nodes.arrow`; nodes are sorted by label (in the order of `LABELS`) and key.
"""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from graph.adjacency import adjacency_of, write_adjacency
from graph.declaration import DIGEST
from graph.keys import key_files
from graph.numbering import NUMBER, keys_view
from graph.projected import LABELS, TIES, Tie
from graph.store import NodeRef
from workspace.errors import RingtraceError
from workspace.snapshots import Snapshot

_ARRAYS = ("source", "target", "kind", "weight")


@dataclass(frozen=True)
class Projection:
    """Entities and ties; the arrays are mapped from disk, read-only.

    labels: (nodes,) uint8, index into `LABELS`; keys: (nodes,) strings.
    source, target: (ties,) int32 numbers of nodes, sorted; each tie once, undirected.
    kind: (ties,) uint8, index into `graph.projected.TIES`; weight: (ties,) int32, settlements behind the tie
    (1 for ties without settlements).
    """

    labels: npt.NDArray[np.uint8]
    keys: pa.StringArray
    source: npt.NDArray[np.int32]
    target: npt.NDArray[np.int32]
    kind: npt.NDArray[np.uint8]
    weight: npt.NDArray[np.int32]

    @cached_property
    def _starts(self) -> list[int]:
        return [int(start) for start in np.searchsorted(self.labels, np.arange(len(LABELS) + 1))]

    def number(self, node: NodeRef) -> int | None:
        """The number of a node; None where the projection has no such node."""
        if node.label not in LABELS:
            return None
        at = LABELS.index(node.label)
        low, high = self._starts[at], self._starts[at + 1]
        wanted = node.key.encode()
        found = bisect_left(range(high), wanted, lo=low, key=lambda i: str(self.keys[i]).encode())
        return found if found < high and str(self.keys[found]) == node.key else None

    def node(self, number: int) -> NodeRef:
        """The node of a number."""
        return NodeRef(LABELS[int(self.labels[number])], str(self.keys[number]))


def projection_folder(snapshot: Snapshot) -> Path:
    """Where the projection of this version of the declaration stands."""
    return snapshot.projection / DIGEST


def write_projection(
    connection: duckdb.DuckDBPyConnection, rows: dict[str, int], staged: Path, folder: Path
) -> dict[str, int]:
    """Write the arrays into `folder`; the number of nodes and ties.

    `connection` has every kind exported (`graph.staging.Exporter`); `rows`: nodes by label. A node's number here is
    its number within its kind after all nodes of the labels before it. The index of keys moves here from `staged`.
    """
    folder.mkdir(parents=True)
    _write_nodes(_entities(connection), folder / "nodes.arrow")
    for file in key_files(staged):
        file.rename(folder / file.name)
    starts = dict(zip(LABELS, accumulate((rows[label] for label in LABELS), initial=0), strict=False))
    ties = " UNION ALL ".join(_numbered(index, tie, starts) for index, tie in enumerate(TIES))
    arrays = connection.execute(
        "SELECT source::INTEGER AS source, target::INTEGER AS target, kind::UTINYINT AS kind, "
        f"weight::INTEGER AS weight FROM ({ties}) ORDER BY source, target, kind"
    ).fetchnumpy()
    for name in _ARRAYS:
        np.save(folder / f"{name}.npy", np.ascontiguousarray(arrays[name]))
    source, target = (np.asarray(arrays[name], dtype=np.int32) for name in ("source", "target"))
    nodes = sum(rows[label] for label in LABELS)
    write_adjacency(adjacency_of(source, target, nodes), folder)
    return {"nodes": nodes, "ties": len(source)}


def _numbered(index: int, tie: Tie, starts: dict[str, int]) -> str:
    """SQL of a kind of ties from the smaller number to the larger, each once: two people may be tied both ways."""
    numbered = f"SELECT {starts[tie.first]} + first AS x, {starts[tie.second]} + second AS y, weight FROM ({tie.sql})"
    pairs = f"SELECT LEAST(x, y) AS source, GREATEST(x, y) AS target, {index} AS kind, weight FROM ({numbered})"
    if tie.first != tie.second:
        return pairs
    return f"SELECT source, target, kind, SUM(weight) FROM ({pairs}) WHERE source <> target GROUP BY ALL"


def _entities(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Label and key of every entity; keys sort by their bytes, as `Projection.number` searches."""
    every = " UNION ALL ".join(
        f"SELECT {index}::UTINYINT AS label, node_key, {NUMBER} FROM {keys_view(label)}"
        for index, label in enumerate(LABELS)
    )
    return connection.sql(f"SELECT label, node_key AS key FROM ({every}) ORDER BY label, {NUMBER}").to_arrow_table()


def _write_nodes(nodes: pa.Table, file: Path) -> None:
    table = nodes.combine_chunks()
    with pa.OSFile(str(file), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)


def read_projection(snapshot: Snapshot) -> Projection:
    """The projection of a snapshot, mapped from disk.

    Raises:
        RingtraceError: it was not built yet, or by another version.
    """
    folder = projection_folder(snapshot)
    if not folder.is_dir():
        raise RingtraceError(f"Snapshot {snapshot.id} has no entity projection yet. Run: ringtrace build")
    table = pa.ipc.open_file(pa.memory_map(str(folder / "nodes.arrow"))).read_all()
    arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _ARRAYS}
    labels, keys = (_single(table.column(name)) for name in ("label", "key"))
    # pyarrow's own to_numpy imports pandas, which takes longer than the rest
    numbers = np.frombuffer(labels.buffers()[1], dtype=np.uint8)[labels.offset : labels.offset + len(labels)]
    return Projection(numbers, keys, **arrays)


def _single(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
