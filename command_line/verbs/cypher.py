"""Ask the graph in Cypher, read-only.

The query runs in a process of its own, with limits on time, rows and memory, and can do nothing but read the graph:
writes, settings, files and the network are refused. Values are bound: `-p name=value` is a text, `-p name:TYPE=value`
an integer, number, boolean, date, timestamp, or a span in minutes or days.

Names, phones, addresses and numbers of credentials are masked unless --unmasked is given: where they are properties
of a returned node, and wherever a whole text equals one in the tables, under whatever name. A value that the query
cuts, joins to others or changes is not recognised.
"""

from typing import Annotated, Any

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
from command_line.options import Call, JsonOption, Store, StoreOption, WorkspaceOption
from command_line.results import plain, writable
from workspace.errors import RingtraceError

PLACE = 89
EXAMPLES = (
    'ringtrace cypher "MATCH (i:Institution) RETURN i.kind, count(*)"',
    "ringtrace cypher 'MATCH (d:Drug {drug_id: $id}) RETURN d' -p id=D1",
)


def run(
    context: typer.Context,
    text: Annotated[str, typer.Argument(metavar="QUERY", help="The query, one statement.")],
    parameter: ParameterOption = None,
    format: FormatOption = None,
    out: AnswerFileOption = None,
    limit: LimitOption = 10_000,
    seconds: SecondsOption = 30.0,
    unmasked: UnmaskedOption = False,
    purpose: PurposeOption = "",
    case: ForCaseOption = "",
    store: StoreOption = Store.LADYBUG,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run a query."""
    from graph.store import Limits
    from queries.masking import PersonalValues, masked_rows

    call = Call.of(context, workspace, as_json)
    given = _typed(pairs(parameter))
    chosen = format_for(format, call.as_json, out)
    writable(out)
    space = call.workspace
    if unmasked:
        reveal(space, "cypher", purpose, case)
    with opened(space, store) as graph:
        rows = graph.stream(text, given, limits=Limits(seconds=seconds, rows=limit))
        if not unmasked:
            rows = masked_rows(rows, PersonalValues(space))
        give(rows, chosen, out, {"query": text, "parameters": plain(given), "snapshot": space.require_current().id})


def _typed(given: dict[str, str]) -> dict[str, Any]:
    """Values by name: texts, or of the type named as in `name:integer`."""
    from queries.binding import bind_one
    from queries.saved_query import Parameter, ParameterType

    values: dict[str, Any] = {}
    for named, written in given.items():
        name, _, kind = named.partition(":")
        if kind and kind not in list(ParameterType):
            raise RingtraceError(f"-p {named}: {kind!r} is none of {', '.join(ParameterType)}.")
        values[name] = bind_one(Parameter(name, ParameterType(kind or "string"), ""), written)
    return values
