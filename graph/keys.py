"""From a node's key to its number: two sorted arrays a kind, mapped from disk.

The store keys nodes by number, which loads several times faster than text, and scans for anything else: 8 million
settlements in 0.3 s. A key is hashed by the engine to 64 bits; equal hashes are told apart by the store, which compares
the key as well. An engine that hashes otherwise, as another version may, is noticed: then the store scans.
"""

from collections.abc import Iterable
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt

from workspace.errors import RingtraceError

_Arrays = tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint32]]
_PROBE = "key_probe.npy"  # the hash of a text that every engine is asked for
_HASHES, _NUMBERS = "key_hashes_{}.npy", "key_numbers_{}.npy"


def write_keys(connection: duckdb.DuckDBPyConnection, view: str, label: str, rows: int, folder: Path) -> bool:
    """Write the arrays of a kind from a view of node_number, node_key; whether each row has a hash of its own."""
    arrays = connection.execute(
        f"SELECT hash(node_key) AS hash, node_number::UINTEGER AS number FROM {view} "
        "WHERE node_key IS NOT NULL ORDER BY ALL"
    ).fetchnumpy()
    hashes = arrays["hash"]
    np.save(folder / _PROBE, np.array([_hashed(connection, "")], dtype=np.uint64))
    np.save(folder / _HASHES.format(label), np.ascontiguousarray(hashes))
    np.save(folder / _NUMBERS.format(label), np.ascontiguousarray(arrays["number"]))
    return len(hashes) == rows and not bool((hashes[1:] == hashes[:-1]).any())


def hashes_of(label: str, folder: Path) -> npt.NDArray[np.uint64]:
    """The sorted hashes of a kind's keys that `write_keys` wrote."""
    hashes: npt.NDArray[np.uint64] = np.load(folder / _HASHES.format(label), mmap_mode="r")
    return hashes


def key_files(folder: Path) -> list[Path]:
    """The files that `write_keys` wrote."""
    return sorted(folder.glob("key_*.npy"))


def _hashed(connection: duckdb.DuckDBPyConnection, key: str) -> int:
    """The engine's hash of a text, 64 bits."""
    answer = connection.execute("SELECT hash(CAST(? AS VARCHAR))", [key]).fetchone()
    return int(answer[0]) if answer else 0


class Keys:
    """The numbers of nodes by their keys; `folder` holds the arrays."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._engine = duckdb.connect(config={"threads": 1})
        self._kinds: dict[str, _Arrays | None] = {}

    def numbers(self, label: str, key: str) -> list[int] | None:
        """Numbers of the nodes that may have the key: mostly one or none; None where the kind has no arrays."""
        if label not in self._kinds:
            self._kinds[label] = self._read(label)
        arrays = self._kinds[label]
        if arrays is None:
            return None
        hashes, numbers = arrays
        wanted = np.uint64(_hashed(self._engine.cursor(), key))
        low, high = np.searchsorted(hashes, wanted, "left"), np.searchsorted(hashes, wanted, "right")
        return [int(number) for number in numbers[low:high]]

    def open_all(self, labels: Iterable[str]) -> None:
        """Open the arrays of kinds, or find that they have none, for a process that may open no file later."""
        for label in labels:
            self.numbers(label, "")

    def _read(self, label: str) -> _Arrays | None:
        try:
            if int(np.load(self._folder / _PROBE)[0]) != _hashed(self._engine, ""):
                return None
            return (
                np.load(self._folder / _HASHES.format(label), mmap_mode="r"),
                np.load(self._folder / _NUMBERS.format(label), mmap_mode="r"),
            )
        except FileNotFoundError:
            return None
        except ValueError as error:
            raise RingtraceError(f"{self._folder} is damaged ({error}). Run: ringtrace build --force") from error
