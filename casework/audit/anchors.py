"""What stands of the log beside its database: its last row and its seals, so that a shortened log shows.

`audit.head` is replaced after each row, `audit.seals` grows by a line a day; copied to where nobody can change them,
they prove the log against whoever holds database, workspace and key.
"""

import fcntl
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from casework.audit.entry import Entry, Seal
from workspace.errors import RingtraceError
from workspace.snapshots import Workspace, write_text

HEAD, SEALS, LOCK = "audit.head", "audit.seals", ".audit.lock"


@dataclass(frozen=True)
class Anchors:
    """The two files, and which database they speak of."""

    workspace: Workspace
    store: str  # `sqlite`, or what names a PostgreSQL database

    def head(self) -> tuple[int, str] | None:
        """Number and digest of the last row that was written from here; None where none was.

        Raises:
            RingtraceError: the file is not as it was made.
        """
        found = self._heads().get(self.store)
        try:
            return None if found is None else (int(found["number"]), str(found["digest"]))
        except (KeyError, TypeError, ValueError) as error:
            raise RingtraceError(f"{self._file(HEAD)} was changed: it does not tell the last row.") from error

    def seals(self) -> list[Seal]:
        """The seals that were written from here.

        Raises:
            RingtraceError: the file is not as it was made.
        """
        file = self._file(SEALS)
        lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
        try:
            read = [json.loads(line) for line in lines if line]
            return [Seal(**one["seal"]) for one in read if one["store"] == self.store]
        except (KeyError, TypeError, ValueError) as error:
            raise RingtraceError(f"{file} was changed: a line is no seal.") from error

    def raise_to(self, entry: Entry, seals: Iterable[Seal]) -> None:
        """Write the last row, unless a later one stands, and the seals that are not there yet."""
        with self._locked():
            head = self.head()
            if head is None or head[0] < entry.number:
                told = {"number": entry.number, "digest": entry.digest, "at": entry.at}
                write_text(self._file(HEAD), json.dumps(self._heads() | {self.store: told}, indent=1) + "\n")
            self._keep(list(seals))

    def _keep(self, seals: list[Seal]) -> None:
        """Add the seals that are not there yet; the file is replaced whole, so that no kill leaves half a line."""
        known = {seal.day for seal in self.seals()}
        fresh = [json.dumps({"store": self.store, "seal": asdict(one)}) for one in seals if one.day not in known]
        if fresh:
            file = self._file(SEALS)
            before = file.read_text(encoding="utf-8") if file.is_file() else ""
            write_text(file, before + "".join(f"{line}\n" for line in fresh))

    def _heads(self) -> dict[str, Any]:
        file = self._file(HEAD)
        if not file.is_file():
            return {}
        try:
            heads: dict[str, Any] = dict(json.loads(file.read_text(encoding="utf-8")))
        except ValueError as error:
            raise RingtraceError(f"{file} was changed: it is no JSON object.") from error
        return heads

    def _file(self, name: str) -> Path:
        return self.workspace.path / name

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with self._file(LOCK).open("a", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
