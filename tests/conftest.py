"""A real Neo4j for the tests that ask for it: of Maven Central, or the one that NEO4J_TEST_URI names."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from benchmarks.neo4j_server import NoServer, Server, running
from graph.neo4j_build import build_in_neo4j
from workspace.snapshots import Workspace

Hold = Callable[[Workspace], Workspace]


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    given = os.environ.get("NEO4J_TEST_URI")
    if given:
        yield Server(given, os.environ.get("NEO4J_TEST_PASSWORD", ""))
        return
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running(Path(tmp_path_factory.mktemp("neo4j"))))
        except NoServer as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"no Neo4j: {error}")
        yield server


@pytest.fixture(scope="session")
def hold_in_neo4j(neo4j_server: Server) -> Iterator[Hold]:
    """Makes the server hold a workspace's graph; gives the workspace with the settings that lead there.

    A server holds one graph at a time, and the tests of several folders share it.
    """
    held: list[Path] = []

    def hold(workspace: Workspace) -> Workspace:
        there = Workspace(workspace.path, workspace.settings.model_copy(update={"neo4j_uri": neo4j_server.uri}))
        if held != [workspace.path]:
            build_in_neo4j(there, force=True)
            held[:] = [workspace.path]
        return there

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RINGTRACE_NEO4J_PASSWORD", neo4j_server.password)
        yield hold
