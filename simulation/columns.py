"""Typed columns that grow by chunks: the tables of the ledger."""

from typing import Any

import numpy as np

from simulation.randomness import Array


class Columns:
    """Rows kept as chunks of typed columns; a row's handle is its position."""

    def __init__(self, layout: dict[str, tuple[str, Any]]) -> None:
        self.layout = layout
        self._chunks: dict[str, list[Array]] = {name: [] for name in layout}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def append(self, **values: Any) -> Array:
        """Append rows; columns left out take their default, scalars repeat. Returns the handles."""
        unknown = set(values) - set(self.layout)
        if unknown:
            raise KeyError(f"no column {sorted(unknown)}; there are {list(self.layout)}")
        arrays = [np.asarray(value) for value in values.values()]
        count = next((len(array) for array in arrays if array.ndim), 1)
        for name, (kind, default) in self.layout.items():
            value = values.get(name, default)
            if value is None:
                raise KeyError(f"column {name} has no default")
            column = np.broadcast_to(np.asarray(value, dtype=kind), (count,))
            self._chunks[name].append(column if column.flags.writeable else column.copy())
        self._count += count
        return np.arange(self._count - count, self._count)

    def __getitem__(self, name: str) -> Array:
        """A whole column; writing into it changes the ledger."""
        chunks = self._chunks[name]
        if len(chunks) != 1:
            joined = np.concatenate(chunks) if chunks else np.zeros(0, dtype=self.layout[name][0])
            self._chunks[name] = chunks = [joined]
        return chunks[0]

    def head(self, name: str, count: int) -> Array:
        """The first `count` rows of a column without joining its chunks; they must all be in the first chunk."""
        chunks = self._chunks[name]
        return chunks[0][:count] if chunks else np.zeros(0, dtype=self.layout[name][0])

    def drop(self, name: str) -> Array:
        """Hand a column over and forget it, to free memory."""
        column = self[name]
        self._chunks[name] = [np.zeros(0, dtype=column.dtype)]
        return column
