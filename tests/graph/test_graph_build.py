import copy
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tiny_snapshot import TOWN, make_workspace

from graph.build import build, built, open_store
from workspace.errors import RingtraceError
from workspace.settings import Settings
from workspace.snapshots import Workspace


def town_with(**changes) -> dict[str, list[dict[str, object]]]:
    rows = copy.deepcopy(TOWN)
    for table, added in changes.items():
        rows[table] += added
    return rows


def counts(workspace: Workspace) -> dict[str, int]:
    store = open_store(workspace)
    try:
        return store.counts()
    finally:
        store.close()


def test_a_second_build_is_told_as_nothing_to_do(town: Workspace) -> None:
    report = build(town)
    assert not report.built
    assert report.counts["Person"] == 3
    assert report.bytes == report.path.stat().st_size


def test_nothing_half_made_stays_behind(town: Workspace) -> None:
    snapshot = town.require_current()
    left = {path.name for path in snapshot.path.iterdir()}
    assert left == {"tables", "manifest.json", "graph.lbug", "graph.json", "projection"}


def test_force_builds_again_and_tells_each_step(fresh: Path) -> None:
    workspace = make_workspace(fresh, TOWN)
    first = build(workspace)
    told: list[tuple[str, int, int]] = []
    again = build(workspace, force=True, progress=lambda *step: told.append(step))
    assert again.built
    assert again.counts == first.counts
    assert [done for _, done, _ in told] == list(range(1, len(told) + 1))
    assert told[-1][1] == told[-1][2]


def test_required_tables_alone_make_a_graph(fresh: Path) -> None:
    required = ("persons", "cards", "institutions", "drugs", "settlements", "lines")
    rows = {table: TOWN[table] for table in required}
    workspace = make_workspace(fresh, rows)
    build(workspace)
    found = counts(workspace)
    assert found["Settlement"] == 4
    assert found["Batch"] == found["Pack"] == found["MOVED"] == found["WORKS_AT"] == 0


def test_empty_tables_make_an_empty_graph(fresh: Path) -> None:
    workspace = make_workspace(fresh, {table: [] for table in TOWN})
    build(workspace)
    assert set(counts(workspace).values()) == {0}


def test_a_key_that_occurs_twice_is_named(fresh: Path) -> None:
    workspace = make_workspace(fresh, town_with(doctors=[{"doctor_id": "d1", "name": "again"}]))
    with pytest.raises(RingtraceError, match="Two Doctor nodes have the key 'd1'"):
        build(workspace)
    assert built(workspace.require_current()) is None


def test_an_edge_to_nowhere_is_named(fresh: Path) -> None:
    workspace = make_workspace(fresh, town_with(batches=[{"batch_id": "b9", "drug_id": "ghost"}]))
    with pytest.raises(RingtraceError, match="LOT_OF edge refers to Drug 'ghost'"):
        build(workspace)


def test_a_row_without_a_key_is_named(fresh: Path) -> None:
    workspace = make_workspace(fresh, town_with(suppliers=[{"name": "nobody"}]))
    with pytest.raises(RingtraceError, match="Supplier node has no key"):
        build(workspace)


def test_a_large_household_grows_with_its_people_not_with_their_square(fresh: Path) -> None:
    people = [{"person_id": f"r{i}", "household_id": "home"} for i in range(200)]
    pairs = [{"person_id": f"q{i}", "household_id": "flat"} for i in range(8)]
    workspace = make_workspace(fresh, {"persons": people + pairs})
    build(workspace)
    found = counts(workspace)
    assert (found["LIVES_WITH"], found["REACHED_BY"], found["Contact"]) == (28, 200, 1)


def test_nothing_loaded_or_built_is_told(tmp_path: Path, fresh: Path) -> None:
    with pytest.raises(RingtraceError, match="ringtrace load"):
        build(Workspace(tmp_path, Settings()))
    workspace = make_workspace(fresh, TOWN)
    with pytest.raises(RingtraceError, match="ringtrace build"):
        open_store(workspace)


def test_a_killed_build_leaves_the_former_store_in_force(fresh: Path) -> None:
    workspace = make_workspace(fresh, TOWN)
    build(workspace)
    before = workspace.require_current().store.read_bytes()
    code = (
        "import sys; from pathlib import Path; from graph.build import build; "
        "from workspace.settings import Settings; from workspace.snapshots import Workspace; "
        "build(Workspace(Path(sys.argv[1]), Settings(threads=1, memory_limit_gb=1)), force=True, "
        "progress=lambda name, *_: name.startswith('load') and print(name, flush=True))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(fresh)], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    )
    assert process.stdout is not None
    process.stdout.readline()
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert workspace.require_current().store.read_bytes() == before
    assert counts(workspace)["Person"] == 3
    with workspace.writing():
        pass
    assert not list(workspace.require_current().path.glob(".making-*"))
