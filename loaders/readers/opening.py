"""The reader for a file, by its name, and its rows as a view of the engine."""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from loaders.readers.csv_files import CsvReader
from loaders.readers.json_lines import JsonLinesReader
from loaders.readers.parquet_files import ParquetReader
from workspace.engine import identifier

Reader = CsvReader | JsonLinesReader | ParquetReader

FORMATS = (".csv", ".csv.gz", ".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz", ".parquet")


@dataclass(frozen=True)
class Dialect:
    """How to read a file beyond what its name says."""

    encoding: str
    separator: str
    time_zone: str


def open_reader(path: Path, dialect: Dialect) -> Reader:
    """A reader whose columns are known; rows stream when asked for.

    Raises:
        RingtraceError: the file is empty, cut short, or its header cannot be read.
    """
    name = path.name.lower().removesuffix(".gz")
    if name.endswith(".parquet"):
        return ParquetReader(path, dialect.time_zone)
    if name.endswith(".csv"):
        return CsvReader(path, dialect.encoding, dialect.separator)
    return JsonLinesReader(path, dialect.encoding)


def attach(connection: duckdb.DuckDBPyConnection, reader: Reader, view: str) -> None:
    """Make the reader's rows a view, to be read once: all columns as text, and their row number."""
    if isinstance(reader, ParquetReader):
        connection.execute(f"CREATE OR REPLACE TEMP VIEW {identifier(view)} AS {reader.query()}")
    else:
        connection.register(view, pa.RecordBatchReader.from_batches(reader.schema, reader.batches()))
