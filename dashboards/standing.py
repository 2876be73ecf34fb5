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
from detection.visible import visible
from graph.build import open_store
from graph.store import GraphStore, NodeRef
from workspace.access import Scope, scope
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


def document(key: Standing) -> dict[str, Any]:
    """The rings.json of the run, as whoever is signed in may see it."""
    return _visible(key, scope(space()))


# `cache_resource` hands out the same objects instead of copies: nobody changes them.
@st.cache_resource(max_entries=4, show_spinner=False)
def whole_document(key: Standing) -> dict[str, Any]:
    """The rings.json of the run, for what keeps books of all of it."""
    return read_run(snapshot_of(key).runs / key.run)


def ring_dossier(key: Standing, ring_id: str) -> Dossier:
    """One ring with names, masked, and lines; written in the audit log once while a session stays on it."""
    found = str(find_ring(document(key), ring_id)["ring_id"])
    looked(space(), f"ring:{found}")
    return _ring_dossier(key, found)


def _ring_dossier(key: Standing, ring_id: str) -> Dossier:
    """A ring's dossier, read with those of the rings beside it: whoever reads one soon reads another."""
    place = _ranks(key)[str(find_ring(whole_document(key), ring_id)["ring_id"])]
    return _dossiers(key, place // _BLOCK)[place % _BLOCK]


@st.cache_resource(max_entries=4, show_spinner=False)
def _ranks(key: Standing) -> dict[str, int]:
    return {str(ring["ring_id"]): number for number, ring in enumerate(whole_document(key)["rings"])}


@st.cache_resource(max_entries=8, show_spinner=False)
def _dossiers(key: Standing, block: int) -> list[Dossier]:
    return read_dossiers(space(), whole_document(key)["rings"][block * _BLOCK : (block + 1) * _BLOCK])


@st.cache_resource(max_entries=32, show_spinner=False)
def _visible(key: Standing, seen: Scope) -> dict[str, Any]:
    return whole_document(key) if seen.whole else visible(space(), whole_document(key))


def ring_regions(key: Standing) -> dict[str, frozenset[str]]:
    """The regions that each ring touches."""
    found = _ring_regions(key)
    return {str(ring["ring_id"]): found[str(ring["ring_id"])] for ring in document(key)["rings"]}


@st.cache_resource(max_entries=4, show_spinner=False)
def _ring_regions(key: Standing) -> dict[str, frozenset[str]]:
    return regions(space(), whole_document(key)["rings"])


def ring_levels(key: Standing) -> dict[NodeRef, str]:
    """The level of the surest ring that each member is in, of the rings that whoever is signed in may see."""
    return _ring_levels(key, scope(space()))


@st.cache_resource(max_entries=32, show_spinner=False)
def _ring_levels(key: Standing, seen: Scope) -> dict[NodeRef, str]:
    found: dict[NodeRef, str] = {}
    for ring in sorted(_visible(key, seen)["rings"], key=lambda one: one["score"]):
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
