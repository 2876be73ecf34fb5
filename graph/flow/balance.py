"""The stock of one shop, lot by lot: what came, what went, what its books do not explain."""

from dataclasses import dataclass

import duckdb

from graph.flow.index import lots_sold_at
from graph.flow.reading import Span, files_of_months, reading
from graph.flow.stock import Shop, books_by_lot, gather
from workspace.snapshots import Snapshot, Workspace


@dataclass(frozen=True)
class LotBalance:
    """The book of a lot at a shop, in packs, with the drug that the lot is of."""

    drug_id: str
    batch_id: str
    book: Shop


def shop_balance(workspace: Workspace, institution_id: str, span: Span = (None, None)) -> tuple[LotBalance, ...]:
    """The books of every lot that a shop bought, moved or sold, the least explained first.

    Raises:
        RingtraceError: nothing is loaded, or the graph was not built.
    """
    snapshot = workspace.require_current()
    with reading(workspace) as engine:
        lots = _lots(engine, snapshot, institution_id)
        gather(engine, snapshot, lots, institution_id)
        drugs = _drugs(engine, snapshot, lots)
        return tuple(LotBalance(drugs.get(lot, ""), lot, book) for lot, book in books_by_lot(engine, span))


def _lots(engine: duckdb.DuckDBPyConnection, snapshot: Snapshot, institution_id: str) -> list[str]:
    text = lots_sold_at(snapshot)
    if snapshot.files("stock_moves"):
        files = files_of_months(snapshot, "stock_moves", [])
        text += (
            f" UNION SELECT batch_id FROM read_parquet({files}, hive_partitioning = false, union_by_name = true) "
            "WHERE institution_id = $shop AND batch_id IS NOT NULL"
        )
    return sorted(row[0] for row in engine.execute(text, {"shop": institution_id}).fetchall())


def _drugs(engine: duckdb.DuckDBPyConnection, snapshot: Snapshot, lots: list[str]) -> dict[str, str]:
    if not snapshot.files("batches"):
        return {}
    snapshot.register(engine)
    text = "SELECT batch_id, drug_id FROM batches WHERE batch_id IN (SELECT unnest($lots::VARCHAR[]))"
    return dict(engine.execute(text, {"lots": lots}).fetchall())
