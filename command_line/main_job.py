"""The main job: load, build, detect, each with its progress."""

from dataclasses import dataclass
from pathlib import Path

from loaders.load import LoadReport, load

from command_line import progress
from detection.run import RunReport, detect
from graph.build import BuildReport, build
from workspace.snapshots import Workspace


@dataclass(frozen=True)
class MainJob:
    """What each of the three steps did."""

    loaded: LoadReport
    built: BuildReport
    found: RunReport


def run_main_job(
    workspace: Workspace,
    sources: list[Path],
    *,
    mapping: str | None = None,
    append: bool = False,
    max_rejects: float | None = None,
) -> MainJob:
    """From source files to rings.

    Raises:
        RingtraceError: a step refused; what the steps before it made is in force.
    """
    loaded = do_load(workspace, sources, mapping=mapping, append=append, max_rejects=max_rejects)
    return MainJob(loaded, do_build(workspace), do_detect(workspace))


def do_load(
    workspace: Workspace,
    sources: list[Path],
    *,
    mapping: str | None,
    append: bool,
    max_rejects: float | None,
) -> LoadReport:
    """Load, with its progress."""
    with progress.stage("load") as report:
        return load(workspace, sources, mapping=mapping, append=append, max_rejects=max_rejects, progress=report)


def do_build(workspace: Workspace, *, force: bool = False) -> BuildReport:
    """Build, with its progress."""
    with progress.stage("build") as report:
        return build(workspace, force=force, progress=lambda done, count, steps: report(f"{done} done", count / steps))


def do_detect(workspace: Workspace) -> RunReport:
    """Detect, with its progress."""
    with progress.stage("detect") as report:
        return detect(workspace, progress=report)
