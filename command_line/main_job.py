"""The main job: load, build, detect."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from command_line.steps import do_build, do_detect, do_load

if TYPE_CHECKING:
    from detection.run import RunReport
    from graph.build import BuildReport
    from loaders.report import LoadReport
    from workspace.snapshots import Workspace


@dataclass(frozen=True)
class MainJob:
    """What each of the three steps did."""

    loaded: "LoadReport"
    built: "BuildReport"
    found: "RunReport"


def run_main_job(
    workspace: "Workspace",
    sources: list[Path],
    *,
    mapping: str | None = None,
    append: bool = False,
    max_rejects: float | None = None,
    pseudonyms: bool | None = None,
) -> MainJob:
    """From source files to rings.

    Raises:
        RingtraceError: a step refused; what the steps before it made is in force.
    """
    loaded = do_load(workspace, sources, mapping=mapping, append=append, max_rejects=max_rejects, pseudonyms=pseudonyms)
    return MainJob(loaded, do_build(workspace), do_detect(workspace))
