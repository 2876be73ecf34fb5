"""The command line's front door: global options, the verbs, how a command ends."""

import sys
from importlib.metadata import version
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from command_line.discovery import Verb, verbs
from command_line.failures import reported
from command_line.options import JsonOption, WorkspaceOption
from workspace.access import guard_with
from workspace.audit import Act, keep_with

if TYPE_CHECKING:
    from workspace.snapshots import Workspace


class Reporting(TyperGroup):
    """A group whose verbs end with a message instead of a traceback."""

    def invoke(self, ctx: Any) -> Any:
        """Run the verb; whatever ends it early becomes a message and an exit code."""
        with reported():
            keep_with(_keep)
            guard_with(_Guard())
            try:
                return super().invoke(ctx)
            finally:
                keep_with(None)
                guard_with(None)


class _Guard:
    """The casebook's guard, imported when it is asked: the database is seldom needed, and takes half a second."""

    def __getattr__(self, name: str) -> Any:
        from casework.access.guard import CasebookGuard

        return getattr(CasebookGuard(), name)


def _keep(workspace: "Workspace", act: Act) -> None:
    from casework.audit.keeper import keep

    keep(workspace, act)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"ringtrace {version('ringtrace')}")
        raise typer.Exit


def _front(
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version.")
    ] = False,
) -> None:
    """Options that may stand before the verb; `Call.of` finds them there."""


def create() -> typer.Typer:
    """The application with every verb of `verbs/`."""
    app = typer.Typer(
        name="ringtrace",
        cls=Reporting,
        callback=_front,
        help="Find fraud rings in medical-insurance settlement records, and what each finding rests on.",
        epilog="First steps: ringtrace demo",
        no_args_is_help=True,
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for verb in verbs():
        app.command(verb.name, help=_help(verb), epilog=_examples(verb))(verb.run)
    return app


def _help(verb: Verb) -> str:
    return "\n\n".join(part for part in (verb.title, verb.description) if part)


def _examples(verb: Verb) -> str:
    title = "Example:" if len(verb.examples) == 1 else "Examples:"
    return "\n\n".join((title, *(f"  {example}" for example in verb.examples)))


app = create()


def main() -> None:
    """Entry point of the command `ringtrace`."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # an ASCII terminal must not end a command
    app()
