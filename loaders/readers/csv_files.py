"""Delimited text (CSV): a header, then rows in bulk by Arrow's parser over blocks that were taken apart before."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import csv

from loaders.encoding import BYTE_ORDER_MARK, UTF8
from loaders.readers.blocks import line_blocks, raw_chunks
from loaders.readers.numbering import numbered
from loaders.readers.quoting import Shape, record_at
from loaders.readers.records import Examined, examine
from loaders.readers.rejected import UnreadableRows
from workspace.errors import RingtraceError
from workspace.tables import ROW_COLUMN

_AHEAD = 4  # blocks parsed ahead of the engine


@dataclass
class CsvReader:
    """One file. `columns` are its header; after `batches()` is exhausted, `unreadable` and `rows_in` are whole."""

    path: Path
    encoding: str
    separator: str = ","
    columns: list[str] = field(init=False)
    unreadable: UnreadableRows = field(default_factory=UnreadableRows)
    rows_in: int = 0

    def __post_init__(self) -> None:
        self.columns = read_header(self.path, self.encoding, self.separator)

    @property
    def schema(self) -> pa.Schema:
        """All columns as text, then the row number."""
        return pa.schema([*((name, pa.string()) for name in self.columns), (ROW_COLUMN, pa.int64())])

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows, block by block in the file's order; blocks are parsed ahead in threads."""
        shape = Shape(ord(self.separator), len(self.columns), self.encoding)
        pending: deque[Future[_Parsed]] = deque()
        with ThreadPoolExecutor(2) as pool:
            for examined in self._examined(shape):
                pending.append(pool.submit(_parse, examined, shape, self.schema))
                if len(pending) >= _AHEAD:
                    yield from self._finished(pending.popleft())
            while pending:
                yield from self._finished(pending.popleft())

    def _finished(self, future: "Future[_Parsed]") -> Iterator[pa.RecordBatch]:
        parsed = future.result()
        for row, value, reason in parsed.unreadable:
            self.unreadable.add(row, value, reason)
        yield from parsed.batches

    def _examined(self, shape: Shape) -> Iterator[Examined]:
        row, rest = 1, b""
        for block, final in _with_last(_body(self.path)):
            examined = examine(rest + block, row, shape, final, self.unreadable)
            row, rest = examined.next_row, examined.rest
            self.rows_in = row - 1
            yield examined


@dataclass
class _Parsed:
    batches: list[pa.RecordBatch]
    unreadable: list[tuple[int, str, str]]


def read_header(path: Path, encoding: str, separator: str) -> list[str]:
    """The column names of a file's first line.

    Raises:
        RingtraceError: the file is empty, or its first line cannot be read.
    """
    line = _first_line(path)
    shape = Shape(ord(separator), 0, encoding)
    fields: list[bytes] = []
    found = record_at(line, 0, len(line), shape)
    if isinstance(found, tuple):
        fields = found[1]
    elif isinstance(found, str) and found.startswith("the row has"):
        fields = _fields(line, shape)
    if not fields or b"\0" in line:
        raise RingtraceError(f"{path}: the header line cannot be read ({found}). Mend its first line.")
    try:
        return [part.decode(encoding).strip() for part in fields]
    except UnicodeDecodeError as error:
        raise RingtraceError(
            f"{path}: the header line is not valid {encoding.upper()}. Save the file as UTF-8."
        ) from error


def _fields(line: bytes, shape: Shape) -> list[bytes]:
    for columns in range(1, line.count(shape.separator) + 2):
        found = record_at(line, 0, len(line), Shape(shape.delimiter, columns, shape.codec))
        if isinstance(found, tuple):
            return found[1]
    return []


def _first_line(path: Path) -> bytes:
    for block in line_blocks(raw_chunks(path, 1 << 16)):
        body = block.removeprefix(BYTE_ORDER_MARK).lstrip(b"\n")
        if body.strip():
            return body[: body.find(b"\n") + 1]
    raise RingtraceError(f"{path} is empty: not even a header. Deliver it again, or take it out of the folder.")


def _body(path: Path) -> Iterator[bytes]:
    """The blocks after the header."""
    blocks = line_blocks(raw_chunks(path))
    first = next(blocks, b"").removeprefix(BYTE_ORDER_MARK).lstrip(b"\n")
    if body := first[first.find(b"\n") + 1 :]:
        yield body
    yield from blocks


def _with_last(blocks: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    previous = None
    for block in blocks:
        if previous is not None:
            yield previous, False
        previous = block
    if previous is not None:
        yield previous, True


def _parse(examined: Examined, shape: Shape, schema: pa.Schema) -> _Parsed:
    parsed = _Parsed([], [])
    text = examined.clean if shape.codec == UTF8 else examined.clean.decode(shape.codec).encode(UTF8)
    if text:
        table, ragged = _parse_text(text, shape)
        rows = np.asarray(examined.rows, dtype=np.int64)
        if ragged:
            parsed.unreadable += [(int(rows[at]), value, reason) for at, value, reason in ragged]
            rows = np.delete(rows, [at for at, _, _ in ragged])
        parsed.batches += _batches(table.columns, rows, schema)
    if examined.spanning:
        columns = [list(column) for column in zip(*(fields for _, fields in examined.spanning), strict=True)]
        rows = np.array([row for row, _ in examined.spanning], dtype=np.int64)
        parsed.batches += _batches([pa.array(column, pa.string()) for column in columns], rows, schema)
    return parsed


def _parse_text(text: bytes, shape: Shape) -> tuple[pa.Table, list[tuple[int, str, str]]]:
    ragged: list[tuple[int, str, str]] = []

    def note(row: csv.InvalidRow) -> str:
        ragged.append(
            (row.number - 1, row.text, f"the row has {row.actual_columns} columns, the header {row.expected_columns}")
        )
        return "skip"

    names = [str(at) for at in range(shape.columns)]
    table = csv.read_csv(
        pa.BufferReader(text),
        csv.ReadOptions(use_threads=False, block_size=len(text) + 1, column_names=names),
        csv.ParseOptions(
            delimiter=chr(shape.delimiter),
            quote_char='"' if b'"' in text else False,
            ignore_empty_lines=False,
            invalid_row_handler=note,
        ),
        csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=False),
    )
    return table, ragged


def _batches(columns: list[Any], rows: npt.NDArray[np.int64], schema: pa.Schema) -> list[pa.RecordBatch]:
    table = pa.Table.from_arrays([*columns, numbered(rows)], schema=schema)
    batches: list[pa.RecordBatch] = table.combine_chunks().to_batches()
    return batches
