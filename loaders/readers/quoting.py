"""One record of delimited text after RFC 4180, read with care: for the few lines that bulk reading must not touch."""

from dataclasses import dataclass

STRAY = "a quote stands inside a field that is not quoted, or text follows a closing quote"
UNCLOSED = "a quote is opened and never closed"


@dataclass(frozen=True)
class Shape:
    """What all rows of a file have in common."""

    delimiter: int  # byte
    columns: int
    codec: str
    quoted: bool = True  # quotes mark fields; not so in JSON lines

    @property
    def separator(self) -> bytes:
        """The delimiter as bytes."""
        return bytes([self.delimiter])


class Unclosed:
    """The record's last quoted field is still open where the search ended."""

    def __str__(self) -> str:
        return UNCLOSED


def record_at(block: bytes, start: int, limit: int, shape: Shape) -> tuple[int, list[bytes]] | Unclosed | str:
    """The record that begins at `start`: where its line end stands, and its fields; or what is wrong with it."""
    fields: list[bytes] = []
    at = start
    while True:
        if block[at : at + 1] == b'"':
            closing = _closing_quote(block, at, limit, shape)
            if not isinstance(closing, int):
                return closing
            fields.append(block[at + 1 : closing].replace(b'""', b'"'))
            end = closing + 1
            if block[end : end + 1] not in (shape.separator, b"\n"):
                return UNCLOSED if block.find(b"\n", at, end) >= 0 else STRAY
        else:
            end = _end_of_plain_field(block, at, shape)
            fields.append(block[at:end])
            if b'"' in fields[-1]:
                return STRAY
        if block[end : end + 1] == b"\n":
            return _checked(block, start, end, fields, shape)
        at = end + 1


def _end_of_plain_field(block: bytes, at: int, shape: Shape) -> int:
    line_end = block.find(b"\n", at)
    end = block.find(shape.separator, at, line_end)
    return line_end if end < 0 else end


def _closing_quote(block: bytes, opening: int, limit: int, shape: Shape) -> int | Unclosed | str:
    """Where the quoted field closes, line by line; a whole row inside it means that it was never meant to run on."""
    at, line_end = opening + 1, block.find(b"\n", opening)
    while True:
        quote = block.find(b'"', at, line_end)
        if quote >= 0:
            if block[quote + 1 : quote + 2] != b'"':
                return quote
            at = quote + 2
            continue
        at, line_end = line_end + 1, block.find(b"\n", line_end + 1)
        if line_end < 0 or at > limit:
            return Unclosed()
        if b'"' not in block[at:line_end] and _is_whole_row(block, at, line_end, shape):
            return UNCLOSED


def _checked(block: bytes, start: int, end: int, fields: list[bytes], shape: Shape) -> tuple[int, list[bytes]] | str:
    """Refuse a record whose first and last lines are each a whole row: two stray quotes that happen to pair up."""
    first_end, last_start = block.find(b"\n", start), block.rfind(b"\n", start, end) + 1
    spans = first_end < end
    if spans and _is_whole_row(block, start, first_end, shape) and _is_whole_row(block, last_start, end, shape):
        return UNCLOSED
    if len(fields) != shape.columns:
        return UNCLOSED if spans else f"the row has {len(fields)} columns, the header {shape.columns}"
    return end, fields


def _is_whole_row(block: bytes, start: int, end: int, shape: Shape) -> bool:
    return shape.columns > 1 and block.count(shape.separator, start, end) == shape.columns - 1
