"""Traces of a code, a lot or a drug on a terminal."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from command_line.text import counted, neutral
from graph.flow.code import Break, CodeTrace, Read
from graph.flow.reading import Move
from graph.flow.stock import Flow, Shop
from graph.flow.trace import FlowTrace
from graph.paths.sentences import Caption
from graph.store import NodeRef

_MOVES = {
    "opening": "in stock at the start",
    "purchase": "bought from",
    "purchase_return": "returned to",
    "transfer_in": "received from",
    "transfer_out": "sent to",
    "self_pay_sale": "sold without insurance",
    "damage": "damaged",
    "stocktake": "counted",
}
_SHOP_COLUMNS = (
    "shop",
    "had",
    "came",
    "sent on",
    "sold",
    "own pocket",
    "damaged",
    "left",
    "unexplained",
    "short",
    "since",
)


def print_code(console: Console, trace: CodeTrace, caption: Caption, limit: int) -> None:
    """The box's life in order of time, then where the chain breaks."""
    console.print(Text(neutral(f"Code {trace.code}: read {counted(len(trace.reads), 'time')}."), "bold"))
    if not trace.reads:
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("when", "what", "where", "packs", "behind it"):
        table.add_column(name, justify="right" if name == "packs" else "left", overflow="fold")
    moves = [move for move in trace.moves if move.at <= trace.reads[-1].at]
    rows = [(read.at, 1, _read_row(read, caption)) for read in trace.reads]
    rows += [(move.at, 0, _move_row(move, caption)) for move in moves[-limit:]]
    for at, _, row in sorted(rows, key=lambda one: one[:2]):
        table.add_row(f"{at:%Y-%m-%d %H:%M}", *row)
    console.print(table)
    if len(moves) > limit:
        console.print(
            Text(f"  {len(moves) - limit:,} earlier movements of the lot are left out; --limit shows more", "dim")
        )
    console.print(Text("Movements are of the lot: which of them brought this box, nobody wrote down.", "dim"))
    _breaks(console, trace.breaks, limit)


def print_flow(console: Console, trace: FlowTrace, caption: Caption, limit: int) -> None:
    """The shops' books, the least explained first, what flowed between them, where the chain breaks."""
    packs = sum(shop.sold for shop in trace.shops)
    lots, places = counted(len(trace.lots), "lot"), counted(len(trace.shops), "shop")
    console.print(Text(f"{lots} at {places}: {packs:,g} packs sold.", "bold"))
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in _SHOP_COLUMNS:
        table.add_column(name, justify="left" if name in ("shop", "since") else "right", overflow="fold")
    for shop in trace.shops[:limit]:
        table.add_row(neutral(caption(NodeRef("Institution", shop.institution_id))), *_shop_row(shop))
    console.print(table)
    _more(console, len(trace.shops), limit, "shops")
    console.print(Text("\nFlows", "bold"))
    for flow in trace.flows[:limit]:
        console.print(Text("  " + neutral(_flow(flow, caption))))
    _more(console, len(trace.flows), limit, "flows")
    _breaks(console, trace.breaks, limit)


def _read_row(read: Read, caption: Caption) -> tuple[str, ...]:
    what = "payment undone" if read.reverses else "sold a part" if read.split else "sold"
    if read.undone_at:
        what += f", undone on {read.undone_at:%Y-%m-%d}"
    person = caption(NodeRef("Person", read.person_id))
    behind = f"to {person}, card {read.card_id}, settlement {read.settlement_id}, line {read.line_id}"
    return what, neutral(caption(NodeRef("Institution", read.institution_id))), f"{read.quantity:g}", neutral(behind)


def _move_row(move: Move, caption: Caption) -> tuple[str, ...]:
    other = NodeRef("Supplier", move.supplier_id) if move.supplier_id else None
    other = other or (NodeRef("Institution", move.counterparty_id) if move.counterparty_id else None)
    what = f"{_MOVES.get(move.kind, move.kind)} {caption(other) if other else ''}".strip()
    place = caption(NodeRef("Institution", move.institution_id))
    return neutral(what), neutral(place), f"{move.quantity:g}", neutral(f"lot {move.batch_id}, move {move.move_id}")


def _shop_row(shop: Shop) -> tuple[str, ...]:
    sent = shop.purchase_return + shop.transfer_out
    numbers = (
        shop.had, shop.came, sent, shop.sold, shop.self_pay_sale, shop.damage, shop.left, shop.unexplained, shop.short,
    )  # fmt: skip
    return (*(f"{number:,.10g}" for number in numbers), f"{shop.short_at:%Y-%m-%d}" if shop.short_at else "")


def _flow(flow: Flow, caption: Caption) -> str:
    start = NodeRef("Supplier" if flow.kind == "delivered" else "Institution", flow.start)
    end = NodeRef("Supplier" if flow.kind == "returned" else "Institution", flow.end)
    what = "sold, and read again at" if flow.kind == "read_again" else f"{flow.kind} to"
    days = f"{flow.first:%Y-%m-%d} to {flow.last:%Y-%m-%d}"
    return f"{caption(start)} {what} {caption(end)}: {flow.packs:,g} packs, {counted(flow.times, 'time')}, {days}"


def _breaks(console: Console, breaks: Sequence[Break], limit: int) -> None:
    console.print(Text(f"\nWhere the chain breaks ({len(breaks):,})", "bold"))
    for one in breaks[:limit]:
        console.print(Text(f"  {neutral(one.sentence)}", "yellow"))
    _more(console, len(breaks), limit, "breaks")


def _more(console: Console, count: int, limit: int, what: str) -> None:
    if count > limit:
        console.print(Text(f"  showing {limit:,} of {count:,} {what}; --limit shows more", "dim"))
