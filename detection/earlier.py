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
from workspace.errors import RingtraceError
from workspace.runs import LINEAGE_FILE, RINGS_FILE, read_run
from workspace.snapshots import Workspace

if TYPE_CHECKING:
    from detection.lineage import Known, Lineage


@dataclass(frozen=True)
class Earlier:
    """What a new run follows."""

    number: int  # of the new run among those of the workspace, from 1
    before: str  # the run before it; empty where there is none
    known: "tuple[Known, ...]"  # every ring that it and the runs before it knew
    when: Mapping[str, str]  # when each of these runs was made


def earlier_runs(workspace: Workspace, run: str) -> Earlier:
    """What a run follows that is to be made, or made anew.

    Raises:
        RingtraceError: the lineage of an earlier run is damaged.
    """
    runs = list(_runs(workspace))
    own = [number for _, number, name in runs if name == run and number]
    others = [(number, _made(folder), folder) for folder, number, name in runs if name != run]
    former = [one for one in others if not own or one[0] < own[0]]
    number = own[0] if own else max((number for number, _, _ in others), default=0) + 1
    return Earlier(number, *_known_by(max(former)[2])) if former else Earlier(number, "", (), {})


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
        raise RingtraceError(
            f"{file} cannot be read: {error}. Remove the folder {folder}, then run: ringtrace detect"
        ) from error
    return told


def _known_by(folder: Path) -> "tuple[str, tuple[Known, ...], Mapping[str, str]]":
    """The id of a run, every ring that it and those before it knew, and when these runs were made."""
    from detection.lineage import Known

    told = read_lineage(folder)
    if told["number"]:
        return str(told["run"]), tuple(_known(row) for row in (*told["rings"], *told["gone"])), told["when"]
    run = read_run(folder)
    name = str(run["run"])
    known = tuple(Known(ring["ring_id"], dict.fromkeys(people_of(ring), 1), name, name) for ring in run["rings"])
    return name, known, {name: str(run["generated_at"])}


def _known(row: Mapping[str, Any]) -> "Known":
    from detection.lineage import Known

    return Known(
        ring_id=row["ring_id"],
        runs=row["people"],
        since=row["since"],
        run=row["run"],
        split_from=tuple(row["split_from"]),
        merged=tuple(row["merged"]),
        became=row["became"],
    )


def written(lineage: "Lineage", earlier: Earlier, run: str, snapshot: str, at: str) -> dict[str, Any]:
    """What lineage.json says; `at` is when the run is made."""
    kept = [*(one.known for one in lineage.rings), *lineage.gone]
    named = {run, earlier.before} | {one.since for one in kept} | {one.run for one in kept}
    when = {**earlier.when, run: at}
    return {
        "run": run,
        "snapshot": snapshot,
        "number": earlier.number,
        "before": earlier.before,
        "when": {name: when[name] for name in sorted(named & when.keys())},
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
        "run": ring.run,
        "split_from": list(ring.split_from),
        "merged": list(ring.merged),
        "became": ring.became,
        "people": {person: ring.runs[person] for person in sorted(ring.people)},
    }


def renamed(rings: Sequence[Mapping[str, Any]], lineage: "Lineage") -> list[dict[str, Any]]:
    """The rings with the ids that they keep, highest score first."""
    named = [{**ring, "ring_id": one.known.ring_id} for ring, one in zip(rings, lineage.rings, strict=True)]
    return sorted(named, key=lambda ring: (-ring["score"], ring["ring_id"]))
