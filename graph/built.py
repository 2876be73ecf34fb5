"""The record of a build: what stands beside the store and tells what is in it."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from graph.declaration import DIGEST
from graph.projection import projection_folder
from workspace.snapshots import Snapshot, write_text

_REPORT = "graph.json"


@dataclass(frozen=True)
class BuildReport:
    """What build did; `built` is False where the store was there already."""

    snapshot: str
    path: Path
    built: bool
    counts: dict[str, int] = field(hash=False)
    seconds: dict[str, float] = field(hash=False)  # by step; loads run side by side, so they add up to more
    total_seconds: float
    bytes: int
    projection: dict[str, int] = field(hash=False)
    run: str = ""  # folder of the run whose rings are in the graph
    changed: dict[str, int] = field(default_factory=dict, hash=False)  # rows of an update by kind; empty: no update


def record(snapshot: Snapshot, report: BuildReport) -> None:
    """Keep the report beside the store."""
    recorded = asdict(report) | {"path": snapshot.store.name, "declaration": DIGEST}
    write_text(snapshot.path / _REPORT, json.dumps(recorded, indent=1))


def built(snapshot: Snapshot) -> BuildReport | None:
    """The report of the build that stands, with `built` False; None where it is missing or of another version."""
    file = snapshot.path / _REPORT
    if not (file.is_file() and snapshot.store.is_file() and projection_folder(snapshot).is_dir()):
        return None
    recorded = json.loads(file.read_text(encoding="utf-8"))
    if recorded.pop("declaration") != DIGEST:
        return None
    return BuildReport(**{**recorded, "path": snapshot.store, "built": False})
