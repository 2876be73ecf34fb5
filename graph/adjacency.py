"""Which ties each entity has: the projection's ties by either end, as arrays beside it.

Ties are sorted by their source, so those that start at a node lie together; `reverse` puts those that end at a node
together as well. Written at build, so that the first path after a start need not sort a city's ties.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

_FILES = ("starts", "reverse_starts", "reverse")


@dataclass(frozen=True)
class Adjacency:
    """Ties by node, n nodes and m ties.

    starts: (n + 1,) int64; node u is the source of the ties starts[u] … starts[u + 1] - 1.
    reverse_starts, reverse: (n + 1,) int64, (m,) int32; node u is the target of the ties
    reverse[reverse_starts[u]] … reverse[reverse_starts[u + 1] - 1].
    """

    starts: npt.NDArray[np.int64]
    reverse_starts: npt.NDArray[np.int64]
    reverse: npt.NDArray[np.int32]


def adjacency_of(source: npt.NDArray[np.int32], target: npt.NDArray[np.int32], nodes: int) -> Adjacency:
    """The ties by node; `source` is sorted. Numpy sorts plain numbers several times as fast as it sorts indices, so
    the tie's number goes into the lower half of what is sorted.
    """
    ends = np.left_shift(np.asarray(target, dtype=np.int64), 32)
    ends |= np.arange(len(ends), dtype=np.int64)
    ends.sort()
    return Adjacency(_starts(source, nodes), _starts(target, nodes), (ends & 0xFFFFFFFF).astype(np.int32))


def write_adjacency(adjacency: Adjacency, folder: Path) -> None:
    """Write the arrays beside the projection's."""
    for name in _FILES:
        np.save(folder / f"ties_{name}.npy", getattr(adjacency, name))


def read_adjacency(folder: Path) -> Adjacency | None:
    """The arrays, mapped from disk; None where a build of an earlier version left none."""
    if not all((folder / f"ties_{name}.npy").is_file() for name in _FILES):
        return None
    return Adjacency(*(np.load(folder / f"ties_{name}.npy", mmap_mode="r") for name in _FILES))


def _starts(ends: npt.NDArray[np.int32], nodes: int) -> npt.NDArray[np.int64]:
    return np.concatenate([[0], np.cumsum(np.bincount(ends, minlength=nodes), dtype=np.int64)])
