"""What a workspace holds, so that two states of it can be compared file by file."""

import hashlib
import json
from pathlib import Path
from typing import Any

from graph.build import built
from graph.ladybug_store import LadybugStore
from workspace.snapshots import Snapshot, Workspace

_OF_THE_MOMENT = {"generated_at", "seconds", "total_seconds", "bytes", "when"}  # what differs between equal runs
Tree = dict[str, str]


def tree(folder: Path) -> Tree:
    """Digest by relative path of all files below a folder but the graph store, whose bytes differ between builds."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "graph.lbug")
    return {str(path.relative_to(folder)): _digest(path) for path in files}


def _digest(path: Path) -> str:
    data = path.read_bytes()
    if path.name in ("rings.json", "run.json", "lineage.json", "graph.json"):
        content: dict[str, Any] = json.loads(data)
        data = json.dumps({k: v for k, v in content.items() if k not in _OF_THE_MOMENT}).encode()
    return hashlib.sha256(data).hexdigest()


def half_made(workspace: Path) -> list[Path]:
    """Whatever carries the name of something half made, and what the engine spilled."""
    return [path for path in workspace.rglob("*") if path.name.startswith(".making-") or path.parent.name == ".spill"]


def let_another_write(workspace: Path) -> None:
    """Take the write lock and let it go, as the next writer does."""
    with Workspace.open(workspace).writing():
        pass


def in_force(workspace: Path) -> Snapshot:
    """The snapshot in force, which must be there."""
    return Workspace.open(workspace).require_current()


def store_counts(workspace: Path) -> dict[str, int] | None:
    """Nodes and edges by kind, read from the store; None where there is none."""
    opened = Workspace.open(workspace)
    snapshot = opened.require_current()
    if not snapshot.store.exists():
        return None
    store = LadybugStore(snapshot.store, opened.settings)
    try:
        return store.counts()
    finally:
        store.close()


def is_built(workspace: Path) -> bool:
    """Whether the graph of the snapshot in force counts as built."""
    return built(in_force(workspace)) is not None
