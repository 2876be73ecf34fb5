"""UTF-8 or GB18030: decided from every byte of a file, so that one bad row never switches the whole file."""

from collections.abc import Iterable
from dataclasses import dataclass, field

UTF8, GB18030 = "utf-8", "gb18030"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_FIRST_EAST_ASIAN = "\u2e80"


@dataclass
class Census:
    """Counts of a file's lines that hold other than ASCII, by the encoding in which they can be read."""

    marked: bool = False  # begins with UTF-8's byte order mark
    utf8: int = 0
    only_gb18030: int = 0
    neither: int = 0
    _rest: bytes = field(default=b"", repr=False)
    _begun: bool = False

    def count(self, chunk: bytes) -> None:
        """Count the lines of the next chunk; lines may straddle chunks."""
        if not self._begun:
            self._begun, self.marked = True, chunk.startswith(BYTE_ORDER_MARK)
        if chunk.isascii() and self._rest.isascii():  # the rule; of an ASCII line nothing counts but where it ends
            cut = max(chunk.rfind(b"\n"), chunk.rfind(b"\r")) + 1
            self._rest = chunk[cut:] if cut else self._bounded(self._rest + chunk)
            return
        data = self._rest + chunk if self._rest else chunk
        cut = max(data.rfind(b"\n"), data.rfind(b"\r")) + 1
        self._rest = self._bounded(data[cut:])
        self._count_lines(data[:cut])

    def close(self) -> None:
        """Count the last line."""
        self._count_lines(self._rest)
        self._rest = b""

    @property
    def encoding(self) -> str:
        """The encoding in which most lines can be read; UTF-8 where they are even."""
        return GB18030 if not self.marked and self.only_gb18030 > self.utf8 else UTF8

    @staticmethod
    def _bounded(rest: bytes) -> bytes:
        return rest if len(rest) < (4 << 20) else b""

    def _count_lines(self, data: bytes) -> None:
        if data.isascii():
            return
        if readable(data, UTF8):
            self.utf8 += max(data.count(b"\n"), 1)
            return
        for line in data.splitlines():
            if line.isascii():
                continue
            if readable(line, UTF8):
                self.utf8 += 1
            elif readable(line, GB18030):
                self.only_gb18030 += 1
            else:
                self.neither += 1


def encoding_of(chunks: Iterable[bytes]) -> str:
    """The encoding of a whole file, given as chunks of bytes."""
    census = Census()
    for chunk in chunks:
        census.count(chunk)
    census.close()
    return census.encoding


def readable(data: bytes, codec: str) -> bool:
    """Whether the bytes are strictly valid in a codec."""
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def is_utf8_within_gb18030(line: bytes) -> bool:
    """Whether a line of a GB18030 file was written as UTF-8.

    Half of all UTF-8 lines can be read as GB18030, as rare characters that nobody meant (mojibake). Such a line
    is told by its UTF-8 reading: East Asian throughout and made of common characters (GB 2312), where the other
    reading is not, or where it is so long that chance is ruled out (a character is valid in both about once in
    six thousand).
    """
    try:
        text = line.decode(UTF8)
    except UnicodeDecodeError:
        return False
    foreign = [char for char in text if not char.isascii()]
    if not foreign or min(foreign) < _FIRST_EAST_ASIAN or not _common(text):
        return False
    return len(foreign) >= 6 or not _common(line.decode(GB18030, errors="replace"))


def _common(text: str) -> bool:
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
