from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tiny_snapshot import TOWN, make_workspace

from benchmarks.neo4j_server import CURRENT_VERSION, NEO4J_VERSION, Server
from graph.build import build, open_store
from graph.neo4j_build import open_neo4j
from graph.store import GraphStore
from workspace.snapshots import Workspace

Servers = Callable[[str], Server]
Hold = Callable[[Workspace, Server], Workspace]
RELEASES = (NEO4J_VERSION, CURRENT_VERSION)


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = make_workspace(tmp_path_factory.mktemp("town") / "工作区 'a'", TOWN)
    build(workspace)
    return workspace


@pytest.fixture(scope="session")
def town_in_ladybug(town: Workspace) -> Iterator[GraphStore]:
    store = open_store(town)
    yield store
    store.close()


@pytest.fixture
def town_in_neo4j(town: Workspace, neo4j_server: Server, hold_in_neo4j: Hold) -> Workspace:
    return hold_in_neo4j(town, neo4j_server)


@pytest.fixture(params=["ladybug", *(pytest.param(one, marks=pytest.mark.slow) for one in RELEASES)])
def release(request: pytest.FixtureRequest) -> str:
    """The engine: the embedded one, or a release of Neo4j."""
    return str(request.param)


@pytest.fixture
def store(
    release: str, town: Workspace, town_in_ladybug: GraphStore, neo4j_servers: Servers, hold_in_neo4j: Hold
) -> Iterator[GraphStore]:
    if release == "ladybug":
        yield town_in_ladybug
        return
    store = open_neo4j(hold_in_neo4j(town, neo4j_servers(release)))
    yield store
    store.close()


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    return tmp_path / "workspace"
