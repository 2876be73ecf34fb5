"""List, show, run and add saved queries.

`query list` tells what there is, `query show NAME` one query's form and text, `query run NAME` its rows,
`query add FILE` keeps a query of your own in the workspace, after the same checks as those that come with Ringtrace.
"""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from command_line.answer import (
    AnswerFileOption,
    ForCaseOption,
    FormatOption,
    LimitOption,
    ParameterOption,
    PurposeOption,
    SecondsOption,
    UnmaskedOption,
    format_for,
    give,
    opened,
    pairs,
    reveal,
)
from command_line.console import messages, output, print_json
from command_line.options import Call, JsonOption, Store, StoreOption, WorkspaceOption
from command_line.results import plain, writable
from command_line.text import neutral

if TYPE_CHECKING:
    from workspace.snapshots import Workspace

PLACE = 88
EXAMPLES = (
    "ringtrace query list",
    "ringtrace query show who_got_lot",
    "ringtrace query run agents_for_many -p at_least=3 --format csv --out agents.csv",
    "ringtrace query add my_question.cypher",
)


class Action(StrEnum):
    """What to do with saved queries."""

    LIST = "list"
    SHOW = "show"
    RUN = "run"
    ADD = "add"


def _names(incomplete: str) -> list[str]:
    """Names for shell completion."""
    from queries.library import built_in

    return [name for name in built_in() if name.startswith(incomplete)]


def run(
    context: typer.Context,
    action: Annotated[Action, typer.Argument(metavar="ACTION", help="list, show, run or add.")],
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="The query to show or run; the file to add.", autocompletion=_names),
    ] = None,
    parameter: ParameterOption = None,
    on: Annotated[
        str | None, typer.Option(metavar="LABEL", help="list: only queries offered on this kind of node.")
    ] = None,
    format: FormatOption = None,
    out: AnswerFileOption = None,
    limit: LimitOption = 10_000,
    seconds: SecondsOption = 30.0,
    unmasked: UnmaskedOption = False,
    purpose: PurposeOption = "",
    case: ForCaseOption = "",
    replace: Annotated[bool, typer.Option("--replace", help="add: take the place of one of the same name.")] = False,
    store: StoreOption = Store.LADYBUG,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Saved queries."""
    call = Call.of(context, workspace, as_json)
    if action == Action.LIST:
        _list(call, on)
        return
    if name is None:
        raise typer.BadParameter(f"query {action} needs a {'FILE' if action == Action.ADD else 'NAME'}")
    if action == Action.SHOW:
        _show(call, name)
    elif action == Action.ADD:
        _add(call.workspace, Path(name), replace)
    else:
        _run(
            call, name, pairs(parameter), (format, out), (limit, seconds), store, (purpose, case) if unmasked else None
        )


def _list(call: Call, on: str | None) -> None:
    from command_line.show.saved import print_list
    from queries.library import queries

    found = [one for one in queries(call.workspace).values() if on is None or on in one.offered_on]
    if call.as_json:
        print_json([plain(one.described()) for one in found])
    else:
        print_list(output(), found)


def _show(call: Call, name: str) -> None:
    from command_line.show.saved import print_query
    from queries.library import find_query

    query = find_query(call.workspace, name)
    if call.as_json:
        print_json(plain(query.described()))
    else:
        print_query(output(), query)


def _run(
    call: Call,
    name: str,
    given: dict[str, str],
    how: tuple[FormatOption, Path | None],
    bounds: tuple[int, float],
    store: Store,
    revealed: tuple[str, str] | None,
) -> None:
    from graph.store import Limits
    from queries.dialects import Engine
    from queries.library import find_query
    from queries.masking import PersonalValues
    from queries.runner import run_query

    format, out = how
    chosen = format_for(format, call.as_json, out)
    writable(out)
    space = call.workspace
    query = find_query(space, name)
    if revealed:
        reveal(space, f"query:{query.name}", *revealed)
    with opened(space, store) as graph:
        limits, known = Limits(seconds=bounds[1], rows=bounds[0]), PersonalValues(space)
        whole, engine = revealed is not None, Engine(store)
        rows = run_query(graph, query, given, limits=limits, known=known, unmasked=whole, engine=engine)
        give(rows, chosen, out, {"query": name, "parameters": given, "snapshot": space.require_current().id})


def _add(workspace: "Workspace", file: Path, replace: bool) -> None:
    from queries.adding import add_query

    kept, tried = add_query(workspace, file, replace=replace)
    messages().print(f"Kept as {neutral(kept)}. Run it: ringtrace query run {neutral(file.stem)}", soft_wrap=True)
    if not tried:
        messages().print("It was not tried, because no graph is built yet.")
