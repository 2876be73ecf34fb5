"""From a node's key to its number: two sorted arrays a kind, mapped from disk.

The store keys nodes by number, which loads several times faster than text, and scans for anything else: 8 million
settlements in 0.3 s. A key is hashed to the lower 64 bits of its MD5; equal hashes are told apart by the store, which
compares the key as well.
"""

import hashlib
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt

from workspace.errors import RingtraceError

_Arrays = tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint32]]
_LOWER = slice(8, 16)  # bytes of the digest that md5_number_lower gives
_HASHES, _NUMBERS = "key_hashes_{}.npy", "key_numbers_{}.npy"


def write_keys(connection: duckdb.DuckDBPyConnection, view: str, label: str, folder: Path) -> bool:
    """Write the arrays of a kind from a view of node_number, node_key; whether its hashes are all there and unlike."""
    arrays = connection.execute(
        f"SELECT md5_number_lower(node_key) AS hash, node_number::UINTEGER AS number FROM {view} ORDER BY ALL"
    ).fetchnumpy()
    hashes = arrays["hash"]
    if np.ma.is_masked(hashes):
        return False
    np.save(folder / _HASHES.format(label), np.ascontiguousarray(hashes))
    np.save(folder / _NUMBERS.format(label), np.ascontiguousarray(arrays["number"]))
    return not bool((hashes[1:] == hashes[:-1]).any())


def key_files(folder: Path) -> list[Path]:
    """The files that `write_keys` wrote."""
    return sorted([*folder.glob(_HASHES.format("*")), *folder.glob(_NUMBERS.format("*"))])


class Keys:
    """The numbers of nodes by their keys; `folder` holds the arrays."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kinds: dict[str, _Arrays | None] = {}

    def numbers(self, label: str, key: str) -> list[int] | None:
        """Numbers of the nodes that may have the key: mostly one or none; None where the kind has no arrays."""
        if label not in self._kinds:
            self._kinds[label] = _read(self._folder, label)
        arrays = self._kinds[label]
        if arrays is None:
            return None
        hashes, numbers = arrays
        hashed = np.uint64(int.from_bytes(hashlib.md5(key.encode(), usedforsecurity=False).digest()[_LOWER], "little"))
        low, high = np.searchsorted(hashes, hashed, "left"), np.searchsorted(hashes, hashed, "right")
        return [int(number) for number in numbers[low:high]]


def _read(folder: Path, label: str) -> _Arrays | None:
    try:
        return (
            np.load(folder / _HASHES.format(label), mmap_mode="r"),
            np.load(folder / _NUMBERS.format(label), mmap_mode="r"),
        )
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise RingtraceError(f"{folder} is damaged ({error}). Run: ringtrace build --force") from error
