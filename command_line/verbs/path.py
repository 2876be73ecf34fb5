"""How are these connected? The strongest paths between two nodes, or what joins several.

A node is `kind:id` (person, card, institution, doctor, phone, address, code, settlement, terminal, lot, supplier) or a
name. A path over few that have little else counts for more than one over a shop with 40,000 customers. Each step comes
with the settlements it rests on; names are masked. Ways are sought on the snapshot's entity projection, which every
build leaves; settlements and names come from the store.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from command_line.console import output, print_json
from command_line.graphs import graph_in
from command_line.options import Call, JsonOption, Store, StoreOption, WorkspaceOption
from command_line.results import plain

if TYPE_CHECKING:
    from graph.paths.explain import Explainer, Wanted
    from graph.paths.network import Network
    from graph.store import GraphStore, NodeRef

    Find = Callable[[str], NodeRef]

PLACE = 82
EXAMPLES = (
    "ringtrace path person:P0001 person:P0002 -k 3",
    "ringtrace path person:P0001 institution:I0001 --within 2026-01-01..2026-03-31 --not-through Doctor",
    "ringtrace path person:P0001 person:P0002 --shared",
)
_DAYS = re.compile(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)\Z")


def _within(text: str) -> str:
    """`4` (steps) or `2026-01-01..2026-03-31` (days), as it is given."""
    if text.isdigit() and 1 <= int(text) <= 20:
        return text
    try:
        return text if _days(text) else ""
    except ValueError as error:
        message = f"{text!r} is neither steps, such as 4, nor days, such as 2026-01-01..2026-03-31"
        raise typer.BadParameter(message) from error


def _days(text: str) -> tuple[date, date]:
    found = _DAYS.match(text)
    if not found or found[1] > found[2]:
        raise ValueError(text)
    return date.fromisoformat(found[1]), date.fromisoformat(found[2])


def run(
    context: typer.Context,
    nodes: Annotated[list[str], typer.Argument(metavar="NODE...", help="Two nodes, or more to see what joins them.")],
    count: Annotated[int, typer.Option("-k", metavar="N", min=1, max=100, help="Paths to show.")] = 3,
    within: Annotated[
        list[str] | None,
        typer.Option(
            parser=_within, metavar="SPAN", help="At most so many steps, or days: FIRST..LAST; may be given twice."
        ),
    ] = None,
    through: Annotated[
        list[str] | None, typer.Option(metavar="NODE", help="Only by way of this node; several in this order.")
    ] = None,
    not_through: Annotated[
        list[str] | None, typer.Option(metavar="NODE|KIND", help="Not by way of this node, or of this kind of node.")
    ] = None,
    shared: Annotated[
        bool, typer.Option("--shared", help="What both are tied to, the most unusual first, instead of paths.")
    ] = False,
    store: StoreOption = Store.LADYBUG,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show paths."""
    from graph.lookup import find_node
    from graph.paths.network import read_network

    if len(nodes) < 2 or (shared and len(nodes) > 2):
        raise typer.BadParameter("name two nodes" if shared else "name at least two nodes")
    call = Call.of(context, workspace, as_json)
    space = call.workspace
    graph = graph_in(space, store)
    try:
        explainer = _explainer(read_network(space.require_current()), graph)
        find = partial(find_node, space, graph)
        ends = [find(node) for node in nodes]
        wanted = _wanted(find, within or [], through or [], not_through or [])
        found, show = _answer(explainer, ends, count, wanted, shared)
        if call.as_json:
            print_json(plain(found))
        else:
            show()
    finally:
        graph.close()


def _explainer(network: "Network", store: "GraphStore") -> "Explainer":
    from command_line.show.captions import captions
    from graph.paths.explain import Explainer

    return Explainer(network, store, captions(store))


def _wanted(find: "Find", within: list[str], through: list[str], not_through: list[str]) -> "Wanted":
    from graph.lookup import WORDS
    from graph.paths.explain import Wanted
    from graph.paths.search import STEPS

    kinds = [word for word in not_through if word.lower() in WORDS]
    return Wanted(
        steps=min((int(span) for span in within if span.isdigit()), default=STEPS),
        days=next((_days(span) for span in within if not span.isdigit()), None),
        through=tuple(find(node) for node in through),
        not_through=tuple(find(node) for node in not_through if node not in kinds),
        not_kinds=tuple(WORDS[word.lower()] for word in kinds),
    )


def _answer(
    explainer: "Explainer", ends: "list[NodeRef]", count: int, wanted: "Wanted", shared: bool
) -> tuple[Any, Callable[[], None]]:
    """What was asked for, and what prints it."""
    from command_line.show.paths import print_paths, print_shared, print_together

    if shared:
        common = explainer.shared(ends[0], ends[1])
        return common, lambda: print_shared(output(), common)
    if len(ends) > 2:
        tree = explainer.together(ends, wanted)
        return tree, lambda: print_together(output(), tree)
    found = explainer.paths(ends[0], ends[1], count, wanted)
    return found, lambda: print_paths(output(), found, (ends[0], ends[1]), explainer.caption)
