"""The entity projection and the events of drug flow read out of a store by portable Cypher, row by row.

What `path` and `trace` read was made from the tables beside the store; these say whether a store tells the same.
"""

from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from graph.declaration import NODE_KINDS
from graph.flow.code import CodeTrace, Read, breaks
from graph.flow.reading import Move
from graph.places import ids_of_places
from graph.projected import LABELS, TIES
from graph.projection import Projection
from graph.store import GraphStore, Limits
from workspace.snapshots import Snapshot

_STANDS = (
    "WHERE NOT EXISTS { MATCH (s)-[:REVERSES]->(:Settlement) } AND NOT EXISTS { MATCH (s)<-[:REVERSES]-(:Settlement) } "
)
_PAYER = "(s:Settlement)-[:PAID_WITH]->(:Card)<-[:HOLDS]-(p:Person)"
# Of each kind of tie: keys of its first and second node, and its weight.
_TIES = {
    "HOLDS": "MATCH (a:Person)-[:HOLDS]->(b:Card) RETURN a.person_id, b.card_id, 1",
    "BOUGHT_AT": "MATCH (a:Person)-[e:BOUGHT_AT]->(b:Institution) RETURN a.person_id, b.institution_id, e.settlements",
    "COLLECTED_FOR": f"MATCH (a:Person)<-[:COLLECTED_BY]-{_PAYER} {_STANDS}RETURN a.person_id, p.person_id, count(*)",
    "PRESCRIBED_TO": f"MATCH (d:Doctor)-[:PRESCRIBED]->{_PAYER} {_STANDS}RETURN d.doctor_id, p.person_id, count(*)",
    "WORKS_AT": "MATCH (a:Doctor)-[:WORKS_AT]->(b:Institution) RETURN a.doctor_id, b.institution_id, 1",
    "REACHED_BY": "MATCH (a:Person)-[:REACHED_BY]->(b:Contact) RETURN a.person_id, b.contact_id, 1",
    "LIVES_WITH": "MATCH (a:Person)-[:LIVES_WITH]->(b:Person) RETURN a.person_id, b.person_id, 1",
    "ACTS_FOR": "MATCH (a:Person)-[:ACTS_FOR]->(b:Person) RETURN a.person_id, b.person_id, 1",
    "SCANNED_FOR": f"MATCH (k:Pack)-[:SCANNED_IN]->{_PAYER} RETURN k.trace_code, p.person_id, count(*)",
    "SCANNED_AT": "MATCH (k:Pack)-[:SCANNED_IN]->(:Settlement)-[:AT]->(i:Institution) "
    "RETURN k.trace_code, i.institution_id, count(*)",
}
_READS = (
    "MATCH (:Pack {trace_code: $code})-[r:SCANNED_IN]->(s:Settlement)-[:PAID_WITH]->(c:Card)<-[:HOLDS]-(p:Person) "
    "MATCH (s)-[:AT]->(i:Institution) MATCH (s)-[x:DISPENSED]->(d:Drug) WHERE x.line = r.line "
    "OPTIONAL MATCH (b:Batch) WHERE b.number = x.batch OPTIONAL MATCH (s)-[:REVERSES]->(u:Settlement) "
    "OPTIONAL MATCH (v:Settlement)-[:REVERSES]->(s) "
    "RETURN s.settled_at, i.institution_id, p.person_id, c.card_id, s.settlement_id, r.line, d.drug_id, b.batch_id, "
    "x.quantity, x.amount, u.settlement_id, min(v.settled_at)"
)
_MOVES = (
    "MATCH (i:Institution)-[m:MOVED]->(b:Batch {batch_id: $lot}) "
    "OPTIONAL MATCH (u:Supplier)-[v:DELIVERED]->(i) WHERE v.move = m.move "
    "RETURN m.moved_at, m.kind, i.institution_id, b.batch_id, abs(m.quantity), m.move, u.supplier_id, m.counterparty_id"
)
_SALES = (
    "MATCH (b:Batch {batch_id: $lot})-[:LOT_OF]->(:Drug)<-[x:DISPENSED]-(s:Settlement)-[:AT]->(i:Institution) "
    "WHERE x.batch = b.number OPTIONAL MATCH (s)-[:REVERSES]->(u:Settlement) "
    "OPTIONAL MATCH (v:Settlement)-[:REVERSES]->(s) "
    "RETURN s.settled_at, i.institution_id, b.batch_id, x.quantity, x.line, s.settlement_id, count(u) + count(v)"
)


def rows_of(store: GraphStore, text: str, **given: Any) -> tuple[tuple[Any, ...], ...]:
    return store.query(text, given, limits=Limits(seconds=120, rows=10**8)).rows


def projection_of(store: GraphStore) -> Projection:
    """The entity projection as a store's own nodes and edges give it."""
    keys = [sorted((row[0] for row in rows_of(store, _keys(label))), key=str.encode) for label in LABELS]
    numbers = {}
    for label, own in zip(LABELS, keys, strict=True):
        numbers |= {(label, key): len(numbers) + place for place, key in enumerate(own)}
    ties: dict[tuple[int, int, int], int] = defaultdict(int)
    for kind, tie in enumerate(TIES):
        for first, second, weight in rows_of(store, _TIES[tie.name]):
            ends = sorted((numbers[tie.first, first], numbers[tie.second, second]))
            if ends[0] != ends[1]:
                ties[ends[0], ends[1], kind] += weight
    source, target, kinds = (np.array(column) for column in zip(*sorted(ties), strict=True))
    weight = np.array([ties[tie] for tie in sorted(ties)], dtype=np.int32)
    labels = np.repeat(np.arange(len(LABELS), dtype=np.uint8), [len(own) for own in keys])
    every = pa.array([key for own in keys for key in own], pa.string())
    return Projection(labels, every, source.astype(np.int32), target.astype(np.int32), kinds.astype(np.uint8), weight)


def _keys(label: str) -> str:
    return f"MATCH (n:{label}) RETURN n.{NODE_KINDS[label].key.name}"


def trace_of(store: GraphStore, snapshot: Snapshot, split_lines: set[str], code: str) -> CodeTrace:
    """The life of a box as a store's edges give it; which lines split a pack, and invoices, stand in no graph."""
    reads = []
    found = rows_of(store, _READS, code=code)
    lines = ids_of_places(snapshot, "lines", [row[5] for row in found])
    for row in sorted(found, key=lambda row: (row[0], lines[row[5]])):
        line, amount = lines[row[5]], Decimal(row[9]) / 100
        reads.append(Read(*row[:5], line, *row[6:9], amount, line in split_lines, row[10], row[11]))
    shops = {read.institution_id for read in reads}
    lots = sorted({read.batch_id for read in reads if read.batch_id})
    moves = [move for lot in lots for move in moves_of(store, snapshot, lot) if move.institution_id in shops]
    moves.sort(key=lambda move: (move.at, move.move_id))
    return CodeTrace(code, tuple(reads), tuple(moves), tuple(breaks(reads, moves)))


def moves_of(store: GraphStore, snapshot: Snapshot, lot: str) -> list[Move]:
    """A lot's movements as a store's edges give them."""
    found = rows_of(store, _MOVES, lot=lot)
    names = ids_of_places(snapshot, "stock_moves", [row[5] for row in found])
    return [Move(*row[:5], names[row[5]], *row[6:], None) for row in found]


def events_of(
    store: GraphStore, snapshot: Snapshot, split_lines: set[str], lot: str, engine: duckdb.DuckDBPyConnection
) -> None:
    """Put what a store knows of a lot into the table `events`, as `graph.flow.stock.gather` does from the tables."""
    rows: list[tuple[Any, ...]] = []
    for move in moves_of(store, snapshot, lot):
        sign = 1 if move.kind in ("opening", "purchase", "transfer_in") else -1 if move.kind != "stocktake" else 0
        change = sign * move.quantity
        rows.append((move.at, move.kind, move.institution_id, lot, move.quantity, move.supplier_id,
                     move.counterparty_id, move.move_id, None, change))  # fmt: skip
    sales = rows_of(store, _SALES, lot=lot)
    lines = ids_of_places(snapshot, "lines", [row[4] for row in sales])
    for at, shop, batch, quantity, line, _, undone in sales:
        kind = "undone" if undone else "sold_part" if lines[line] in split_lines else "sold"
        change = -quantity if kind == "sold" else 0.0
        rows.append((at, kind, shop, batch, quantity, None, None, None, line, change))
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE events (happened TIMESTAMP, kind VARCHAR, institution_id VARCHAR, "
        "batch_id VARCHAR, quantity DOUBLE, supplier_id VARCHAR, counterparty_id VARCHAR, "
        "reference VARCHAR, place BIGINT, change DOUBLE)"
    )
    engine.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def happened(engine: duckdb.DuckDBPyConnection) -> list[tuple[datetime, Any]]:
    """The events in the table, in an order of their own; to whom goods were returned stands in no graph."""
    return engine.execute(
        "SELECT happened, kind, institution_id, batch_id, quantity, "
        "CASE WHEN kind = 'purchase' THEN supplier_id END, counterparty_id, reference, place "
        "FROM events ORDER BY ALL"
    ).fetchall()
