"""Answers of queries: printed as a table, or written as CSV, JSON or Parquet while they come."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from command_line.console import messages, output
from command_line.options import Store
from command_line.text import counted, neutral, shapeless
from workspace.errors import RingtraceError

if TYPE_CHECKING:
    from graph.store import Rows
    from queries.runner import Streams
    from workspace.snapshots import Workspace


class Format(StrEnum):
    """How rows are given."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


ParameterOption = Annotated[
    list[str] | None, typer.Option("-p", metavar="NAME=VALUE", help="Value of a parameter; may be given again.")
]
FormatOption = Annotated[Format | None, typer.Option(help="How to give the rows; default: table, with --json json.")]
AnswerFileOption = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Write the rows to this file; its ending tells the format.")
]
LimitOption = Annotated[int, typer.Option(metavar="N", min=0, help="Rows at most; 0: no limit.")]
SecondsOption = Annotated[float, typer.Option(metavar="SECONDS", min=0.01, help="Longest time for the query.")]

UnmaskedOption = Annotated[
    bool,
    typer.Option(
        "--unmasked",
        help="Show names, phones, addresses and numbers of credentials whole; asks for --purpose and --case, and is "
        "written in the audit log before.",
    ),
]
PurposeOption = Annotated[str, typer.Option("--purpose", metavar="TEXT", help="What they are shown whole for.")]
ForCaseOption = Annotated[str, typer.Option("--case", metavar="CASE", help="The case they are shown whole for.")]


def reveal(workspace: "Workspace", about: str, purpose: str, case: str) -> None:
    """Have it written that personal data is about to be shown whole.

    Raises:
        RingtraceError: it has no purpose or case, the day's limit is reached, or it cannot be written.
    """
    from workspace.audit import Act, Action, record

    record(workspace, Act(Action.REVEAL, about, purpose, case))


def pairs(given: list[str] | None) -> dict[str, str]:
    """The parameters given by `-p NAME=VALUE`.

    Raises:
        RingtraceError: one has no `=`, or a name is given twice.
    """
    values: dict[str, str] = {}
    for one in given or []:
        name, equals, value = one.partition("=")
        if not equals or not name:
            raise RingtraceError(f"-p {one}: give a parameter as -p NAME=VALUE.")
        if name in values:
            raise RingtraceError(f"-p {name} is given twice.")
        values[name] = value
    return values


def format_for(asked: Format | None, as_json: bool, out: Path | None) -> Format:
    """The format: as asked, else by the file's ending, else by --json, else a table.

    Raises:
        RingtraceError: Parquet without a file, or a file whose ending says nothing.
    """
    ending = out.suffix.removeprefix(".").lower() if out else ""
    if asked is None and out is not None and ending not in list(Format):
        raise RingtraceError(f"--out {out}: name the format by --format, or by an ending: .csv, .json, .parquet.")
    chosen = asked or (Format(ending) if out else Format.JSON if as_json else Format.TABLE)
    if chosen == Format.PARQUET and out is None:
        raise RingtraceError("Parquet is not for the screen: name a file, such as --out rows.parquet.")
    return chosen


def give(rows: "Rows", chosen: Format, out: Path | None, about: dict[str, Any]) -> None:
    """Print the rows, or write them to the file, whole or not at all; say on stderr when a limit cut them."""
    if out is None:
        count = _print(rows, chosen, about)
    else:
        from workspace.snapshots import MAKING, publish, remove

        made = out.with_name(f"{MAKING}{os.getpid()}-{out.name}")
        try:
            count = _write(rows, chosen, made, about)
            publish(made, out)
        finally:
            remove(made)
        messages().print(f"{counted(count, 'row')} written to {neutral(out)}", soft_wrap=True)
    if rows.truncated:
        messages().print(f"stopped at the limit of {counted(count, 'row')}; --limit 0 gives all of them")


def _print(rows: "Rows", chosen: Format, about: dict[str, Any]) -> int:
    from queries.formats import write_csv, write_json

    if chosen == Format.JSON:
        return write_json(rows, lambda text: sys.stdout.write(_escaped(text)), about)
    if chosen == Format.CSV:
        shown: Callable[[str], str] = _for_terminal if sys.stdout.isatty() else str
        return write_csv(rows, lambda text: sys.stdout.write(shown(text)))
    from command_line.show.rows import print_rows

    return print_rows(output(), rows)


def _write(rows: "Rows", chosen: Format, file: Path, about: dict[str, Any]) -> int:
    from queries.formats import write_csv, write_json, write_parquet

    if chosen == Format.PARQUET:
        return write_parquet(rows, file)
    with file.open("w", encoding="utf-8", newline="") as stream:
        if chosen == Format.CSV:
            return write_csv(rows, stream.write)
        if chosen == Format.JSON:
            return write_json(rows, stream.write, about)
        from rich.console import Console

        from command_line.show.rows import print_rows

        return print_rows(Console(file=stream, width=200, markup=False, emoji=False, highlight=False), rows)


def _escaped(text: str) -> str:
    """JSON whose right-to-left marks and their like are escaped, since it may be read on a terminal."""
    if text.isprintable():
        return text
    return "".join(json.dumps(one)[1:-1] if one != "\n" and shapeless(one) else one for one in text)


def _for_terminal(text: str) -> str:
    return neutral(text, keep_lines=True)


@contextmanager
def opened(workspace: "Workspace", store: Store) -> Iterator["Streams"]:
    """The graph of the snapshot in force, for queries that people wrote."""
    if store is Store.LADYBUG:
        from queries.guard import guarded

        with guarded(workspace) as graph:
            yield graph
        return
    from graph.neo4j_build import open_neo4j
    from queries.advised import AdvisedStore
    from queries.asked import Recorded

    held = AdvisedStore(open_neo4j(workspace))
    try:
        yield Recorded(held, workspace)
    finally:
        held.close()
