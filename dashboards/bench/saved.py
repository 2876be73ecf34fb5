"""Saved views: how a graph grew, what is hidden, where it stands, what was noted; a file each, in the user's folder.

A file names people and phones as the graph does, so its owner alone may read it.
"""

import json
import re
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

from dashboards.bench.state import Bench, Join, State, Step, Way, named_notes, notes_of, replayed
from dashboards.drawing import node_id, ref_of
from dashboards.exploring import A_KIND
from dashboards.texts import t
from graph.store import GraphStore, NodeRef
from workspace.access import acting
from workspace.errors import RingtraceError
from workspace.snapshots import Workspace, write_text

FOLDER = "views"
LONGEST = 80  # characters of a view's name
_VERSION = 1
_UNSAFE = re.compile(r"[^A-Za-z0-9\u4e00-\u9fff_-]+")


def saved_views(workspace: Workspace, user: str = "") -> list[str]:
    """The names of a user's views, in their order."""
    names = []
    for file in sorted(_folder(workspace, user).glob("*.json")):
        try:
            names.append(str(_read(file)["name"]))
        except RingtraceError:  # told when it is opened
            continue
    return sorted(names)


def save_view(workspace: Workspace, name: str, bench: Bench, user: str = "") -> None:
    """Keep what is on the canvas under a name; one of that name is replaced.

    Raises:
        RingtraceError: the name is empty or too long.
    """
    name = name.strip()
    if not name or len(name) > LONGEST:
        raise RingtraceError(t("A view's name has 1 to {most} characters.", most=LONGEST))
    state = bench.now
    told = {
        "version": _VERSION,
        "name": name,
        "steps": [
            {
                "node": node_id(step.node),
                "kinds": list(step.kinds),
                "to": step.to and node_id(step.to),
                "way": step.way,
                "count": step.count,
            }
            for step in state.steps
        ],
        "nodes": [node_id(ref) for ref in state.view.nodes],
        "hidden": sorted(node_id(ref) for ref in state.hidden),
        "groups": [sorted(node_id(ref) for ref in group) for group in state.groups],
        "pinned": sorted(node_id(ref) for ref in state.pinned),
        "positions": bench.positions,
        "notes": named_notes(bench.notes),
    }
    folder = _folder(workspace, user)
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    write_text(_file(folder, name), json.dumps(told, ensure_ascii=False))


def open_view(workspace: Workspace, store: GraphStore, name: str, join: Join, user: str = "") -> tuple[Bench, int]:
    """The bench of a saved view, and how many of its nodes the graph in force has no more.

    Raises:
        RingtraceError: there is no such view, its file cannot be read, or its first node is gone.
    """
    told = _read(_file(_folder(workspace, user), name))
    steps = tuple(_step(one) for one in told["steps"])
    state = replayed(store, steps, join) if steps else None
    if state is None:
        raise RingtraceError(t("The view {name} begins at a node that the graph in force does not have.", name=name))
    wanted = {ref_of(one) for one in told["nodes"]}
    kept = _only(state, wanted)
    there = kept.view.nodes.keys()
    groups = (_refs(group) & there for group in told.get("groups", []))
    bench = Bench(
        replace(
            kept,
            hidden=_refs(told["hidden"]) & there,
            groups=tuple(group for group in groups if len(group) > 1),
            pinned=_refs(told.get("pinned", [])) & there,
        ),
        notes=notes_of(told["notes"], ref_of),
        positions={one: (float(x), float(y)) for one, (x, y) in told["positions"].items()},
    )
    return bench, len(wanted - kept.view.nodes.keys())


def _step(told: dict[str, Any]) -> Step:
    """A step; views of before there were several ways had one path or a neighbourhood."""
    to = ref_of(told["to"]) if told["to"] else None
    way, count = (Way.PATHS, 1) if to else (Way.AROUND, A_KIND)
    return Step(
        ref_of(told["node"]), tuple(told["kinds"]), to, Way(told.get("way", way)), int(told.get("count", count))
    )


def _refs(names: list[str]) -> frozenset[NodeRef]:
    return frozenset(ref_of(one) for one in names)


def delete_view(workspace: Workspace, name: str, user: str = "") -> None:
    """Remove a view, if it is there."""
    _file(_folder(workspace, user), name).unlink(missing_ok=True)


def _only(state: State, wanted: set[Any]) -> State:
    """Later deliveries may have brought more neighbours: the view shows those that it had."""
    nodes = {ref: node for ref, node in state.view.nodes.items() if ref in wanted}
    edges = tuple(edge for edge in state.view.edges if edge.start in nodes and edge.end in nodes)
    return replace(state, view=replace(state.view, nodes=nodes, edges=edges))


def _folder(workspace: Workspace, user: str) -> Path:
    return workspace.path / FOLDER / _safe(user or acting().name or "user")


def _file(folder: Path, name: str) -> Path:
    return folder / f"{_safe(name.strip())}.json"


def _safe(name: str) -> str:
    """A name as a file's: its harmless characters, and a digest, since several names may share them."""
    return f"{_UNSAFE.sub('_', name)[:20]}-{blake2b(name.encode(), digest_size=6).hexdigest()}"


def _read(file: Path) -> dict[str, Any]:
    if not file.is_file():
        raise RingtraceError(t("There is no saved view of that name."))
    try:
        told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        if told["version"] != _VERSION:
            raise KeyError("version")
    except (ValueError, KeyError, TypeError) as error:
        raise RingtraceError(t("{file} is not a saved view of this version. Remove it.", file=file)) from error
    return told
