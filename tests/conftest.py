"""A real Neo4j for the tests that ask for it: of Maven Central, or the one that NEO4J_TEST_URI names."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from benchmarks.neo4j_server import NoServer, Server, running
from workspace.audit import keep_with


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


@pytest.fixture(autouse=True)
def nobody_keeps_a_log() -> Iterator[None]:
    """The app installs the audit log's keeper for its whole process; the next test begins without."""
    yield
    keep_with(None)
