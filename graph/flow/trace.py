"""A lot or a drug followed through the shops: their books, what flowed between them, where the chain breaks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from graph.flow.code import Break
from graph.flow.reading import Span, reading
from graph.flow.stock import Flow, Happening, Shop, flows, gather, happenings, shops
from workspace.audit import Act, Action, record
from workspace.errors import RingtraceError
from workspace.snapshots import Workspace

_ROUNDING = 1e-6  # packs


@dataclass(frozen=True)
class FlowTrace:
    """What became of some lots.

    shops: the least explained first; happenings: in order of time, as many as were asked for of `happened`.
    """

    lots: tuple[str, ...]
    shops: tuple[Shop, ...]
    flows: tuple[Flow, ...]
    breaks: tuple[Break, ...]
    happened: int
    happenings: tuple[Happening, ...]


def trace_lots(
    workspace: Workspace, lots: Sequence[str], span: Span = (None, None), limit: int | None = None
) -> FlowTrace:
    """Follow lots through a span of time; `limit` bounds the single events given, None gives all.

    Raises:
        RingtraceError: nothing is loaded, or the graph was not built.
    """
    snapshot = workspace.require_current()
    record(workspace, Act(Action.LOOK, "lots", details={"lots": len(lots), "first": list(lots[:5])}))
    with reading(workspace) as engine:
        gather(engine, snapshot, lots)
        books = shops(engine, span)
        counted = engine.execute("SELECT count(*) FROM events").fetchone()
        return FlowTrace(
            tuple(lots),
            books,
            flows(engine, snapshot, lots, span),
            breaks(books),
            int(counted[0]) if counted else 0,
            happenings(engine, span, limit),
        )


def lots_of_drug(workspace: Workspace, drug_id: str) -> list[str]:
    """The lots of a drug.

    Raises:
        RingtraceError: there are none.
    """
    return _lots(workspace, "drug_id", drug_id, f"The tables hold no lot of drug {drug_id}.")


def lot(workspace: Workspace, batch_id: str) -> list[str]:
    """The lot itself.

    Raises:
        RingtraceError: there is no such lot.
    """
    return _lots(workspace, "batch_id", batch_id, f"The tables hold no lot {batch_id}.")


def breaks(books: Sequence[Shop]) -> tuple[Break, ...]:
    """The shops whose books do not hold, the least explained first."""
    found = []
    for shop in books:
        at = shop.short_at or datetime.min
        if shop.unexplained > _ROUNDING:
            said = (
                f"{shop.institution_id} let go of {shop.unexplained:g} packs more than ever came, from {at:%Y-%m-%d}."
            )
            found.append(Break("unexplained", at, shop.institution_id, said))
        elif shop.short > _ROUNDING:
            said = f"{shop.institution_id} was short of {shop.short:g} packs from {at:%Y-%m-%d}, booked only later."
            found.append(Break("late_delivery", at, shop.institution_id, said))
    return tuple(found)


def _lots(workspace: Workspace, column: str, value: str, missing: str) -> list[str]:
    snapshot = workspace.require_current()
    rows: list[tuple[str]] = []
    if snapshot.files("batches"):
        with reading(workspace) as engine:
            snapshot.register(engine)
            text = f"SELECT batch_id FROM batches WHERE {column} = $value ORDER BY batch_id"
            rows = engine.execute(text, {"value": value}).fetchall()
    if not rows:
        raise RingtraceError(f"{missing} Name one as it stands in the table batches.")
    return [row[0] for row in rows]
