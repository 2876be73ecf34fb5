"""Does the same snapshot with the same settings still give what a bundle says? Search again, and compare."""

import json
import tempfile
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from detection.identity import own_id, people_of
from detection.run import search_again
from evidence.archive import Reader
from evidence.bundle import FINDINGS, hashes, write_files
from evidence.manifest import LARGEST
from evidence.options import Audience, Options
from evidence.source import opened
from evidence.verify import verify
from workspace.access import require
from workspace.errors import RingtraceError
from workspace.runs import read_run
from workspace.settings import Settings
from workspace.snapshots import Snapshot, Workspace

_REPORT = "report/"  # follows from the rest; its bytes change with the versions of the libraries that write it


@dataclass(frozen=True)
class Reproduced:
    """What a second search gave; `differences` names what is not the same, a sentence each."""

    ring: str
    snapshot: str
    files: int  # how many files were compared
    differences: tuple[str, ...]
    version: str  # of the bundle; another one may search differently

    @property
    def same(self) -> bool:
        """Findings, tables and graph are the same to the byte."""
        return not self.differences


def reproduce(workspace: Workspace, file: Path) -> Reproduced:
    """Search the bundle's snapshot with the bundle's settings, make its files again, and compare.

    Raises:
        RingtraceError: the bundle is not intact, its snapshot is not in this workspace, or its settings are unknown.
    """
    require(workspace, "export", "reproduce")
    checked = verify(file)
    if not checked.intact:
        raise RingtraceError(f"{file} is not intact, so there is nothing to compare with. See: ringtrace verify {file}")
    told = checked.manifest
    snapshot = _snapshot(workspace, told)
    former = _former(file, told)
    rings = search_again(workspace, snapshot, _settings(workspace, _searched_with(snapshot, told)))
    name = told.get("found_as") or own_id(
        people_of(former)
    )  # a search alone does not know the id that earlier runs gave the ring
    found = next((ring for ring in rings if ring["ring_id"] == name), None)
    if found is None:
        differences: tuple[str, ...] = (f"ring {former['ring_id']} is not found any more",)
        compared = 0
    else:
        again = found | {"ring_id": former["ring_id"]}
        differences, compared = _compared(workspace, snapshot, told, former, again)
    return Reproduced(former["ring_id"], snapshot.id, compared, differences, told["software"]["ringtrace"])


def _former(file: Path, told: dict[str, Any]) -> dict[str, Any]:
    """The ring as the bundle has it; one for an institution has its id alone."""
    if "found_as" in told:
        return {"ring_id": told["ring"]}
    with Reader(file) as archive:
        return dict(json.loads(archive.content(FINDINGS, LARGEST)))


def _searched_with(snapshot: Snapshot, told: dict[str, Any]) -> dict[str, Any]:
    """The settings of the search; those of the run in the snapshot where the bundle, being for others, has none."""
    if "settings" in told:
        return dict(told["settings"])
    run = str(told["run"])
    if Path(run).name != run or not (snapshot.runs / run / "rings.json").is_file():
        raise RingtraceError(f"Run {run} is not in snapshot {snapshot.id} any more, and the bundle has no settings.")
    return dict(read_run(snapshot.runs / run)["settings"])


def _snapshot(workspace: Workspace, told: dict[str, Any]) -> Snapshot:
    name = str(told["snapshot"])
    snapshot = Snapshot(workspace.snapshots / name)
    if Path(name).name != name or not (snapshot.path / "manifest.json").is_file():
        files = ", ".join(str(one["file"]) for one in told.get("sources", ()))
        raise RingtraceError(
            f"Snapshot {name} is not in {workspace.path}. Load the same files, then try again: {files or 'unknown'}; "
            "their sha256 stand in the bundle's manifest."
        )
    return snapshot


def _settings(workspace: Workspace, told: dict[str, Any]) -> Settings:
    unknown = sorted(set(told) - set(Settings.model_fields))
    if unknown:
        raise RingtraceError(f"This version has no setting {', '.join(unknown)}. Use the version of the bundle.")
    return workspace.settings.model_copy(update=told)


def _compared(
    workspace: Workspace, snapshot: Snapshot, told: dict[str, Any], former: dict[str, Any], found: dict[str, Any]
) -> tuple[tuple[str, ...], int]:
    """What differs between the bundle and one made of the ring as it is found now; how many files were compared."""
    differences = [f"{part} of the findings differs" for part in former if former[part] != found.get(part)]
    made, options = told["made"], told["options"]
    asked = Options(
        full=not options["masked"],
        minimal=options["minimal"],
        language=options["language"],
        by=made["by"],
        why=made["why"],
        when=datetime.fromisoformat(made["when"]),
        audience=Audience(options.get("for", "")),
        institution=options.get("institution", ""),
    )
    run = {"settings": told.get("settings", {}), "snapshot": told["snapshot"], "run": told["run"], "skipped": []}
    run["generated_at"] = told["run_generated_at"]
    with (
        tempfile.TemporaryDirectory(prefix="ringtrace-") as folder,
        opened(workspace, snapshot, found, asked) as source,
    ):
        write_files(source, run, Path(folder), workspace.settings.footage_days, reports=False)
        again = hashes(Path(folder))
    expected = {name: one["sha256"] for name, one in told["files"].items() if not name.startswith(_REPORT)}
    differences += [f"{name} differs" for name in sorted(expected) if again.get(name) != expected[name]]
    return tuple(differences), len(expected)


def other_version(found: Reproduced) -> str:
    """The version at work where it is not the bundle's; else empty."""
    here = version("ringtrace")
    return here if here != found.version else ""
