"""The container: a ZIP of which every byte is determined by what it holds, so that each changed bit shows.

Times, attributes and order are fixed. Data is compressed once; its bytes in the archive have a hash of their own, since
other bytes may unpack to the same.
"""

import hashlib
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from workspace.errors import RingtraceError

_TIME = (1980, 1, 1, 0, 0, 0)  # the first that a ZIP can say
_MODE = 0o100644 << 16
_BLOCK = 1 << 20
UNREADABLE = (
    zipfile.BadZipFile, zipfile.LargeZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError,
    struct.error, zlib.error, OverflowError, KeyError, IndexError,
)  # fmt: skip


@dataclass(frozen=True)
class Packed:
    """What stands of a file in the manifest."""

    sha256: str
    size: int
    packed_sha256: str  # of its bytes in the archive


class Writer:
    """Writes an archive; what `add` returns goes into the manifest."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._zip = zipfile.ZipFile(file, "w", allowZip64=False)

    def add(self, name: str, source: Path) -> Packed:
        """Add a file, compressed."""
        with source.open("rb") as opened:
            return self._write(name, opened, source.stat().st_size, zipfile.ZIP_DEFLATED)

    def add_plain(self, name: str, content: bytes) -> None:
        """Add a small file as it is: the archive's own checksum then covers its every bit."""
        self._zip.writestr(_info(name, zipfile.ZIP_STORED), content)

    def close(self) -> None:
        """Finish the archive."""
        self._zip.close()

    def _write(self, name: str, opened: IO[bytes], size: int, method: int) -> Packed:
        info = _info(name, method)
        info.file_size = size
        digest = hashlib.sha256()
        try:
            with self._zip.open(info, "w") as target:
                for block in _blocks(opened):
                    digest.update(block)
                    target.write(block)
        except (zipfile.LargeZipFile, RuntimeError) as error:
            raise RingtraceError(f"{name} is too large for one bundle: {error}. Export with --minimal.") from error
        self._flush()
        with self._file.open("rb") as raw:
            return Packed(digest.hexdigest(), size, _digest(_raw(raw, self._zip.getinfo(name))))

    def _flush(self) -> None:
        if self._zip.fp is not None:
            self._zip.fp.flush()


def _info(name: str, method: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _TIME)
    info.compress_type = method
    info.create_system = 3
    info.external_attr = _MODE
    return info


def _blocks(opened: IO[bytes], size: int | None = None) -> Iterator[bytes]:
    left = size
    while block := opened.read(_BLOCK if left is None else min(_BLOCK, left)):
        left = None if left is None else left - len(block)
        yield block


def _raw(opened: IO[bytes], info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a file as they stand in the archive."""
    opened.seek(info.header_offset + len(_local(info)))
    yield from _blocks(opened, info.compress_size)


def _digest(blocks: Iterator[bytes]) -> str:
    digest = hashlib.sha256()
    for block in blocks:
        digest.update(block)
    return digest.hexdigest()


class Reader:
    """Reads an archive that anybody may have changed.

    Raises:
        RingtraceError: it is no ZIP at all.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        try:
            self._zip = zipfile.ZipFile(file)
        except UNREADABLE as error:
            raise RingtraceError(f"{file} is no readable bundle: {error}") from error
        self.names = tuple(info.filename for info in self._zip.infolist())

    def content(self, name: str, largest: int) -> bytes:
        """A small file's bytes.

        Raises:
            RingtraceError: it is missing, larger, or does not unpack.
        """
        try:
            with self._zip.open(name) as opened:
                content = opened.read(largest + 1)
        except UNREADABLE as error:
            raise RingtraceError(f"{name} cannot be read: {error}") from error
        if len(content) > largest:
            raise RingtraceError(f"{name} is larger than any that Ringtrace writes")
        return content

    def packed(self, name: str, largest: int) -> Packed | None:
        """Hashes of a file; None where it does not unpack, or to more than `largest` bytes."""
        digest, size = hashlib.sha256(), 0
        try:
            with self._zip.open(name) as opened:
                for block in _blocks(opened, largest + 1):
                    digest.update(block)
                    size += len(block)
            with self._file.open("rb") as raw:
                return Packed(digest.hexdigest(), size, _digest(_raw(raw, self._zip.getinfo(name))))
        except UNREADABLE:
            return None

    def frame_fits(self) -> bool:
        """Whether all bytes around the files' data are those that a `Writer` writes."""
        infos = self._zip.infolist()
        central, at = b"", 0
        with self._file.open("rb") as raw:
            for info in infos:
                local = _local(info)
                raw.seek(at)
                if info.header_offset != at or raw.read(len(local)) != local:
                    return False
                central += _central(info)
                at += len(local) + info.compress_size
            raw.seek(at)
            end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(infos), len(infos), len(central), at, 0)
            return raw.read(len(central) + len(end) + 1) == central + end

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()


def _as_written(info: zipfile.ZipInfo) -> zipfile.ZipInfo:
    plain = info.filename in PLAIN
    made = _info(info.filename, zipfile.ZIP_STORED if plain else zipfile.ZIP_DEFLATED)
    made.CRC, made.compress_size, made.file_size = info.CRC, info.compress_size, info.file_size
    return made


PLAIN = ("manifest.json", "manifest.sig", "manifest.tsr")


def _local(info: zipfile.ZipInfo) -> bytes:
    return _as_written(info).FileHeader(zip64=False)


def _central(info: zipfile.ZipInfo) -> bytes:
    made = _as_written(info)
    year, month, day, hour, minute, second = _TIME
    date, time = (year - 1980) << 9 | month << 5 | day, hour << 11 | minute << 5 | second // 2
    name = made.filename.encode("ascii", "replace")
    head = struct.pack(
        "<4s4B4HL2L5H2L", b"PK\1\2", 20, 3, 20, 0, 0, made.compress_type, time, date, made.CRC, made.compress_size,
        made.file_size, len(name), 0, 0, 0, 0, made.external_attr, info.header_offset,
    )  # fmt: skip
    return head + name
