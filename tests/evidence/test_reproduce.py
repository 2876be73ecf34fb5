import json
import shutil

import pytest

from evidence.bundle import export_ring
from evidence.reproduce import reproduce
from tests.evidence.conftest import contents, options
from workspace.errors import RingtraceError
from workspace.settings import Settings
from workspace.snapshots import Workspace

pytestmark = pytest.mark.slow  # a city is searched anew


@pytest.fixture(scope="module")
def exported(city, tmp_path_factory):
    run = city.require_current().current_run
    ring = json.loads((run / "rings.json").read_text("utf-8"))["rings"][0]["ring_id"]
    out = tmp_path_factory.mktemp("reproduced") / "ring.zip"
    export_ring(city, ring, out, options(language="zh", minimal=True))
    return out


def test_the_same_snapshot_gives_the_same_findings_tables_and_graph(city, exported):
    found = reproduce(city, exported)
    assert (found.same, found.differences) == (True, ())
    assert found.files == len([name for name in contents(exported) if not name.startswith(("report/", "manifest"))])


def test_the_bundles_settings_are_used_and_not_the_workspaces(city, exported):
    other = Workspace(city.path, Settings(red_score=0.1, yellow_score=0.05, seed=3))
    assert reproduce(other, exported).same


def test_reproducing_puts_nothing_in_force(city, exported):
    before = {file: file.stat().st_mtime_ns for file in city.path.rglob("*") if file.is_file()}
    reproduce(city, exported)
    after = {file: file.stat().st_mtime_ns for file in city.path.rglob("*") if file.is_file()}
    assert {file for file in after if after[file] != before.get(file)} <= {city.path / ".lock"}


def test_other_records_under_the_snapshots_name_are_told(city, exported, tmp_path):
    changed = shutil.copytree(city.path, tmp_path / "w")
    name = city.require_current().id
    shutil.rmtree(changed / "snapshots" / name / "tables" / "agents", ignore_errors=True)
    shutil.rmtree(changed / "snapshots" / name / "tables" / "scans")
    found = reproduce(Workspace.open(changed), exported)
    assert not found.same
    assert found.differences


def test_a_missing_snapshot_is_refused_with_the_files_that_make_it(workspace, exported):
    with pytest.raises(RingtraceError, match=r"Load the same files.*lines\.parquet"):
        reproduce(workspace, exported)


def test_a_changed_bundle_is_not_reproduced(city, exported, tmp_path):
    content = bytearray(exported.read_bytes())
    content[len(content) // 2] ^= 1
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(RingtraceError, match="not intact"):
        reproduce(city, tmp_path / "x.zip")
