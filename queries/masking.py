"""Answers with personal values masked: by the header's word, by property of a returned node, or by comparison."""

import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any
from weakref import finalize

import duckdb
import pyarrow as pa

from graph.masking import PERSONAL, PERSONAL_COLUMNS, masked_as
from graph.store import Rows
from queries.saved_query import MIXED
from workspace.engine import connect, identifier
from workspace.snapshots import Snapshot, Workspace

_CONTACTS = ("phone:", "address:", "household:")
_HIDDEN = "…"
_KEPT = 100_000  # values of which it is remembered what they are


class PersonalValues:
    """Tells which texts are personal values of the snapshot in force."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._kinds: dict[str, str] = {}  # of values seen; empty: not personal

    def kinds(self, texts: Iterable[str]) -> dict[str, str]:
        """The kind of each text that equals a personal value, or a contact's kind and value."""
        asked = set(texts)
        fresh = asked - self._kinds.keys()
        if fresh:
            if len(self._kinds) > _KEPT:
                self._kinds = {text: self._kinds[text] for text in asked - fresh}
            self._kinds |= dict.fromkeys(fresh, "") | self._found(fresh)
        return {text: self._kinds[text] for text in asked if self._kinds[text]}

    def _found(self, texts: set[str]) -> dict[str, str]:
        contacts = {text: "contact" for text in texts if text.startswith(_CONTACTS)}
        plain = pa.table({"value": pa.array(sorted(texts - contacts.keys()), pa.string())})
        self._engine.register("asked", plain)
        return contacts | {value: kind for _, kind, value in self._engine.execute(self._question).fetchall()}

    @cached_property
    def _snapshot(self) -> Snapshot:
        return self._workspace.require_current()

    @cached_property
    def _engine(self) -> duckdb.DuckDBPyConnection:
        """Opened once for all batches; leaves no trace in the workspace."""
        spill = tempfile.mkdtemp(prefix="ringtrace-")
        finalize(self, shutil.rmtree, spill, ignore_errors=True)
        engine = connect(self._workspace.settings, Path(spill))
        self._snapshot.register(engine)
        return engine

    @cached_property
    def _question(self) -> str:
        parts = [
            f"SELECT {place}, '{kind}', {identifier(column)} FROM {identifier(table)} "
            f"WHERE {identifier(column)} IN (SELECT value FROM asked)"
            for place, ((table, column), kind) in enumerate(PERSONAL_COLUMNS.items())
            if table in self._snapshot.tables
        ]
        return f"SELECT DISTINCT * FROM ({' UNION ALL '.join(parts)}) ORDER BY 1 DESC"


def masked_rows(
    rows: Rows, known: PersonalValues | None, declared: Mapping[str, str] | None = None, trusted: Collection[str] = ()
) -> Rows:
    """The same rows, masked as they come.

    `declared` names columns by the kind of what they hold; those of `trusted` hold nothing personal. All others are
    compared with the tables, where `known` does that. A text that was cut or joined to another is not recognised.
    """
    made = Rows(rows.columns, rows.types, iter(()))
    made.batches = _masked(rows, made, _Mask(rows.columns, known, declared or {}, trusted))
    return made


def _masked(rows: Rows, made: Rows, mask: "_Mask") -> Iterator[list[tuple[Any, ...]]]:
    for batch in rows:
        yield mask.batch(batch)
    made.truncated = rows.truncated


class _Mask:
    def __init__(
        self,
        columns: tuple[str, ...],
        known: PersonalValues | None,
        declared: Mapping[str, str],
        trusted: Collection[str],
    ) -> None:
        self._known = known
        self._kinds = tuple("" if name in trusted else declared.get(name, MIXED) for name in columns)
        self._declared = declared
        self._columns = columns

    def batch(self, rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """The rows of a batch; its texts are compared all at once."""
        compared = [place for place, kind in enumerate(self._kinds) if kind == MIXED]
        personal: dict[str, str] = {}
        if self._known and compared:
            personal = self._known.kinds({text for row in rows for place in compared for text in _texts(row[place])})
        return [tuple(self._value(place, value, personal) for place, value in enumerate(row)) for row in rows]

    def _value(self, place: int, value: Any, personal: Mapping[str, str]) -> Any:
        kind = self._kinds[place]
        if kind == "" or value is None:
            return value
        if kind != MIXED:
            return [masked_as(kind, one) for one in value] if isinstance(value, list) else masked_as(kind, value)
        if self._known is None and self._columns[place] in self._declared:
            return _HIDDEN
        return _compared(value, personal)


def _texts(value: Any) -> Iterator[str]:
    """Every text within a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            yield key
            yield from _texts(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _texts(one)


def _compared(value: Any, personal: Mapping[str, str]) -> Any:
    """A value in which nothing personal stands whole any more."""
    if isinstance(value, str):
        return masked_as(personal[value], value) if value in personal else value
    if isinstance(value, Mapping):
        label = str(value.get("_label"))
        return {
            _compared(key, personal): masked_as(PERSONAL[label, key], one)
            if (label, key) in PERSONAL and isinstance(one, str)
            else _compared(one, personal)
            for key, one in value.items()
        }
    return [_compared(one, personal) for one in value] if isinstance(value, list | tuple) else value
