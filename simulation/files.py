"""Writing tables as CSV or Parquet in chunks, in the column order of the declaration."""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from simulation.city import DAY, NEVER, START
from simulation.randomness import Array, mixed
from workspace.tables import TABLES

CHUNK = 1 << 18
_FIRST_DAY = -36_500
Column = Callable[[slice], pa.Array]


class TableFile:
    """One table's file; columns are given as functions from a slice of rows to an Arrow array."""

    def __init__(self, folder: Path, file_type: str, days: int) -> None:
        self._folder, self._type = folder, file_type
        calendar = np.datetime64(START, "D") + np.arange(_FIRST_DAY, days + 4000)
        self._dates = pa.array(calendar.astype(str))
        clock = np.datetime64("2000-01-01T00:00:00", "s") + np.arange(DAY)
        self._clock = pa.array([text[10:] for text in clock.astype(str)])

    def write(self, table: str, count: int, columns: Mapping[str, Column]) -> None:
        """Write `count` rows; columns of the declaration that are not given stay out of the file."""
        names = [column.name for column in TABLES[table].columns if column.name in columns]
        strays = set(columns) - set(names)
        if strays:
            raise KeyError(f"{table} has no columns {sorted(strays)}")
        path = self._folder / f"{table}.{self._type}"
        writer = None
        for start in range(0, max(count, 1), CHUNK):
            rows = slice(start, min(start + CHUNK, count))
            part = pa.table({name: columns[name](rows) for name in names})
            if writer is None:
                writer = self._open(path, part.schema)
            writer.write_table(part)
        if writer is not None:
            writer.close()

    def _open(self, path: Path, schema: pa.Schema) -> "pa.csv.CSVWriter | pa.parquet.ParquetWriter":
        if self._type == "parquet":
            return pa.parquet.ParquetWriter(path, schema, compression="zstd")
        return pa.csv.CSVWriter(path, schema, write_options=pa.csv.WriteOptions(quoting_style="none"))

    def times(self, seconds: Array) -> Column:
        """Seconds from day 0 as ISO times; negative beyond a century and NEVER read as empty."""

        def part(rows: slice) -> pa.Array:
            value = seconds[rows].astype(np.int64)
            gone = pa.array(value >= NEVER * 1000)
            if self._type == "parquet":
                stamp = np.datetime64(START, "s") + value.astype("timedelta64[s]")
                return pc.if_else(gone, None, pa.array(stamp))
            value = np.where(value >= NEVER * 1000, 0, value)
            text = pc.binary_join_element_wise(
                self._dates.take(pa.array(value // DAY - _FIRST_DAY)), self._clock.take(pa.array(value % DAY)), ""
            )
            return pc.if_else(gone, None, text)

        return part

    def dates(self, days: Array) -> Column:
        """Days from day 0 as dates; NEVER reads as empty."""

        def part(rows: slice) -> pa.Array:
            value = days[rows].astype(np.int64)
            stamp = np.datetime64(START, "D") + np.where(value >= NEVER, 0, value)
            return pc.if_else(pa.array(value >= NEVER), None, pa.array(stamp))

        return part


def texts(values: list[str] | pa.Array) -> Column:
    """Texts as they are; empty ones read as empty."""
    array = values if isinstance(values, pa.Array) else pa.array(values, type=pa.string())
    return lambda rows: array.slice(rows.start, rows.stop - rows.start)


def picked(texts_of: pa.Array, index: Array) -> Column:
    """The text of each index; negative ones read as empty."""

    def part(rows: slice) -> pa.Array:
        chosen = index[rows]
        return texts_of.take(pa.array(np.maximum(chosen, 0), mask=chosen < 0))

    return part


def numbers(values: Array) -> Column:
    """Numbers or flags as they are."""
    return lambda rows: pa.array(values[rows])


def decimals(values: Array, digits: int) -> Column:
    """Whole numbers of 10^-digits as decimals."""
    return lambda rows: _decimals(values[rows], digits)


def _decimals(values: Array, digits: int) -> pa.Array:
    wide = np.empty((len(values), 2), dtype=np.int64)
    wide[:, 0] = values
    wide[:, 1] = values.astype(np.int64) >> 63
    return pa.Array.from_buffers(pa.decimal128(14, digits), len(values), [None, pa.py_buffer(wide)])


def ids(count: int, seed: int, salt: int) -> "Ids":
    """Opaque ids of `count` rows: 13 digits in no order."""
    return Ids(count, seed * 1009 + salt)


class Ids:
    """Ids made on demand from row numbers, one to one."""

    def __init__(self, count: int, salt: int) -> None:
        self.count, self._salt = count, salt

    def of(self, index: Array) -> pa.Array:
        """The ids of these rows; negative rows have none."""
        value = mixed(np.maximum(index, 0), self._salt, 42).astype(np.int64) + 1_000_000_000_000
        return pc.cast(pa.array(value, mask=np.asarray(index) < 0), pa.string())

    def column(self) -> Column:
        """The ids of the rows in their order."""
        return lambda rows: self.of(np.arange(rows.start, rows.stop))

    def picked(self, index: Array) -> Column:
        """The id of each index; negative ones read as empty."""
        return lambda rows: self.of(index[rows])
