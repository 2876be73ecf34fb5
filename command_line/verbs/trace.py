"""Where did this box go? Follow a trace code, a lot or a drug from supplier to shop to card, and back into trade.

Goods only go forward in time: what a shop sold before it came is short at that moment; what its books never explain is
unexplained. Returns and transfers are shown as what they are, and so is where the chain breaks. Names are masked.
Events are those of the snapshot's tables, of which every store is made; the store gives the names.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from command_line.console import output, print_json
from command_line.graphs import graph_in
from command_line.options import Call, JsonOption, Store, StoreOption, WorkspaceOption, day
from command_line.results import plain
from workspace.errors import RingtraceError

if TYPE_CHECKING:
    from graph.flow.code import CodeTrace
    from graph.flow.trace import FlowTrace
    from workspace.snapshots import Workspace

PLACE = 84
EXAMPLES = (
    "ringtrace trace code:81000000000000000001",
    "ringtrace trace lot:B0001 --format epcis",
    "ringtrace trace drug:D0001 --from 2026-01-01 --to 2026-03-31",
)


class Form(StrEnum):
    """How the answer is given."""

    TABLE = "table"
    JSON = "json"
    GRAPH = "graph"
    EPCIS = "epcis"


def run(
    context: typer.Context,
    what: Annotated[str, typer.Argument(metavar="NODE", help="code:CODE, lot:ID (or batch:ID) or drug:ID.")],
    since: Annotated[
        Any, typer.Option("--from", parser=day, metavar="DAY", help="Only what happened from this day on.")
    ] = None,
    until: Annotated[
        Any, typer.Option("--to", parser=day, metavar="DAY", help="Only what happened until this day, included.")
    ] = None,
    form: Annotated[
        Form,
        typer.Option("--format", help="table; json; graph, nodes and edges; epcis, EPCIS 2.0 events in JSON-LD."),
    ] = Form.TABLE,
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="Rows to show of each part of the table.")] = 20,
    store: StoreOption = Store.LADYBUG,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a trace."""
    call = Call.of(context, workspace, as_json)
    form = Form.JSON if call.as_json else form
    space = call.workspace
    if since and until and since > until:
        raise typer.BadParameter("--from is later than --to")
    found = _trace(space, what, since, until, whole=form in (Form.JSON, Form.EPCIS))
    if form is Form.TABLE:
        _print(space, store, found, limit)
    else:
        print_json(plain(_document(space, found, form)))


def _trace(
    space: "Workspace", what: str, since: date | None, until: date | None, *, whole: bool
) -> "CodeTrace | FlowTrace":
    from graph.flow.code import between, trace_code
    from graph.flow.reading import span_of_days
    from graph.flow.trace import lot, lots_of_drug, trace_lots
    from graph.lookup import parse_ref

    node, span = parse_ref(what), span_of_days(since, until)
    if node is None or node.label not in ("Pack", "Batch", "Drug"):
        raise RingtraceError(f"{what} cannot be traced. Name code:CODE, lot:ID or drug:ID.")
    if node.label == "Pack":
        found = trace_code(space, node.key)
        if not found.reads:
            raise RingtraceError(f"Code {node.key} was never read at a sale. Check it against the box.")
        return between(found, span)
    lots = lot(space, node.key) if node.label == "Batch" else lots_of_drug(space, node.key)
    return trace_lots(space, lots, span, None if whole else 0)


def _print(space: "Workspace", store: Store, found: "CodeTrace | FlowTrace", limit: int) -> None:
    from command_line.show.captions import captions
    from command_line.show.traces import print_code, print_flow
    from graph.flow.code import CodeTrace

    graph = graph_in(space, store)
    try:
        if isinstance(found, CodeTrace):
            print_code(output(), found, captions(graph), limit)
        else:
            print_flow(output(), found, captions(graph), limit)
    finally:
        graph.close()


def _document(space: "Workspace", found: "CodeTrace | FlowTrace", form: Form) -> Any:
    from graph.flow.code import CodeTrace
    from graph.flow.epcis import code_document, flow_document
    from graph.flow.subgraph import code_subgraph, flow_subgraph

    if form is Form.JSON:
        return found
    if form is Form.GRAPH:
        nodes, edges = code_subgraph(found) if isinstance(found, CodeTrace) else flow_subgraph(found)
        return {"nodes": nodes, "edges": edges}
    zone, now = space.settings.time_zone, datetime.now().astimezone()
    return code_document(found, zone, now) if isinstance(found, CodeTrace) else flow_document(found, zone, now)
