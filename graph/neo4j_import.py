"""A snapshot's graph as files for `neo4j-admin database import`, which loads several times as fast as a driver can.

The import wants a server that is stopped, and makes neither constraints nor rings: the database is marked as a part,
and `build_in_neo4j` completes it.
"""

import csv
import shlex
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from graph.declaration import DIGEST, KINDS, NODE_KINDS
from graph.kinds import EdgeKind, NodeKind, PropertyType
from graph.neo4j_loader import MARK
from graph.projecting import STEPS as PROJECTING
from graph.projecting import project_if_missing
from graph.ring_rows import RUN_KINDS
from graph.sources import RELATIONS, register
from graph.staging import Exporter, Progress, Steps, load_all
from workspace.engine import connect, identifier, keep_blocks, quoted
from workspace.errors import RingtraceError
from workspace.snapshots import Workspace, making

_TYPES = {
    PropertyType.STRING: "string",
    PropertyType.INTEGER: "long",
    PropertyType.DOUBLE: "double",
    PropertyType.BOOLEAN: "boolean",
    PropertyType.DATE: "date",
    PropertyType.TIMESTAMP: "localdatetime",
}


@dataclass(frozen=True)
class ImportFiles:
    """What was written, and the command that imports it."""

    folder: Path
    counts: dict[str, int] = field(hash=False)
    command: tuple[str, ...]


def write_import_files(
    workspace: Workspace, folder: Path, *, overwrite: bool = False, progress: Progress | None = None
) -> ImportFiles:
    """Write a CSV file of each kind of the snapshot in force into `folder`, which only its owner may read.

    `overwrite`: the command replaces a database that is there.

    Raises:
        RingtraceError: nothing is loaded, or the folder holds something already.
    """
    snapshot, settings = workspace.require_current(), workspace.settings
    folder = folder.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RingtraceError(f"{folder} holds something already. Name a folder that does not exist yet.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    steps = Steps(progress or (lambda *_: None), 2 * len(KINDS) + len(RELATIONS) + PROJECTING + 2)
    loader = CsvLoader(folder)
    with (
        workspace.writing(),
        making(snapshot.path) as made,
        connect(settings, made / "spill") as connection,
    ):
        keep_blocks(connection, settings)
        steps.run("tables", lambda: register(snapshot, connection))
        exporter = Exporter(connection, snapshot, made / "staged", steps)
        try:
            staged = exporter.start()
            placed = project_if_missing(connection, snapshot, exporter, made / "staged", made / "projection")
            load_all(loader, staged, steps)
            placed()
            counts = {label: rows for label, rows in exporter.rows.items() if label not in RUN_KINDS}
        finally:
            exporter.stop()
    options = [*loader.options, f"--nodes={MARK}={_write_mark(folder, snapshot.id, counts)}"]
    command = (
        *shlex.split(settings.neo4j_admin),
        *import_arguments(settings.neo4j_database, folder, options, overwrite),
    )
    return ImportFiles(folder, counts, command)


def import_arguments(database: str, folder: Path, options: list[str], overwrite: bool) -> list[str]:
    """Arguments of neo4j-admin that import files; `options` name them."""
    arguments = ["database", "import", "full", database, "--multiline-fields=true", "--id-type=integer"]
    arguments.append(f"--report-file={folder / 'import.report'}")
    return [*arguments, *(["--overwrite-destination"] if overwrite else []), *options]


def run_import(files: ImportFiles) -> str:
    """Run the command; what it printed.

    Raises:
        RingtraceError: there is no such program, or it failed; its last lines say why.
    """
    try:
        ended = subprocess.run(files.command, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL)  # noqa: S603 - the program of the settings, no shell
    except OSError as error:
        raise RingtraceError(
            f"{files.command[0]} cannot be run ({error.strerror}). Set neo4j_admin to where Neo4j's neo4j-admin is, or "
            "run the command on Neo4j's machine."
        ) from error
    if ended.returncode:
        told = "\n".join(_reasons(ended.stderr) or _reasons(ended.stdout))
        raise RingtraceError(f"neo4j-admin did not import (exit {ended.returncode}). {told}")
    return ended.stdout


def _reasons(told: str) -> list[str]:
    """The last lines that say something: neither frames of a stack nor warnings nor progress."""
    lines = (line.strip() for line in told.splitlines() if not line.startswith(("\t", "WARNING")))
    return [line for line in lines if line and not line.startswith((".", "Full exception", "Please provide"))][-4:]


class CsvLoader:
    """Writes each kind as CSV with Neo4j's header; implements `GraphLoader`. `options` import what was written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._engine = duckdb.connect()
        self.options: list[str] = []

    def load(self, kind: NodeKind | EdgeKind, file: Path) -> None:
        """See `GraphLoader.load`."""
        target = self._folder / f"{kind.label}.csv"
        typed = [f"{item.name}:{_TYPES[item.type]}" for item in kind.properties]
        if isinstance(kind, NodeKind):
            header = [f":ID({kind.label})", *typed]
        else:
            start, end = kind.ends[0]
            header = [f":START_ID({start})", f":END_ID({end})", *typed]
        source = f"read_parquet({quoted(str(file))})"
        columns = self._engine.sql(f"FROM {source} LIMIT 0").columns
        selected = ", ".join(
            f"{identifier(column)} AS {identifier(name)}" for column, name in zip(columns, header, strict=True)
        )
        self._engine.execute(
            f"COPY (SELECT {selected} FROM {source}) TO {quoted(str(target))} "
            "(FORMAT csv, HEADER, TIMESTAMPFORMAT '%Y-%m-%dT%H:%M:%S.%f')"
        )
        self.options.append(f"--{'nodes' if kind.label in NODE_KINDS else 'relationships'}={kind.label}={target}")

    def flush(self) -> None:
        """See `GraphLoader.flush`."""

    def close(self) -> None:
        """See `GraphLoader.close`."""
        self._engine.close()


def _write_mark(folder: Path, snapshot: str, counts: dict[str, int]) -> Path:
    """The node that says which snapshot the database holds: all kinds of the tables, not yet whole."""
    file = folder / f"{MARK}.csv"
    expected = ";".join(f"{label}={rows}" for label, rows in counts.items())
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        names = ("snapshot", "declaration", "run", "whole:boolean", "kinds:string[]", "expected:string[]")
        writer.writerow([f":ID({MARK})", *names])
        writer.writerow([0, snapshot, DIGEST, "", "false", ";".join(counts), expected])
    return file
