"""Rows that could not be read at all: collected while a file streams by, compact however many they are."""

from dataclasses import dataclass, field

import pyarrow as pa

VALUE_LIMIT = 200  # characters of a value or a line that a reject shows
_FLUSH = 50_000

SCHEMA = pa.schema([("row", pa.int64()), ("value", pa.string()), ("reason", pa.string())])


@dataclass
class UnreadableRows:
    """Row number, what stood there, and why."""

    _rows: list[tuple[int, str, str]] = field(default_factory=list)
    _batches: list[pa.RecordBatch] = field(default_factory=list)

    def add(self, row: int, value: str, reason: str) -> None:
        """Note one row; `value` is cut to what a reader of the rejects needs."""
        self._rows.append((row, value[:VALUE_LIMIT], reason))
        if len(self._rows) >= _FLUSH:
            self._flush()

    def table(self) -> pa.Table:
        """All rows noted so far, ordered by row."""
        self._flush()
        return pa.Table.from_batches(self._batches, SCHEMA).sort_by("row")

    def _flush(self) -> None:
        if self._rows:
            columns = zip(*self._rows, strict=True)
            arrays = [pa.array(list(column), kind) for column, kind in zip(columns, SCHEMA.types, strict=True)]
            self._batches.append(pa.RecordBatch.from_arrays(arrays, schema=SCHEMA))
            self._rows = []


def shown(line: bytes, codec: str) -> str:
    """A raw line as text for people: what cannot be decoded appears as �, control characters as they are named."""
    text = line[: VALUE_LIMIT * 4].decode(codec, errors="replace")
    return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in text)[:VALUE_LIMIT]
