"""Bytes of a plain or gzipped text file as blocks of whole lines that end in `\\n`, whatever ended them."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from workspace.errors import RingtraceError

BLOCK = 2 << 20  # what the stages of reading work on at a time still lies in the cache of the processor
LINE_LIMIT = 4 << 20  # bytes; a longer line is cut there and rejected


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file's bytes, decompressed where its name ends in .gz.

    Raises:
        RingtraceError: the file cannot be read, or its compressed stream is broken or ends early.
    """
    try:
        with cast(BinaryIO, gzip.open(path, "rb")) if path.suffix.lower() == ".gz" else path.open("rb") as stream:
            yield stream
    except EOFError as error:
        raise RingtraceError(
            f"{path}: the gzip stream ends before its end mark, so the file is cut short. "
            "Nothing of it was loaded; fetch it again."
        ) from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise RingtraceError(f"{path} is not a sound gzip file ({error}). Fetch it again.") from error
    except OSError as error:
        raise RingtraceError(f"{path} cannot be read: {error.strerror or error}.") from error


def raw_chunks(path: Path, size: int = BLOCK) -> Iterator[bytes]:
    """The file's (decompressed) bytes in chunks."""
    with opened(path) as stream:
        while chunk := stream.read(size):
            yield chunk


def unified(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The chunks with `\\r\\n` and lone `\\r` as `\\n`, also where a pair straddles two chunks."""
    held = b""
    for chunk in chunks:
        data = held + chunk
        held = b""
        if data.endswith(b"\r"):
            data, held = data[:-1], b"\r"
        if b"\r" in data:
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        yield data
    if held:
        yield b"\n"


def line_blocks(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Blocks that end with a line; a line over the limit is cut to it, so that memory stays bounded.

    Empty lines at the end of the file are left out; the last block always ends in `\\n`.
    """
    rest, skipping, blanks = b"", False, 0
    for chunk in unified(chunks):
        begin = 0
        if skipping:  # inside a line that was over the limit: its remainder is dropped up to its end
            begin = chunk.find(b"\n") + 1
            if not begin:
                continue
            skipping = False
        data = rest + chunk[begin:] if rest else chunk[begin:]
        cut = data.rfind(b"\n") + 1
        rest = data[cut:]
        block = data[:cut]
        if len(rest) > LINE_LIMIT:
            block, rest, skipping = block + rest[:LINE_LIMIT] + b"\n", b"", True
        if not block:
            continue
        if not blanks and block != b"\n" and not block.endswith(b"\n\n"):
            yield block  # uncopied
            continue
        body = block.rstrip(b"\n")
        if body:
            yield b"\n" * blanks + body + b"\n"
            blanks = len(block) - len(body) - 1
        else:
            blanks += len(block)
    if rest:
        yield b"\n" * blanks + rest + b"\n"
