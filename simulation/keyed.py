"""Chance that hangs on what a row is, not on how many rows stand before it.

Rows that honest trade and crimes share a table draw by their own key (a line's handle, a shelf's delivery), so
that a crime more or less leaves every honest row as it was.
"""

from typing import Any

import numpy as np
from scipy.special import ndtri

from simulation.randomness import Array, mixed


class Keyed:
    """Draws for rows with these keys (whole numbers); every call is a new, independent draw for each row."""

    def __init__(self, keys: Array, seed: int, name: int) -> None:
        self._keys = np.asarray(keys, dtype=np.int64)
        self._salt = (seed * 1_000_003 + name) * 1_000

    def __len__(self) -> int:
        return len(self._keys)

    def at(self, rows: Array, name: int) -> "Keyed":
        """Draws of some of the rows, told apart by `name` from those of others."""
        part = Keyed(self._keys[rows], 0, 0)
        part._salt = self._salt * 31 + name * 7919
        return part

    def random(self) -> Array:
        """Uniform in (0, 1)."""
        self._salt += 1
        draws: Array = ((mixed(self._keys, self._salt) >> np.uint64(12)).astype(np.float64) + 0.5) / float(1 << 52)
        return draws

    def integers(self, low: int, high: Array | int) -> Array:
        """Whole numbers from `low` up to and without `high`."""
        draws: Array = low + (self.random() * (np.asarray(high) - low)).astype(np.int64)
        return draws

    def choice(self, values: list[float]) -> Array:
        """One of the values each."""
        draws: Array = np.array(values)[self.integers(0, len(values))]
        return draws

    def exponential(self, scale: float) -> Array:
        """Exponential with that mean."""
        draws: Array = -scale * np.log(self.random())
        return draws

    def geometric(self, chance: float) -> Array:
        """Trials up to the first success, 1 and more."""
        draws: Array = 1 + np.floor(np.log(self.random()) / np.log(1 - chance)).astype(np.int64)
        return draws

    def lognormal(self, sigma: float) -> Array:
        """Log-normal with median 1."""
        draws: Array = np.exp(sigma * ndtri(self.random()))
        return draws

    def uniform(self, low: float, high: float) -> Array:
        """Uniform from low to high."""
        draws: Array = low + (high - low) * self.random()
        return draws

    def chosen(self, share: Any) -> Array:
        """A mask that is true with the chance `share` (a number, or one a row)."""
        mask: Array = self.random() < share
        return mask
