"""The books of shops for a lot or a drug over time, and what flowed between them.

Goods only go forward in time: what left a shop before it came is missing at that moment, however the books end. Late
bookings look the same until they are booked; `short` keeps the two apart from `unexplained`, which no later booking
makes good. Parts of split packs are counted as lines, not as packs, because their quantity is in units.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from graph.flow.index import reads_of_lots, sales_of_lots
from graph.flow.reading import Span, bounds, files_of_months
from workspace.snapshots import Snapshot

_MOVES = """
    SELECT institution_id, batch_id, moved_at AS happened, kind, abs(quantity)::DOUBLE AS quantity, supplier_id,
           counterparty_id, move_id AS reference
    FROM read_parquet({files}, hive_partitioning = false, union_by_name = true)
    WHERE batch_id IN (SELECT unnest($lots::VARCHAR[]))
"""
_NO_MOVES = """
    SELECT '' AS institution_id, '' AS batch_id, NULL::TIMESTAMP AS happened, '' AS kind, 0.0::DOUBLE AS quantity,
           NULL::VARCHAR AS supplier_id, NULL::VARCHAR AS counterparty_id, '' AS reference WHERE 1 = 0
"""
_SALES = """
    SELECT institution_id, batch_id, settled_at AS happened,
           CASE WHEN NOT stands THEN 'undone' WHEN split THEN 'sold_part' ELSE 'sold' END AS kind,
           quantity, NULL AS supplier_id, NULL AS counterparty_id, settlement, place
    FROM ({sales})
"""
_EVENTS = """
    CREATE OR REPLACE TEMP TABLE events AS
    SELECT *, quantity * CASE
        WHEN kind IN ('opening', 'purchase', 'transfer_in') THEN 1
        WHEN kind IN ('purchase_return', 'transfer_out', 'self_pay_sale', 'damage', 'sold') THEN -1
        ELSE 0 END AS change
    FROM (({moves}) UNION ALL BY NAME ({sales})) WHERE $shop = '' OR institution_id = $shop
"""
_SHOPS = """
    WITH running AS (
        SELECT *, sum(change) OVER (
            PARTITION BY institution_id, batch_id ORDER BY happened, change DESC, reference, place
            ROWS UNBOUNDED PRECEDING
        ) AS stock FROM events WHERE happened < $before
    ),
    lots AS (
        SELECT institution_id, batch_id, {sums},
            coalesce(sum(change) FILTER (WHERE happened < $since), 0) AS had,
            sum(change) AS left_over, greatest(0, -sum(change)) AS unexplained,
            greatest(0, -min(stock)) AS short, min(happened) FILTER (WHERE stock < -1e-6) AS short_at
        FROM running GROUP BY institution_id, batch_id
    )
    SELECT institution_id, sum(had), {totals}, sum(left_over), sum(unexplained), sum(short), min(short_at),
           {lot} AS book
    FROM lots GROUP BY ALL ORDER BY sum(unexplained) DESC, sum(short) DESC, institution_id, book
"""
_KINDS = (
    "opening", "purchase", "transfer_in", "purchase_return", "transfer_out", "self_pay_sale", "damage", "sold",
    "undone", "sold_part",
)  # fmt: skip
_FLOWS = """
    SELECT 'delivered' AS kind, supplier_id AS start, institution_id AS "end", sum(quantity), count(*),
           min(happened), max(happened)
    FROM events WHERE kind = 'purchase' AND supplier_id IS NOT NULL AND happened >= $since AND happened < $before
    GROUP BY ALL
    UNION ALL
    SELECT 'returned', institution_id, supplier_id, sum(quantity), count(*), min(happened), max(happened)
    FROM events WHERE kind = 'purchase_return' AND supplier_id IS NOT NULL AND happened >= $since AND happened < $before
    GROUP BY ALL
    UNION ALL
    SELECT 'transferred', institution_id, counterparty_id, sum(quantity), count(*), min(happened), max(happened)
    FROM events
    WHERE kind = 'transfer_out' AND counterparty_id IS NOT NULL AND happened >= $since AND happened < $before
    GROUP BY ALL
    UNION ALL
    SELECT 'read_again', before_at, institution_id, count(DISTINCT trace_code)::DOUBLE, count(*), min(settled_at),
           max(settled_at)
    FROM (
        SELECT trace_code, institution_id, settled_at,
               lag(institution_id) OVER w AS before_at
        FROM ({reads}) WHERE stands
        WINDOW w AS (PARTITION BY trace_code ORDER BY settled_at, place)
    ) WHERE before_at <> institution_id AND settled_at >= $since AND settled_at < $before GROUP BY ALL
    ORDER BY 1, 4 DESC, 2, 3
"""


@dataclass(frozen=True)
class Shop:
    """A shop's books, in packs: what it had before the span, what came, what went, what nobody explains.

    undone: packs of payments that do not stand; sold_part: units of split packs; left: what the books leave at the end;
    unexplained: what went out beyond all that ever came; short: the most that was missing at any time, first at
    `short_at`; a delivery that is booked late makes a shop short for a while and then explains it.
    """

    institution_id: str
    had: float
    opening: float
    purchase: float
    transfer_in: float
    purchase_return: float
    transfer_out: float
    self_pay_sale: float
    damage: float
    sold: float
    undone: float
    sold_part: float
    left: float
    unexplained: float
    short: float
    short_at: datetime | None

    @property
    def came(self) -> float:
        """What came within the span."""
        return self.opening + self.purchase + self.transfer_in

    @property
    def went(self) -> float:
        """What went within the span, sold or otherwise."""
        return self.sold + self.self_pay_sale + self.damage + self.purchase_return + self.transfer_out


@dataclass(frozen=True)
class Flow:
    """Goods from one place to another: delivered or returned (a supplier), transferred, or read again elsewhere.

    packs: how many; of `read_again`, codes that were sold at `start` and later read at `end`.
    """

    kind: str
    start: str
    end: str
    packs: float
    times: int
    first: datetime
    last: datetime


@dataclass(frozen=True)
class Happening:
    """Something that happened to a lot at a shop; quantity in packs, `reference` the settlement or movement."""

    at: datetime
    kind: str
    institution_id: str
    batch_id: str
    quantity: float
    other: str | None  # the supplier or the other shop
    reference: str | None
    settlement: int | None  # place of the settlement, whose id is looked up only where it is shown
    place: int | None  # of the line


def gather(engine: duckdb.DuckDBPyConnection, snapshot: Snapshot, lots: Sequence[str], shop: str = "") -> None:
    """Put all that happened to the lots, at one shop where it is named, into the table `events`."""
    delivered = bool(snapshot.files("stock_moves"))
    moves = _MOVES.format(files=files_of_months(snapshot, "stock_moves", [])) if delivered else _NO_MOVES
    sales = _SALES.format(sales=sales_of_lots(snapshot))
    engine.execute(_EVENTS.format(moves=moves, sales=sales), {"lots": list(lots), "shop": shop})


def shops(engine: duckdb.DuckDBPyConnection, span: Span) -> tuple[Shop, ...]:
    """The books of every shop, the least explained first."""
    return tuple(Shop(*row[:-1]) for row in _books(engine, span, "''"))


def books_by_lot(engine: duckdb.DuckDBPyConnection, span: Span) -> tuple[tuple[str, Shop], ...]:
    """The books of every shop lot by lot, the least explained first: the lot, then the book."""
    return tuple((row[-1], Shop(*row[:-1])) for row in _books(engine, span, "batch_id"))


def _books(engine: duckdb.DuckDBPyConnection, span: Span, lot: str) -> list[tuple[Any, ...]]:
    sums = ", ".join(
        f"coalesce(sum(quantity) FILTER (WHERE kind = '{k}' AND happened >= $since), 0) AS {k}" for k in _KINDS
    )
    text = _SHOPS.format(sums=sums, totals=", ".join(f"sum({kind})" for kind in _KINDS), lot=lot)
    return engine.execute(text, bounds(span)).fetchall()


def flows(engine: duckdb.DuckDBPyConnection, snapshot: Snapshot, lots: Sequence[str], span: Span) -> tuple[Flow, ...]:
    """What went from place to place, by kind and volume."""
    text = _FLOWS.format(reads=reads_of_lots(snapshot))
    return tuple(Flow(*row) for row in engine.execute(text, bounds(span) | {"lots": list(lots)}).fetchall())


def happenings(engine: duckdb.DuckDBPyConnection, span: Span, limit: int | None) -> tuple[Happening, ...]:
    """What happened, in order of time."""
    rows = engine.execute(
        "SELECT happened, kind, institution_id, batch_id, quantity, coalesce(supplier_id, counterparty_id), reference, "
        "settlement, place FROM events WHERE happened >= $since AND happened < $before "
        "ORDER BY happened, change DESC, reference, place LIMIT $limit",
        bounds(span) | {"limit": limit if limit is not None else 2**62},
    ).fetchall()
    return tuple(Happening(*row) for row in rows)
