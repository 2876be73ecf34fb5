"""The codes of all scans by their hash: finds one among millions, and those that were read more than once."""

from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from graph.keys import hashes_of, write_keys
from graph.places import rows_with_places
from workspace.engine import quoted
from workspace.snapshots import Snapshot

CODES = "Scan"  # the codes' name among the key files
ALIKE = "hashes_alike"  # the view that `index_codes` makes


def index_codes(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, folder: Path) -> None:
    """Write the places of the scans by the hash of their code, and make the view of the hashes that occur twice.

    Sorting 12 million hashes once gives both; to group them as well took three times as long.
    """
    alike = np.empty(0, dtype=np.uint64)
    if snapshot.files("scans"):
        connection.execute(
            "CREATE OR REPLACE VIEW placed_codes AS SELECT place AS node_number, trace_code AS node_key "
            f"FROM ({rows_with_places(snapshot, 'scans')})"
        )
        write_keys(connection, "placed_codes", CODES, 0, folder)
        hashes = hashes_of(CODES, folder)
        alike = np.unique(hashes[1:][hashes[1:] == hashes[:-1]])
    file = folder / f"{ALIKE}.parquet"
    # pa.array would import pandas, which takes longer than the sort
    pq.write_table(
        pa.table({"hash": pa.Array.from_buffers(pa.uint64(), len(alike), [None, pa.py_buffer(alike)])}), file
    )
    connection.execute(f"CREATE OR REPLACE VIEW {ALIKE} AS SELECT hash FROM read_parquet({quoted(str(file))})")
