from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tiny_snapshot import TOWN, make_workspace

from graph.build import build, open_store
from graph.neo4j_build import open_neo4j
from graph.store import GraphStore
from workspace.snapshots import Workspace

Hold = Callable[[Workspace], Workspace]


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
def town_in_neo4j(town: Workspace, hold_in_neo4j: Hold) -> Workspace:
    return hold_in_neo4j(town)


@pytest.fixture(params=["ladybug", pytest.param("neo4j", marks=pytest.mark.slow)])
def store(request: pytest.FixtureRequest) -> Iterator[GraphStore]:
    if request.param == "ladybug":
        yield request.getfixturevalue("town_in_ladybug")
        return
    store = open_neo4j(request.getfixturevalue("town_in_neo4j"))
    yield store
    store.close()


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    return tmp_path / "workspace"
