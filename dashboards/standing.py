"""What the pages read, each once for a snapshot and a run; whoever loads or detects anew changes the key."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import streamlit as st

from dashboards.looks import looked
from dashboards.texts import t
from detection.dossier import Dossier, read_dossiers, regions
from detection.lookup import find_ring
from graph.build import open_store
from graph.store import GraphStore, NodeRef
from workspace.errors import RingtraceError
from workspace.runs import read_run
from workspace.snapshots import Snapshot, Workspace

VARIABLE = "RINGTRACE_WORKSPACE"
_BLOCK = 200  # rings whose lines are read at once


@dataclass(frozen=True)
class Standing:
    """The snapshot and the run in force, by their names: the key of every cache."""

    workspace: str
    snapshot: str
    run: str  # empty before the first detect
    build: str = ""  # what tells this build of the graph from another of the same snapshot; empty where none is


def space() -> Workspace:
    """The workspace that the app was started on."""
    return Workspace.open(Path(os.environ.get(VARIABLE, "workspace")))


def standing() -> Standing | None:
    """What is in force now; None where nothing was loaded yet."""
    workspace = space()
    snapshot = workspace.current()
    if snapshot is None:
        return None
    run = snapshot.current_run
    return Standing(str(workspace.path), snapshot.id, run.name if run else "", _build(snapshot))


def _build(snapshot: Snapshot) -> str:
    try:
        found = snapshot.store.stat()
    except FileNotFoundError:
        return ""
    return f"{found.st_ino}-{found.st_mtime_ns}"


def require() -> Standing:
    """What is in force.

    Raises:
        RingtraceError: nothing was loaded or searched yet.
    """
    found = standing()
    if found is None or not found.run:
        raise RingtraceError(t("Nothing was loaded and searched here yet. Run: ringtrace run SOURCE"))
    return found


def snapshot_of(key: Standing) -> Snapshot:
    """The snapshot of a key."""
    return Snapshot(space().snapshots / key.snapshot)


# `cache_resource` hands out the same objects instead of copies: nobody changes them.
@st.cache_resource(max_entries=4, show_spinner=False)
def document(key: Standing) -> dict[str, Any]:
    """The rings.json of the run."""
    return read_run(snapshot_of(key).runs / key.run)


def ring_dossier(key: Standing, ring_id: str) -> Dossier:
    """One ring with names, masked, and lines; written in the audit log once while a session stays on it."""
    looked(space(), f"ring:{find_ring(document(key), ring_id)['ring_id']}")
    return _ring_dossier(key, ring_id)


def _ring_dossier(key: Standing, ring_id: str) -> Dossier:
    """A ring's dossier, read with those of the rings beside it: whoever reads one soon reads another."""
    place = _ranks(key)[str(find_ring(document(key), ring_id)["ring_id"])]
    return _dossiers(key, place // _BLOCK)[place % _BLOCK]


@st.cache_resource(max_entries=4, show_spinner=False)
def _ranks(key: Standing) -> dict[str, int]:
    return {str(ring["ring_id"]): number for number, ring in enumerate(document(key)["rings"])}


@st.cache_resource(max_entries=8, show_spinner=False)
def _dossiers(key: Standing, block: int) -> list[Dossier]:
    return read_dossiers(space(), document(key)["rings"][block * _BLOCK : (block + 1) * _BLOCK])


@st.cache_resource(max_entries=4, show_spinner=False)
def ring_regions(key: Standing) -> dict[str, frozenset[str]]:
    """The regions that each ring touches."""
    return regions(space(), document(key)["rings"])


@st.cache_resource(max_entries=4, show_spinner=False)
def ring_levels(key: Standing) -> dict[NodeRef, str]:
    """The level of the surest ring that each member is in."""
    found: dict[NodeRef, str] = {}
    for ring in sorted(document(key)["rings"], key=lambda one: one["score"]):
        found |= {NodeRef(one["kind"].capitalize(), one["id"]): ring["level"] for one in ring["members"]}
    return found


@st.cache_resource(max_entries=2, show_spinner=False)
def _opened(key: Standing) -> tuple[GraphStore, Lock]:
    return open_store(space(), snapshot_of(key)), Lock()


@contextmanager
def graph(key: Standing) -> Iterator[GraphStore]:
    """The graph, for one session at a time: a store's connection is not for several threads.

    Raises:
        RingtraceError: it was not built yet.
    """
    store, lock = _opened(key)
    with lock:
        yield store
