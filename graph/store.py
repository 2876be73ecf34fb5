"""The contract of a graph store; every engine implements it and passes the same tests."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from graph.kinds import EdgeKind, NodeKind
from workspace.errors import RingtraceError


class QueryRefused(RingtraceError):
    """The store refused a query: it writes, or it is not understood."""


class QueryTimedOut(RingtraceError):
    """The query ran longer than it may."""


@dataclass(frozen=True)
class Limits:
    """How long a query may run, in seconds, and how many rows it may give."""

    seconds: float = 30.0
    rows: int = 10_000


@dataclass(frozen=True)
class Answer:
    """Rows of a query; `truncated` says that there were more than the limit."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    truncated: bool
    seconds: float

    def to_arrow(self) -> pa.Table:
        """The rows as an Arrow table, types taken from the values."""
        columns = list(zip(*self.rows, strict=True)) or [() for _ in self.columns]
        return pa.Table.from_arrays([pa.array(list(column)) for column in columns], names=list(self.columns))


@dataclass
class Rows:
    """Rows of a query as they come: iterate once, in batches; `truncated` is known after the last of them.

    `types` are `PropertyType`s by name, `duration`, `list of …`, or `value` for nodes, edges, paths and maps. A node
    is a mapping of `_label` and its properties, an edge likewise, a path one of `nodes` and `edges`.
    """

    columns: tuple[str, ...]
    types: tuple[str, ...]
    batches: Iterator[list[tuple[Any, ...]]]
    truncated: bool = False

    def __iter__(self) -> Iterator[list[tuple[Any, ...]]]:
        return self.batches


@dataclass(frozen=True, order=True)
class NodeRef:
    """A node by its kind and key."""

    label: str
    key: str


@dataclass(frozen=True)
class Node:
    """A node with its properties."""

    ref: NodeRef
    properties: Mapping[str, Any] = field(hash=False)


@dataclass(frozen=True)
class Edge:
    """An edge with its properties, in its own direction."""

    label: str
    start: NodeRef
    end: NodeRef
    properties: Mapping[str, Any] = field(hash=False)


@dataclass(frozen=True)
class Neighbourhood:
    """A node's edges and the nodes at their other ends.

    `more` names the kinds of edges of which the limit left some out.
    """

    centre: Node
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    more: tuple[str, ...]


class GraphLoader(Protocol):
    """The writing side of a store: takes one kind after another, nodes before the edges that join them."""

    def load(self, kind: NodeKind | EdgeKind, file: Path) -> None:
        """Load a Parquet file with the columns of `kind.select`.

        Raises:
            RingtraceError: a key occurs twice, or an edge names a node that is not there.
        """

    def flush(self) -> None:
        """Make what was loaded durable."""

    def close(self) -> None:
        """Let go of the store."""


class GraphStore(Protocol):
    """The reading side of a store."""

    def counts(self) -> dict[str, int]:
        """Nodes and edges in the store, by label, for every declared kind."""

    def query(self, text: str, parameters: Mapping[str, Any] | None = None, *, limits: Limits | None = None) -> Answer:
        """Run a read-only query with bound parameters.

        Raises:
            QueryRefused: the query writes, or is not understood.
            QueryTimedOut: it ran longer than `limits.seconds`.
        """

    def stream(self, text: str, parameters: Mapping[str, Any] | None = None, *, limits: Limits | None = None) -> Rows:
        """Run a query that a person wrote: as `query`, but its rows stream, and all that does not read is refused.

        `limits.rows` 0 means no limit.

        Raises:
            QueryRefused: it writes, changes settings, reads or writes files or the network, or is not understood.
            QueryTimedOut: it ran longer than `limits.seconds`.
        """

    def neighbours(self, node: NodeRef, *, edges: tuple[str, ...] = (), limit: int = 100) -> Neighbourhood | None:
        """The node's edges of the named kinds (all where none is named), at most `limit` a kind and direction.

        In order of the neighbours' keys; None where the node is not in the store.

        Raises:
            RingtraceError: the label or a kind of edge is not declared.
        """

    def close(self) -> None:
        """Let go of the store."""
