"""Where the records of a block of delimited text begin and end, and which lines cannot be read.

A stray or unclosed quote, a NUL, a wrong byte cost only their own row. So a block is taken line by line, and a
quoted field may run over line ends only where it closes properly, gives the right number of columns, and does
not swallow a line that is a whole row by itself. All but troubled lines are handled in bulk.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from loaders.encoding import GB18030, is_utf8_within_gb18030, readable
from loaders.readers.quoting import Shape, Unclosed, record_at
from loaders.readers.rejected import UnreadableRows, shown

ROW_LIMIT = 1 << 20  # bytes of one row
_QUOTE, _NEWLINE = 34, 10

Lines = npt.NDArray[np.int64]


@dataclass
class Examined:
    """A block taken apart."""

    clean: bytes  # lines that are one record each, in the file's encoding
    rows: range | Lines  # their row numbers
    spanning: list[tuple[int, list[str]]] = field(default_factory=list)  # records over several lines
    next_row: int = 1
    rest: bytes = b""  # begins in a quoted field that the next block may close


def examine(block: bytes, first_row: int, shape: Shape, final: bool, unreadable: UnreadableRows) -> Examined:
    """Take a block of whole lines apart; `final` says that no further block can close a quoted field."""
    ends = np.flatnonzero(np.frombuffer(block, np.uint8) == _NEWLINE)
    if _is_plain(block, ends, shape):
        rows = range(first_row, first_row + len(ends))
        return Examined(block, rows, next_row=rows.stop)
    return _Examination(block, ends, shape, final).result(first_row, unreadable)


def _is_plain(block: bytes, ends: Lines, shape: Shape) -> bool:
    if (shape.quoted and b'"' in block) or b"\0" in block:
        return False
    lengths = np.diff(ends, prepend=-1)  # with the line end
    if lengths.min() == 1 or lengths.max() > ROW_LIMIT:
        return False
    return block.isascii() or (shape.codec != GB18030 and readable(block, shape.codec))


class _Examination:
    """The lines of one block, and what is wrong with some of them."""

    def __init__(self, block: bytes, ends: Lines, shape: Shape, final: bool) -> None:
        self.block, self.ends, self.shape, self.final = block, ends, shape, final
        self.bytes = np.frombuffer(block, np.uint8)
        self.starts: Lines = np.concatenate([[0], self.ends[:-1] + 1]).astype(np.int64)
        self.clean = np.ones(len(self.ends), bool)
        self.continues = np.zeros(len(self.ends), bool)  # inside the record of an earlier line
        self.faults = dict(self._faults())
        self.spanning: list[tuple[int, list[str]]] = []
        self.rejected: list[tuple[int, str]] = []
        self.kept = len(self.ends)  # lines before the rest

    def result(self, first_row: int, unreadable: UnreadableRows) -> Examined:
        """Judge the troubled lines in order; give the others out untouched."""
        troubled = sorted(set(self.faults) | set(self._lines_with_bad_quotes().tolist()))
        for line in troubled:
            if line < self.kept and not self.continues[line]:
                self._judge(line)
        rows = first_row + np.arange(len(self.ends)) - np.cumsum(self.continues)
        for line, reason in self.rejected:
            unreadable.add(int(rows[line]), self._shown(line), reason)
        clean = self.clean.copy()
        clean[self.kept :] = False
        return Examined(
            clean=self._text(clean),
            rows=rows[clean],
            spanning=[(int(rows[line]), fields) for line, fields in self.spanning],
            next_row=int(rows[self.kept]) if self.kept < len(rows) else int(rows[-1]) + 1,
            rest=self.block[self.starts[self.kept] :] if self.kept < len(rows) else b"",
        )

    def _judge(self, line: int) -> None:
        if not self.shape.quoted:
            self.clean[line] = False
            self.rejected.append((line, self.faults[line]))
            return
        start = int(self.starts[line])
        found = record_at(self.block, start, start + ROW_LIMIT, self.shape)
        if isinstance(found, Unclosed) and not self.final and len(self.block) - start < ROW_LIMIT:
            self.kept = line
            return
        self.clean[line] = False
        if isinstance(found, Unclosed | str):
            self.rejected.append((line, self.faults.get(line) or str(found)))
            return
        end, fields = found
        last = int(np.searchsorted(self.ends, end))
        self.clean[line : last + 1] = False
        self.continues[line + 1 : last + 1] = True
        fault = next((self.faults[at] for at in range(line, last + 1) if self._counts(at, line, last)), None)
        if fault:
            self.rejected.append((line, fault))
        else:
            self.spanning.append((line, [part.decode(self.shape.codec) for part in fields]))

    def _counts(self, line: int, first: int, last: int) -> bool:
        """Whether a line's fault stands; an empty line within a quoted field is none."""
        return line in self.faults and (first == last or self.ends[line] > self.starts[line])

    def _faults(self) -> Iterator[tuple[int, str]]:
        for line in np.flatnonzero(self.ends == self.starts).tolist():
            yield line, "the line is empty"
        if b"\0" in self.block:
            for line in self._lines_of(self.bytes == 0).tolist():
                yield line, "the row holds a NUL byte"
        if not self.block.isascii():
            for line in self._undecodable():
                yield line, f"the row is not valid {self.shape.codec.upper()}, the encoding of this file"
        for line in np.flatnonzero(self.ends - self.starts > ROW_LIMIT).tolist():
            yield line, f"the row is longer than {ROW_LIMIT:,} bytes"

    def _undecodable(self) -> Iterator[int]:
        gb18030 = self.shape.codec == GB18030
        at = 0
        while at < len(self.block):
            try:
                self.block[at:].decode(self.shape.codec)
                break
            except UnicodeDecodeError as error:
                line = int(np.searchsorted(self.ends, at + error.start))
                yield line
                at = int(self.ends[line]) + 1
        if gb18030:
            for line in self._lines_of(self.bytes > 127).tolist():
                if is_utf8_within_gb18030(self.block[self.starts[line] : self.ends[line]]):
                    yield line

    def _lines_with_bad_quotes(self) -> Lines:
        """Lines whose quotes do not pair up into whole fields within the line."""
        quotes = np.flatnonzero(self.bytes == _QUOTE) if self.shape.quoted else np.empty(0, np.int64)
        if not len(quotes):
            return quotes
        line_of = np.searchsorted(self.ends, quotes)
        first_of_line = np.searchsorted(line_of, line_of)  # index of the line's first quote
        opens = (np.arange(len(quotes)) - first_of_line) % 2 == 0
        neighbours = np.where(opens, quotes - 1, quotes + 1)
        beside = np.where(neighbours < 0, _NEWLINE, self.bytes[neighbours])
        fits = (beside == self.shape.delimiter) | (beside == _NEWLINE) | (beside == _QUOTE)
        last_of_line = np.append(line_of[1:] != line_of[:-1], True)
        return np.unique(line_of[~fits | (last_of_line & opens)])

    def _lines_of(self, mask: npt.NDArray[np.bool_]) -> Lines:
        return np.unique(np.searchsorted(self.ends, np.flatnonzero(mask)))

    def _shown(self, line: int) -> str:
        return shown(self.block[self.starts[line] : self.ends[line]], self.shape.codec)

    def _text(self, clean: npt.NDArray[np.bool_]) -> bytes:
        """The clean lines, copied run by run."""
        edges = np.flatnonzero(np.diff(np.concatenate([[False], clean, [False]]).astype(np.int8)))
        runs = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
        return b"".join(self.block[self.starts[first] : self.ends[last - 1] + 1] for first, last in runs)
