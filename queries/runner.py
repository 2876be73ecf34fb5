"""Running a saved query on a store: parameters bound, the answer held against the header."""

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any, Protocol

from graph.store import Limits, Rows
from queries.binding import bind
from queries.dialects import Engine, text_for
from queries.masking import PersonalValues, masked_rows
from queries.saved_query import ColumnType, SavedQuery
from workspace.errors import RingtraceError

_TYPES = {ColumnType.NUMBER: "double", ColumnType.STRINGS: "list of string"}


class Streams(Protocol):
    """Whatever runs Cypher: a store, or the guard before it."""

    def stream(self, text: str, parameters: Mapping[str, Any] | None = None, *, limits: Limits | None = None) -> Rows:
        """See `graph.store.GraphStore.stream`."""


def run_query(
    store: Streams,
    query: SavedQuery,
    given: Mapping[str, str],
    *,
    limits: Limits | None = None,
    engine: Engine = Engine.LADYBUG,
    known: PersonalValues | None = None,
    unmasked: bool = False,
) -> Rows:
    """Run a saved query with parameters as people write them; `limits.rows` 0 means no limit.

    Personal columns come masked unless `unmasked`. `known` tells personal values in columns of people's own queries
    and in mixed ones; a mixed column is masked whole where it is not given.

    Raises:
        RingtraceError: a parameter does not fit, the query is refused or takes too long, or its columns are not
            those of its header.
    """
    rows = store.stream(text_for(query.text, engine), bind(query, given), limits=limits)
    check_columns(query, rows)
    if unmasked:
        return rows
    trusted = [one.name for one in query.columns if query.built_in and not one.personal]
    return masked_rows(rows, known, {one.name: one.personal for one in query.columns if one.personal}, trusted)


def check_columns(query: SavedQuery, rows: Rows) -> None:
    """Refuse an answer whose columns are not those of the header.

    Raises:
        RingtraceError: they differ; both are named.
    """
    expected = [(column.name, _TYPES.get(column.type, str(column.type))) for column in query.columns]
    found = [
        (name, of[1] if kind in ("unknown", "list of unknown") else kind)  # Neo4j: no value, no type
        for name, kind, of in zip_longest(rows.columns, rows.types, expected, fillvalue=("", ""))
    ]
    if expected != found:
        told = ", ".join(f"{name} {kind}" for name, kind in expected)
        given = ", ".join(f"{name} {kind}" for name, kind in zip(rows.columns, rows.types, strict=True))
        raise RingtraceError(f"{query.name}: its header tells of the columns {told}; its query gives {given}.")
