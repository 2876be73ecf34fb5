"""Row numbers as an Arrow column."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa


def numbered(rows: range | npt.NDArray[np.int64]) -> pa.Array:
    """Row numbers as int64. `pa.array` of a numpy array imports pandas first, which takes more than a second."""
    numbers = np.ascontiguousarray(rows, dtype=np.int64)
    return pa.Array.from_buffers(pa.int64(), len(numbers), [None, pa.py_buffer(numbers)])
