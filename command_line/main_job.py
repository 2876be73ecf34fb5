"""The main job: load, build, detect."""

from dataclasses import dataclass
from pathlib import Path

from command_line.progress import Report
from detection.run import RunReport, detect
from graph.build import BuildReport, build
from loaders.load import LoadReport, load
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
    progress: Report | None = None,
) -> MainJob:
    """From source files to rings.

    Raises:
        RingtraceError: a step refused; what the steps before it made is in force.
    """
    loaded = load(workspace, sources, mapping=mapping, append=append, max_rejects=max_rejects, progress=progress)
    return MainJob(loaded, build(workspace, progress=progress), detect(workspace, progress=progress))
