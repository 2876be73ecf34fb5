"""Rings through months: a snapshot a month, each searched, on a city of 3,000 people."""

import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from months import cut

from detection.identity import own_id, people_of
from detection.run import detect
from evidence.bundle import export_ring
from evidence.options import Options
from evidence.reproduce import reproduce
from loaders.load import load
from simulation.generate import generate_city
from workspace.snapshots import Workspace

pytestmark = pytest.mark.slow
STAMP = re.compile(r'"generated_at": "[^"]+"')


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The city's first five months, and its last."""
    root = tmp_path_factory.mktemp("months")
    city = generate_city(root / "city", persons=3000, months=6, seed=5, level="mid")
    cut(city, "2025-06", root / "earlier", root / "later")
    return root / "earlier", root / "later"


@pytest.fixture(scope="module")
def two_months(folders: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The workspace after a run in May and one in June."""
    workspace = Workspace.open(tmp_path_factory.mktemp("work") / "w")
    load(workspace, [folders[0]])
    detect(workspace)
    load(workspace, [folders[1]], append=True)
    detect(workspace)
    return workspace


def run_file(workspace: Workspace, name: str) -> str:
    folder = workspace.require_current().current_run
    assert folder
    return (folder / name).read_text(encoding="utf-8")


def written(workspace: Workspace) -> str:
    return STAMP.sub("", run_file(workspace, "rings.json"))


def lineage(workspace: Workspace) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(run_file(workspace, "lineage.json"))
    return told


def test_rings_of_may_keep_their_ids_in_june(two_months: Workspace) -> None:
    told = lineage(two_months)
    known = [row for row in told["rings"] if row["since"] != told["run"]]
    grown = [row for row in known if row["gained"] or row["lost"]]
    assert told["number"] == 2
    assert len(known) >= 2
    assert grown, "no ring changed: the ids would have stayed by themselves"
    for row in grown:
        assert row["ring_id"] != own_id(row["people"])
    rings = json.loads(run_file(two_months, "rings.json"))["rings"]
    assert {ring["ring_id"]: sorted(people_of(ring)) for ring in rings} == {
        row["ring_id"]: sorted(row["people"]) for row in told["rings"]
    }


def test_the_run_made_anew_has_the_same_ids_and_the_same_place(two_months: Workspace) -> None:
    before, told = written(two_months), lineage(two_months)
    detect(two_months)
    assert written(two_months) == before
    assert {**lineage(two_months), "when": ""} == {**told, "when": ""}


def test_a_bundle_of_a_ring_that_kept_its_id_is_reproduced_by_its_people(two_months: Workspace, tmp_path: Path) -> None:
    ring = next(row["ring_id"] for row in lineage(two_months)["rings"] if row["ring_id"] != own_id(row["people"]))
    export_ring(two_months, ring, tmp_path / "ring.zip", Options(by="Li", why="a test", when=datetime.now(UTC)))
    found = reproduce(two_months, tmp_path / "ring.zip")
    assert (found.ring, found.differences) == (ring, ())


def test_other_settings_are_a_run_of_their_own_that_follows(two_months: Workspace, tmp_path: Path) -> None:
    shutil.copytree(two_months.path, tmp_path / "w")
    (tmp_path / "w" / "ringtrace.toml").write_text("yellow_score = 0.7", encoding="utf-8")
    other = Workspace.open(tmp_path / "w")
    detect(other)
    assert (lineage(other)["number"], lineage(other)["before"]) == (3, lineage(two_months)["run"])
    ids = {row["ring_id"] for row in lineage(two_months)["rings"]}
    assert {row["ring_id"] for row in lineage(other)["rings"]} == ids


def test_runs_of_a_version_without_lineage_hand_on_their_ids(two_months: Workspace, tmp_path: Path) -> None:
    shutil.copytree(two_months.path, tmp_path / "w")
    old = Workspace.open(tmp_path / "w")
    for file in old.path.rglob("lineage.json"):
        file.unlink()
    detect(old)
    assert lineage(old)["number"] == 1
    assert {row["ring_id"]: row["people"] for row in lineage(old)["rings"]} == {
        row["ring_id"]: row["people"] for row in lineage(two_months)["rings"]
    }
