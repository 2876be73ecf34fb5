"""JSON lines: one object a line; keys are columns, nested values stay JSON text."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from loaders.encoding import BYTE_ORDER_MARK, UTF8
from loaders.readers.blocks import line_blocks, raw_chunks
from loaders.readers.numbering import numbered
from loaders.readers.quoting import Shape
from loaders.readers.records import examine
from loaders.readers.rejected import UnreadableRows
from workspace.engine import identifier
from workspace.errors import RingtraceError
from workspace.tables import ROW_COLUMN

_BROKEN = "the line is not a JSON object"
_TWICE = "the object gives a key twice"
# json_type and json_keys fail on broken text, whatever the order of conditions: TRY makes that NULL.
_PARSED = "(SELECT *, TRY(json_type(line)) AS kind, TRY(json_keys(line)) AS keys FROM lines)"
_FORMS = f"SELECT DISTINCT kind, keys FROM {_PARSED}"
_FAULTS = f"""
    SELECT {ROW_COLUMN}, left(line, 200), CASE WHEN kind = 'OBJECT' THEN '{_TWICE}' ELSE '{_BROKEN}' END
    FROM {_PARSED} WHERE kind IS DISTINCT FROM 'OBJECT' OR len(keys) <> len(list_distinct(keys))
"""


@dataclass
class JsonLinesReader:
    """One file. After `batches()` is exhausted, `unreadable` and `rows_in` are whole."""

    path: Path
    encoding: str
    columns: list[str] = field(init=False)
    unreadable: UnreadableRows = field(default_factory=UnreadableRows)
    rows_in: int = 0

    def __post_init__(self) -> None:
        self._engine = duckdb.connect(config={"threads": 1})
        keys: set[str] = set()
        self._faulty: set[int] = set()  # blocks with a line at fault
        for block, lines in enumerate(self._lines(UnreadableRows())):
            for kind, own in self._ask(_FORMS, lines).fetchall():
                if kind != "OBJECT" or len(set(own)) < len(own):
                    self._faulty.add(block)
                if kind == "OBJECT":
                    keys.update(own)
        if not self.rows_in:
            raise RingtraceError(f"{self.path} is empty. Deliver it again, or take it out of the folder.")
        if not keys:
            raise RingtraceError(
                f"{self.path} holds no line that is a JSON object. Write one object a line, not one array."
            )
        self.columns = sorted(keys)

    @property
    def schema(self) -> pa.Schema:
        """All keys as text columns, then the row number."""
        return pa.schema([*((name, pa.string()) for name in self.columns), (ROW_COLUMN, pa.int64())])

    def batches(self) -> Iterator[pa.RecordBatch]:
        """The rows, block by block in the file's order."""
        for block, lines in enumerate(self._lines(self.unreadable)):
            sound = self._sound(lines) if block in self._faulty else lines
            values = self._query(self._extract(), sound).to_arrow_table()
            yield from values.cast(self.schema).combine_chunks().to_batches()

    def _sound(self, lines: pa.Table) -> pa.Table:
        faulty = self._ask(_FAULTS, lines).fetchall()
        for row, line, reason in faulty:
            self.unreadable.add(row, line.rstrip("\n"), reason)
        return lines.filter(~np.isin(lines.column(ROW_COLUMN).to_numpy(), [row for row, _, _ in faulty]))

    def _extract(self) -> str:
        paths = ", ".join("'$.\"" + name.replace("'", "''") + "\"'" for name in self.columns)
        picked = ", ".join(f"v[{at}] AS {identifier(name)}" for at, name in enumerate(self.columns, start=1))
        return (
            f"SELECT {picked}, {ROW_COLUMN} FROM "
            f"(SELECT json_extract_string(line, [{paths}]) AS v, {ROW_COLUMN} FROM lines)"
        )

    def _ask(self, query: str, lines: pa.Table) -> duckdb.DuckDBPyConnection:
        self._engine.register("lines", lines)
        return self._engine.execute(query)

    def _query(self, query: str, lines: pa.Table) -> duckdb.DuckDBPyRelation:
        self._engine.register("lines", lines)
        return self._engine.sql(query)

    def _lines(self, unreadable: UnreadableRows) -> Iterator[pa.Table]:
        shape = Shape(0, 1, self.encoding, quoted=False)
        row = 1
        for block in line_blocks(raw_chunks(self.path)):
            body = block.removeprefix(BYTE_ORDER_MARK) if row == 1 else block
            examined = examine(body, row, shape, True, unreadable)
            row = examined.next_row
            self.rows_in = row - 1
            text = examined.clean
            if self.encoding != UTF8:
                text = text.decode(self.encoding).encode(UTF8)
            yield _table_of(text, np.asarray(examined.rows, np.int64))


def _table_of(text: bytes, rows: npt.NDArray[np.int64]) -> pa.Table:
    """Lines as an Arrow column, sharing the text's memory."""
    ends = np.flatnonzero(np.frombuffer(text, np.uint8) == ord("\n")) + 1
    offsets = np.concatenate([[0], ends]).astype(np.int32)
    lines = pa.StringArray.from_buffers(len(ends), pa.py_buffer(offsets), pa.py_buffer(text))
    return pa.table({"line": lines, ROW_COLUMN: numbered(rows)})
