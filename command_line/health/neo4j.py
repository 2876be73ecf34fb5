"""The Neo4j of the settings, where one is set up."""

import os
from collections.abc import Iterator
from pathlib import Path

from command_line.health.finding import Finding, State
from workspace.errors import RingtraceError
from workspace.settings import Settings
from workspace.snapshots import Snapshot, Workspace


def neo4j_findings(folder: Path) -> Iterator[Finding]:
    """Findings about the connection and what the database holds; a workspace without Neo4j is sound."""
    from graph.neo4j_connection import PASSWORD

    try:
        workspace = Workspace.open(folder)
        snapshot = workspace.current()
    except (RingtraceError, OSError):
        return  # told by the findings about the workspace
    if not _is_set_up(workspace.settings):
        yield Finding(
            "connection", State.NOTE, "not set up; the graph is in the embedded store", f"{PASSWORD}, to use one"
        )
        return
    yield from _findings(workspace.settings, snapshot)


def _is_set_up(settings: Settings) -> bool:
    from graph.neo4j_connection import PASSWORD, TOKEN

    default = Settings.model_fields["neo4j_uri"].default
    secret = os.environ.get(PASSWORD) or os.environ.get(TOKEN) or settings.neo4j_secret_file
    return bool(secret) or settings.neo4j_uri != default


def _findings(settings: Settings, snapshot: Snapshot | None) -> Iterator[Finding]:
    from graph.neo4j_state import neo4j_state

    try:
        state = neo4j_state(settings, snapshot)
    except RingtraceError as error:
        yield Finding("connection", State.BROKEN, str(error), "mend it, then ask again")
        return
    yield Finding("connection", State.OK, f"{state.agent} at {settings.neo4j_uri} as {settings.neo4j_user}")
    if state.read_only:
        told = f"read-only here: {state.read_only}"
        yield Finding("writing", State.NOTE, told, "queries run; to build, name the member that takes writes")
    else:
        yield Finding("writing", State.OK, "it takes writes")
    holds = f"{settings.neo4j_database} holds {state.holds}"
    yield Finding("database", State.NOTE if state.other else State.OK, holds, state.other)
