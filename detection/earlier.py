"""lineage.json of a run: which earlier ring each ring continues; and the run that a new one follows.

Runs of a workspace are numbered. A new run follows the one with the highest number; a run made anew keeps its number
and follows the one before it again, so that the same snapshot, settings and earlier runs give the same ids.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detection.identity import people_of
from detection.reading import RINGS_FILE, read_run
from workspace.errors import RingtraceError
from workspace.snapshots import Workspace

if TYPE_CHECKING:
    from detection.lineage import Known, Lineage

LINEAGE_FILE = "lineage.json"


@dataclass(frozen=True)
class Place:
    """Where a run stands among those of its workspace: its number, from 1, and the folder of the run it follows."""

    number: int
    before: Path | None


def place_of(workspace: Workspace, run: str) -> Place:
    """The place of a run that is to be made, or made anew."""
    numbers = {folder: number for folder, number, name in _runs(workspace) if name != run}
    own = [number for _, number, name in _runs(workspace) if name == run and number]
    former = [folder for folder in numbers if not own or numbers[folder] < own[0]]
    before = max(former, key=lambda folder: (numbers[folder], _made(folder), folder.name), default=None)
    return Place(own[0] if own else max(numbers.values(), default=0) + 1, before)


def _runs(workspace: Workspace) -> Iterator[tuple[Path, int, str]]:
    """Folder, number and id of every run of the workspace; 0 for those of a version that knew no numbers."""
    for folder in sorted(workspace.snapshots.glob("*/runs/run-*")):
        if (folder / LINEAGE_FILE).is_file():
            told = read_lineage(folder)
            yield folder, int(told["number"]), str(told["run"])
        elif (folder / RINGS_FILE).is_file():
            yield folder, 0, folder.name.partition(".")[0]


def _made(folder: Path) -> float:
    return (folder / RINGS_FILE).stat().st_mtime


def read_lineage(folder: Path) -> dict[str, Any]:
    """The lineage.json of a run; without rings where the run has none.

    Raises:
        RingtraceError: it is not JSON.
    """
    file = folder / LINEAGE_FILE
    if not file.is_file():
        return {"number": 0, "rings": [], "gone": []}
    try:
        told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RingtraceError(f"{file} cannot be read: {error}. Run: ringtrace detect") from error
    return told


def known_rings(folder: Path | None) -> tuple[str, list["Known"]]:
    """The id of a run and every ring that it and the runs before it knew; nothing without a run."""
    from detection.lineage import Known

    if folder is None:
        return "", []
    told = read_lineage(folder)
    if not told["number"]:
        run = read_run(folder)
        name = str(run["run"])
        at = str(run["generated_at"])
        return name, [Known(ring["ring_id"], people_of(ring), name, at, name) for ring in run["rings"]]
    return str(told["run"]), [_known(row) for row in (*told["rings"], *told["gone"])]


def _known(row: Mapping[str, Any]) -> "Known":
    from detection.lineage import Known

    return Known(
        ring_id=row["ring_id"],
        people=frozenset(row["people"]),
        since=row["since"],
        since_at=row["since_at"],
        run=row["run"],
        split_from=tuple(row["split_from"]),
        merged=tuple(row["merged"]),
        became=row["became"],
    )


def written(lineage: "Lineage", number: int, run: str, snapshot: str, before: str) -> dict[str, Any]:
    """What lineage.json says."""
    return {
        "run": run,
        "snapshot": snapshot,
        "number": number,
        "before": before,
        "went": list(lineage.went),
        "rings": [
            _row(one.known) | {"events": list(one.events), "gained": list(one.gained), "lost": list(one.lost)}
            for one in lineage.rings
        ],
        "gone": [_row(one) for one in lineage.gone],
    }


def _row(ring: "Known") -> dict[str, Any]:
    return {
        "ring_id": ring.ring_id,
        "since": ring.since,
        "since_at": ring.since_at,
        "run": ring.run,
        "split_from": list(ring.split_from),
        "merged": list(ring.merged),
        "became": ring.became,
        "people": sorted(ring.people),
    }


def renamed(rings: Sequence[Mapping[str, Any]], lineage: "Lineage") -> list[dict[str, Any]]:
    """The rings with the ids that they keep, highest score first."""
    named = [{**ring, "ring_id": one.known.ring_id} for ring, one in zip(rings, lineage.rings, strict=True)]
    return sorted(named, key=lambda ring: (-ring["score"], ring["ring_id"]))
