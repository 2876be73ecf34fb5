"""The life of one box, as far as its code was read: supplier, shop, card, and back into trade."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

import duckdb

from graph.flow.index import code_places
from graph.flow.reading import Move, Span, files_of_months, moves_of, reading, rows_at
from workspace.audit import Act, Action, record
from workspace.snapshots import Snapshot, Workspace

_OPTIONS = "hive_partitioning = false, union_by_name = true"
INWARD = ("opening", "purchase", "transfer_in")


@dataclass(frozen=True)
class Read:
    """A time the code was read at a sale.

    undone_at: when the payment was reversed, if it was; amount in yuan, quantity in packs, both of the whole line.
    """

    at: datetime
    institution_id: str
    person_id: str
    card_id: str
    settlement_id: str
    line_id: str
    drug_id: str
    batch_id: str | None
    quantity: float
    amount: Decimal
    split: bool
    reverses: str | None
    undone_at: datetime | None


@dataclass(frozen=True)
class Break:
    """A place where the chain does not hold: what kind, when, where, in a sentence."""

    kind: str  # no_lot, no_delivery, late_delivery, read_again, back_in_trade
    at: datetime
    institution_id: str
    sentence: str


@dataclass(frozen=True)
class CodeTrace:
    """moves: of the box's lots at the shops that sold it; one of them brought the box, which one nobody wrote down."""

    code: str
    reads: tuple[Read, ...]
    moves: tuple[Move, ...]
    breaks: tuple[Break, ...]


def trace_code(workspace: Workspace, code: str) -> CodeTrace:
    """All that is known of a code, in order of time; no reads where it was never read.

    Raises:
        RingtraceError: nothing is loaded, or the graph was not built.
    """
    snapshot = workspace.require_current()
    record(workspace, Act(Action.LOOK, f"Pack:{code}"))
    places = code_places(snapshot, code)
    with reading(workspace) as engine:
        reads = _reads(engine, snapshot, code, places) if places else []
        lots = sorted({read.batch_id for read in reads if read.batch_id})
        moves = moves_of(engine, snapshot, lots, sorted({read.institution_id for read in reads}))
    return CodeTrace(code, tuple(reads), tuple(moves), tuple(breaks(reads, moves)))


def breaks(reads: Sequence[Read], moves: Sequence[Move]) -> list[Break]:
    """Where the chain does not hold, in order of time. Parts of a split pack share its code and break nothing."""
    sales = [read for read in reads if not read.reverses]
    found = [fault for read in sales if (fault := _undelivered(read, moves))]
    found += [fault for one, other in pairwise(sales) if (fault := _again(one, other, moves))]
    return sorted(found, key=lambda fault: (fault.at, fault.kind, fault.institution_id))


def _undelivered(read: Read, moves: Sequence[Move]) -> Break | None:
    if read.batch_id is None:
        return Break("no_lot", read.at, read.institution_id, f"The line {read.line_id} names no lot.")
    came = [
        move.at
        for move in moves
        if move.kind in INWARD and (move.institution_id, move.batch_id) == (read.institution_id, read.batch_id)
    ]
    if not came:
        said = f"{read.institution_id} sold lot {read.batch_id}, which no supplier or shop ever delivered there."
        return Break("no_delivery", read.at, read.institution_id, said)
    if min(came) > read.at:
        said = (
            f"{read.institution_id} sold lot {read.batch_id} before its first delivery there on {min(came):%Y-%m-%d}."
        )
        return Break("late_delivery", read.at, read.institution_id, said)
    return None


def _again(one: Read, other: Read, moves: Sequence[Move]) -> Break | None:
    """Whether reading the code once more needs an explanation that the books do not give."""
    if one.split or other.split or one.line_id == other.line_id:
        return None
    returned = one.undone_at is not None and one.undone_at <= other.at
    if one.institution_id == other.institution_id:
        if returned:
            return None
        said = f"{other.institution_id} sold it again without a return in between."
        return Break("read_again", other.at, other.institution_id, said)
    sent = any(
        move.kind == "transfer_out"
        and (move.institution_id, move.counterparty_id) == (one.institution_id, other.institution_id)
        and move.at <= other.at
        for move in moves
    )
    if returned and sent:
        return None
    why = "though it was sold there and not returned" if not returned else "without a transfer between them"
    said = f"Sold at {one.institution_id} on {one.at:%Y-%m-%d}, read again at {other.institution_id}, {why}."
    return Break("back_in_trade", other.at, other.institution_id, said)


def _reads(engine: duckdb.DuckDBPyConnection, snapshot: Snapshot, code: str, places: Sequence[int]) -> list[Read]:
    scans = [row for row in rows_at(snapshot, "scans", places, ("trace_code", "line_id")) if row["trace_code"] == code]
    months = sorted({row["month"] for row in scans})
    rows = engine.execute(
        f"""
        WITH l AS (SELECT * FROM read_parquet({files_of_months(snapshot, "lines", months)}, {_OPTIONS})
                   WHERE line_id IN (SELECT unnest($lines))),
        s AS (SELECT * FROM read_parquet({files_of_months(snapshot, "settlements", months)}, {_OPTIONS})
              WHERE settlement_id IN (SELECT settlement_id FROM l)),
        u AS (SELECT reverses, min(settled_at) AS undone_at
              FROM read_parquet({files_of_months(snapshot, "settlements", [])}, {_OPTIONS})
              WHERE reverses IN (SELECT settlement_id FROM s) GROUP BY reverses)
        SELECT s.settled_at, s.institution_id, s.person_id, s.card_id, s.settlement_id, l.line_id, l.drug_id,
               l.batch_id, l.quantity::DOUBLE, l.amount, coalesce(l.split_pack, false), s.reverses, u.undone_at
        FROM l JOIN s USING (settlement_id) LEFT JOIN u ON u.reverses = s.settlement_id
        ORDER BY s.settled_at, l.line_id
        """,
        {"lines": sorted({row["line_id"] for row in scans})},
    ).fetchall()
    return [Read(*row) for row in rows]


def between(trace: CodeTrace, span: Span) -> CodeTrace:
    """What of a trace lies within a span: from a moment on, and before another; None is open."""
    since, before = span[0] or datetime.min, span[1] or datetime.max
    return CodeTrace(
        trace.code,
        tuple(one for one in trace.reads if since <= one.at < before),
        tuple(one for one in trace.moves if since <= one.at < before),
        tuple(one for one in trace.breaks if since <= one.at < before),
    )
