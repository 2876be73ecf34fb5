"""What traces read instead of the tables, written at build: sales by lot, reads of repeated codes, codes by hash.

Finding one code among 12 million takes seconds in the tables; here it is a search in sorted hashes. The sales of a lot
lie together, so that a lot is read without the others.
"""

from pathlib import Path

import duckdb

from graph.codes import CODES
from graph.joining import edges_view
from graph.keys import Keys, hashes_of
from graph.numbering import keys_view
from graph.projection import projection_folder
from workspace.engine import quoted
from workspace.errors import RingtraceError
from workspace.snapshots import Snapshot

_SALES, _READS, _LOTS, _SHOPS = (f"flow_{name}.parquet" for name in ("sales", "reads", "lots", "shops"))
_PARQUET = "(FORMAT parquet, COMPRESSION lz4_raw, ROW_GROUP_SIZE 40960)"

# Every line that names a lot, by lot, all in numbers, which sort several times as fast as texts; `settlement`
# and `place` are places in the tables.
_SALES_SQL = """
    SELECT number_of_batch_id::INTEGER AS lot, settled_at, number_of_institution_id::INTEGER AS shop,
           quantity::DOUBLE AS quantity, coalesce(split_pack, false) AS split, stands,
           number_of_settlement_id::UINTEGER AS settlement, place::UINTEGER AS place
    FROM settled_lines
    WHERE number_of_batch_id IS NOT NULL AND number_of_institution_id IS NOT NULL
    ORDER BY lot, place
"""
_READS_SQL = f"""
    SELECT s.lot, k.node_key AS trace_code, s.settled_at, s.shop, s.stands, s.settlement, s.place
    FROM {edges_view("SCANNED_IN")} e
    JOIN {keys_view("Pack")} k ON e.start_number = k.node_number
    JOIN read_parquet({{sales}}) s ON s.place = e.line
    ORDER BY s.lot, trace_code, s.settled_at, s.place
"""


def write_flow_index(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, folder: Path) -> int:
    """Write the index into the projection's folder, where that of the codes is already; the number of codes.

    `connection` has every kind exported (`graph.staging.Exporter`).
    """
    sales = quoted(str(folder / _SALES))
    connection.execute(f"COPY ({_SALES_SQL}) TO {sales} {_PARQUET}")
    has_codes = snapshot.files("scans") and snapshot.files("batches")
    reads = _READS_SQL.format(sales=sales) if has_codes else _NO_READS
    connection.execute(f"COPY ({reads}) TO {quoted(str(folder / _READS))} {_PARQUET}")
    for file, label in ((_LOTS, "Batch"), (_SHOPS, "Institution")):
        named = f"SELECT node_number::INTEGER AS number, node_key AS id FROM {keys_view(label)} ORDER BY number"
        connection.execute(f"COPY ({named}) TO {quoted(str(folder / file))} {_PARQUET}")
    return len(hashes_of(CODES, folder)) if snapshot.files("scans") else 0


_NO_READS = (
    "SELECT 0::INTEGER AS lot, '' AS trace_code, NULL::TIMESTAMP AS settled_at, 0::INTEGER AS shop, "
    "true AS stands, 0::UINTEGER AS settlement, 0::UINTEGER AS place WHERE 1 = 0"
)


def code_places(snapshot: Snapshot, code: str) -> list[int]:
    """Places among the scans where a code may have been read; few others share its hash.

    Raises:
        RingtraceError: the index was not built yet.
    """
    if not snapshot.files("scans"):
        return []
    found = Keys(_folder(snapshot)).numbers(CODES, code)
    if found is None:
        raise RingtraceError(
            f"The codes of snapshot {snapshot.id} are not indexed by this version. Run: ringtrace build --force"
        )
    return found


def sales_of_lots(snapshot: Snapshot) -> str:
    """SELECT of the sales of the lots `$lots`.

    Columns: batch_id, institution_id, settled_at, quantity, split, stands, settlement, place.
    """
    return _of_lots(_folder(snapshot), _SALES)


def reads_of_lots(snapshot: Snapshot) -> str:
    """SELECT of the reads of repeated codes of the lots `$lots`.

    Columns: batch_id, institution_id, trace_code, settled_at, stands, settlement, place.
    """
    return _of_lots(_folder(snapshot), _READS)


def lots_sold_at(snapshot: Snapshot) -> str:
    """SELECT DISTINCT of the lots that the shop `$shop` sold."""
    data, lots, shops = (f"read_parquet({quoted(str(_folder(snapshot) / name))})" for name in (_SALES, _LOTS, _SHOPS))
    return (
        f"SELECT DISTINCT lots.id AS batch_id FROM {data} data JOIN {lots} lots ON data.lot = lots.number "
        f"WHERE data.shop = (SELECT number FROM {shops} WHERE id = $shop)"
    )


def _of_lots(folder: Path, file: str) -> str:
    data, lots, shops = (f"read_parquet({quoted(str(folder / name))})" for name in (file, _LOTS, _SHOPS))
    return (
        f"SELECT lots.id AS batch_id, shops.id AS institution_id, data.* EXCLUDE (lot, shop) FROM {data} data "
        f"JOIN (SELECT * FROM {lots} WHERE id IN (SELECT unnest($lots::VARCHAR[]))) lots ON data.lot = lots.number "
        f"JOIN {shops} shops ON data.shop = shops.number"
    )


def _folder(snapshot: Snapshot) -> Path:
    folder = projection_folder(snapshot)
    if not (folder / _SHOPS).is_file():
        raise RingtraceError(f"Snapshot {snapshot.id} has no index of drug flow yet. Run: ringtrace build --force")
    return folder
