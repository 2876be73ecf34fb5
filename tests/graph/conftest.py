from collections.abc import Iterator
from pathlib import Path

import pytest
from tiny_snapshot import TOWN, make_workspace

from graph.build import build, open_store
from graph.store import GraphStore
from workspace.snapshots import Workspace


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = make_workspace(tmp_path_factory.mktemp("town") / "工作区 'a'", TOWN)
    build(workspace)
    return workspace


@pytest.fixture(scope="session")
def store(town: Workspace) -> Iterator[GraphStore]:
    store = open_store(town)
    yield store
    store.close()


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    return tmp_path / "workspace"
