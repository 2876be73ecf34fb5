import pytest

from benchmarks import findings
from loaders.load import load
from simulation.generate import generate_city
from workspace.snapshots import Workspace

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bench")
    city = generate_city(folder / "city", persons=3000, months=12, seed=3, level="easy", file_type="parquet")
    workspace = Workspace.open(folder / "workspace")
    load(workspace, [city])
    return workspace


@pytest.mark.parametrize("signal", findings.SIGNALS)
def test_ours_pandas_and_plain_sql_find_the_same(workspace, signal):
    measured = [findings.measure(workspace.path, signal, way) for way in findings.WAYS]
    assert findings.differing(measured) == []
    assert measured[0].seen > 0
