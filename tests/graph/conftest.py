from collections.abc import Iterator
from pathlib import Path

import pytest
from tiny_snapshot import TOWN, make_workspace

from benchmarks.neo4j_server import Server
from graph.build import build, open_store
from graph.neo4j_build import build_in_neo4j, open_neo4j
from graph.store import GraphStore
from workspace.snapshots import Workspace


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = make_workspace(tmp_path_factory.mktemp("town") / "工作区 'a'", TOWN)
    build(workspace)
    return workspace


@pytest.fixture(scope="session", params=["ladybug", pytest.param("neo4j", marks=pytest.mark.slow)])
def store(request: pytest.FixtureRequest, town: Workspace) -> Iterator[GraphStore]:
    if request.param == "ladybug":
        store = open_store(town)
    else:
        there = request.getfixturevalue("town_in_neo4j")
        store = open_neo4j(there)
    yield store
    store.close()


@pytest.fixture(scope="session")
def town_in_neo4j(town: Workspace, neo4j_server: Server) -> Iterator[Workspace]:
    settings = town.settings.model_copy(update={"neo4j_uri": neo4j_server.uri})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RINGTRACE_NEO4J_PASSWORD", neo4j_server.password)
        there = Workspace(town.path, settings)
        build_in_neo4j(there)
        yield there


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    return tmp_path / "workspace"
