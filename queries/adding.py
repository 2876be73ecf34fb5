"""Taking up a query of a workspace's own, after the checks that the built-in ones pass."""

from pathlib import Path

from graph.build import built
from graph.store import Limits
from queries.guard import guarded
from queries.library import checked_file, checked_text, keep
from queries.runner import run_query
from queries.saved_query import SavedQuery
from workspace.access import require
from workspace.snapshots import Workspace

TRIAL = Limits(seconds=30.0, rows=10)


def add_query(workspace: Workspace, file: Path, *, replace: bool = False) -> tuple[Path, bool]:
    """Keep a query; where it lies, and whether it was tried with its example, which takes a built graph.

    Raises:
        RingtraceError: header and text do not keep the rules, the store refuses it, or its columns are others than
            the header tells.
    """
    query, text = checked_file(file)
    return _kept(workspace, query, text, replace=replace)


def add_text(workspace: Workspace, name: str, text: str, *, replace: bool = False) -> tuple[Path, bool]:
    """Keep a query given by its name and its whole text, header included; see `add_query`.

    Raises:
        RingtraceError: as `add_query`, or the name is that of a query that comes with Ringtrace.
    """
    return _kept(workspace, checked_text(name, text), text, replace=replace)


def _kept(workspace: Workspace, query: SavedQuery, text: str, *, replace: bool) -> tuple[Path, bool]:
    require(workspace, "cypher", f"query:{query.name}")
    snapshot = workspace.current()
    tried = snapshot is not None and built(snapshot) is not None
    if tried:
        with guarded(workspace) as store:
            for _ in run_query(store, query, query.example, limits=TRIAL):
                break
    return keep(workspace, query.name, text, replace=replace), tried
