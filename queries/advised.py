"""A store that refuses with the place in the query and the nearest name, as the guard of the embedded store does."""

from collections.abc import Iterator, Mapping
from typing import Any

from graph.store import GraphStore, Limits, QueryRefused, Rows
from queries.advice import advised, check_parameters


class AdvisedStore:
    """Runs queries on a store of a server, whose own process keeps them apart."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store

    def stream(self, text: str, parameters: Mapping[str, Any] | None = None, *, limits: Limits | None = None) -> Rows:
        """See `graph.store.GraphStore.stream`; a refusal shows where in the query."""
        check_parameters(text, parameters or {})
        try:
            rows = self._store.stream(text, parameters, limits=limits)
        except QueryRefused as error:
            raise QueryRefused(advised(str(error), text)) from error
        rows.batches = self._batches(rows.batches, text)
        return rows

    def _batches(self, batches: Iterator[list[tuple[Any, ...]]], text: str) -> Iterator[list[tuple[Any, ...]]]:
        try:
            yield from batches
        except QueryRefused as error:
            raise QueryRefused(advised(str(error), text)) from error

    def close(self) -> None:
        """Let go of the store."""
        self._store.close()
