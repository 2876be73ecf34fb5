"""A real Neo4j for the tests that ask for it: of Maven Central, or the one that NEO4J_TEST_URI names."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from benchmarks.neo4j_server import NEO4J_VERSION, NoServer, Server, running
from graph.neo4j_build import build_in_neo4j
from workspace.access import guard_with
from workspace.audit import keep_with
from workspace.snapshots import Workspace

Servers = Callable[[str], Server]
Hold = Callable[[Workspace, Server], Workspace]


@pytest.fixture(scope="session")
def neo4j_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """A function that gives the server of a release, started when first asked for."""
    started: dict[str, Server] = {}
    with ExitStack() as stack:

        def server(release: str) -> Server:
            given = os.environ.get("NEO4J_TEST_URI")
            if given:
                return Server(given, os.environ.get("NEO4J_TEST_PASSWORD", ""))
            if release not in started:
                folder = Path(tmp_path_factory.mktemp("neo4j"))
                try:
                    started[release] = stack.enter_context(running(folder, version=release))
                except NoServer as error:
                    if os.environ.get("CI"):
                        raise
                    pytest.skip(f"no Neo4j: {error}")
            return started[release]

        yield server


@pytest.fixture(scope="session")
def neo4j_server(neo4j_servers: Servers) -> Server:
    """The release with long support."""
    return neo4j_servers(NEO4J_VERSION)


@pytest.fixture(scope="session")
def hold_in_neo4j() -> Iterator[Hold]:
    """Makes a server hold a workspace's graph; gives the workspace with the settings that lead there.

    A server holds one graph at a time, and the tests of several folders share it.
    """
    held: dict[str, Path] = {}
    with pytest.MonkeyPatch.context() as patch:

        def hold(workspace: Workspace, server: Server) -> Workspace:
            patch.setenv("RINGTRACE_NEO4J_PASSWORD", server.password)
            there = Workspace(workspace.path, workspace.settings.model_copy(update={"neo4j_uri": server.uri}))
            if held.get(server.uri) != workspace.path:
                build_in_neo4j(there, force=True)
                held[server.uri] = workspace.path
            return there

        yield hold


@pytest.fixture(autouse=True)
def nobody_keeps_a_log() -> Iterator[None]:
    """The app installs the audit log's keeper and the guard for its whole process; the next test begins without."""
    yield
    keep_with(None)
    guard_with(None)
