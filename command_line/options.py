"""Options that verbs share; what --help and completion need not wait for is imported where it is used."""

import os
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from workspace.snapshots import Workspace

DEFAULT_WORKSPACE = Path("workspace")
WORKSPACE_VARIABLE = "RINGTRACE_WORKSPACE"

WorkspaceOption = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        "-w",
        metavar="DIR",
        help=f"Workspace folder; default `workspace`, or {WORKSPACE_VARIABLE} from the environment.",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]


class Store(StrEnum):
    """Where the graph is."""

    LADYBUG = "ladybug"
    NEO4J = "neo4j"


StoreOption = Annotated[Store, typer.Option("--store", help="The graph's store: the workspace's own, or a Neo4j.")]


class EngineChoice(StrEnum):
    """What searches for rings."""

    DUCKDB = "duckdb"
    SPARK = "spark"


EngineOption = Annotated[
    EngineChoice,
    typer.Option("--engine", help="What searches: DuckDB on this machine, or a Spark (setting spark_master)."),
]


@dataclass(frozen=True)
class Call:
    """What was asked for beside the verb's own options."""

    folder: Path | None
    as_json: bool

    @classmethod
    def of(cls, context: typer.Context, folder: Path | None, as_json: bool) -> "Call":
        """What stands after the verb, else what stands before it (also while the shell asks for completions)."""
        before = context.find_root().params
        return cls(folder or before.get("workspace"), as_json or bool(before.get("as_json")))

    @property
    def workspace(self) -> "Workspace":
        """The workspace asked for, by option, by environment, by default.

        Raises:
            RingtraceError: it is a file, or its settings do not fit.
        """
        from workspace.snapshots import Workspace

        return Workspace.open(self.folder_or(DEFAULT_WORKSPACE))

    def folder_or(self, default: Path) -> Path:
        """The workspace's folder as asked for, else the default."""
        named = os.environ.get(WORKSPACE_VARIABLE)
        return self.folder or (Path(named) if named else default)


def share(text: str) -> float:
    """`5%` or `0.05` as 0.05; the parser of options that take a share."""
    percent = text.endswith("%")
    try:
        value = float(text.removesuffix("%")) / (100 if percent else 1)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a share, such as 5% or 0.05") from error
    if not 0 <= value <= 1:
        raise typer.BadParameter(f"{text!r} is not between 0% and 100%")
    return value


SourcesArgument = Annotated[list[Path], typer.Argument(metavar="SOURCE", help="Folders or files of one delivery.")]
MappingOption = Annotated[
    str | None,
    typer.Option(metavar="NAME", help="Mapping of the source's field names; default: the setting."),
]
AppendOption = Annotated[
    bool, typer.Option("--append", help="Add to the snapshot in force; a file of the same name is replaced.")
]
RejectsOption = Annotated[
    float | None,
    typer.Option(
        parser=share,
        metavar="SHARE",
        help="Share of a table's rows that may be rejected, such as 5%; default: the setting.",
    ),
]
PseudonymsOption = Annotated[
    bool | None,
    typer.Option(
        "--pseudonyms/--as-delivered",
        help="Hold persons and cards as keyed pseudonyms, or their ids as delivered; default: the setting.",
    ),
]
OutOption = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Also write rings.json to this file.")]


def day(text: str) -> date:
    """A day as an option gives it.

    Raises:
        typer.BadParameter: the text is no day.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r} is not a day, such as 2026-03-31") from error
