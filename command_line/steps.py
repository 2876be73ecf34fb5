"""Load, build and detect, each with its progress; each is imported only when it runs, for each takes its time."""

from pathlib import Path
from typing import TYPE_CHECKING

from command_line import progress
from workspace.access import require

if TYPE_CHECKING:
    from detection.engines import EngineName
    from detection.run import RunReport
    from graph.build import BuildReport
    from graph.neo4j_import import ImportFiles
    from loaders.report import LoadReport
    from workspace.snapshots import Workspace


def do_load(
    workspace: "Workspace",
    sources: list[Path],
    *,
    mapping: str | None = None,
    append: bool = False,
    max_rejects: float | None = None,
    pseudonyms: bool | None = None,
) -> "LoadReport":
    """Load, with its progress.

    Raises:
        RingtraceError: the sources do not fit, or too many rows are at fault; what was in force stays.
    """
    require(workspace, "data", "data:load")
    with progress.stage("load") as report:
        from loaders.load import load

        return load(
            workspace,
            sources,
            mapping=mapping,
            append=append,
            max_rejects=max_rejects,
            pseudonyms=pseudonyms,
            progress=report,
        )


def do_build(workspace: "Workspace", *, force: bool = False, neo4j: bool = False) -> "BuildReport":
    """Build, with its progress.

    Raises:
        RingtraceError: nothing is loaded, or the tables do not make a graph.
    """
    workspace.require_current()  # refused at once, before the graph's parts are imported
    require(workspace, "data", "data:build")
    with progress.stage("build") as report:
        from graph.build import build

        def told(done: str, count: int, steps: int) -> None:
            report(f"{done} done", count / steps)

        if neo4j:
            from graph.neo4j_build import build_in_neo4j

            return build_in_neo4j(workspace, force=force, progress=told)
        return build(workspace, force=force, progress=told)


def do_import_files(workspace: "Workspace", folder: Path, *, force: bool) -> "ImportFiles":
    """Write files for Neo4j's import, with its progress.

    Raises:
        RingtraceError: nothing is loaded, or the folder holds something.
    """
    workspace.require_current()
    require(workspace, "data", "data:files")
    with progress.stage("files") as report:
        from graph.neo4j_import import write_import_files

        return write_import_files(
            workspace,
            folder,
            overwrite=force,
            progress=lambda done, count, steps: report(f"{done} done", count / steps),
        )


def do_import(files: "ImportFiles") -> None:
    """Import the files by Neo4j's own program.

    Raises:
        RingtraceError: it is not there, or fails.
    """
    with progress.stage("import") as report:
        report("neo4j-admin is at work", 0.0)
        from graph.neo4j_import import run_import

        run_import(files)


def do_detect(workspace: "Workspace", *, engine: "EngineName" = "duckdb") -> "RunReport":
    """Detect, with its progress.

    Raises:
        RingtraceError: nothing is loaded, another process is writing, or Spark is wanted and does not start.
    """
    workspace.require_current()
    require(workspace, "data", "data:detect")
    with progress.stage("detect") as report:
        report("starting", 0.0)
        from detection.run import detect

        return detect(workspace, engine=engine, progress=report)
