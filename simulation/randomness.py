"""Random generators by name: each part of the city draws from its own stream, so one more part shifts no other."""

import zlib
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


def generator(seed: int, *names: str | int) -> np.random.Generator:
    """The stream of the part called by `names`; the same seed and names give the same draws."""
    keys = tuple(zlib.crc32(str(name).encode()) for name in names)
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=keys)))


def mixed(values: Array, salt: int, bits: int = 64) -> Array:
    """Numbers scrambled one to one within `bits` bits (xor-shift and odd multipliers, after splitmix64)."""
    mask = np.uint64((1 << bits) - 1)
    half = np.uint64(bits // 2)
    offset = (salt * 0x9E3779B97F4A7C15 ^ 0xD1B54A32D192ED03) % (1 << 64)
    offset = offset * offset % (1 << 64) >> (64 - bits) if bits < 64 else offset
    mixed_values = (values.astype(np.uint64) + np.uint64(offset)) & mask
    for multiplier in (0xBF58476D1CE4E5B9, 0x94D049BB133111EB):
        mixed_values ^= mixed_values >> half
        mixed_values = (mixed_values * np.uint64(multiplier)) & mask
    mixed_values ^= mixed_values >> half
    return mixed_values


def choose(random: np.random.Generator, weights: Array, size: int) -> Array:
    """Indices drawn in proportion to `weights` (any scale), int64."""
    ladder = np.cumsum(weights, dtype=np.float64)
    picked = np.searchsorted(ladder, random.random(size) * ladder[-1], side="right")
    chosen: Array = np.minimum(picked, len(weights) - 1)
    return chosen


def ranks_within(sorted_keys: Array) -> Array:
    """0, 1, 2 … inside each run of equal keys; the keys stand sorted."""
    if not len(sorted_keys):
        return np.zeros(0, dtype=np.int64)
    starts = np.flatnonzero(np.r_[True, sorted_keys[1:] != sorted_keys[:-1]])
    lengths = np.diff(np.r_[starts, len(sorted_keys)])
    return np.arange(len(sorted_keys)) - np.repeat(starts, lengths)
