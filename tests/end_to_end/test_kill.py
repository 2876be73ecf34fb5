"""Load, build and detect are killed at 100 points and more; what was in force stays whole, or the new is.

Half of the kills come at a random time, half right before a chosen change of the workspace's tree (a file or folder
renamed, removed, made). For the latter the costly parts of build and detect are canned, so that it is their way of
putting things in place that is tried, at every step of it.
"""

import os
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from attempts import Attempt, finished, killed_after, killed_before_change
from months import cut
from wholeness import Tree, half_made, in_force, is_built, let_another_write, store_counts, tree

pytestmark = pytest.mark.slow
IsNew = Callable[[Path], bool]  # fails where a workspace holds neither the old nor the new
CHAIN = 4  # kills at random times before an attempt is left to end


@dataclass(frozen=True)
class Trial:
    """A verb to be killed: on a copy of `base`, leading from the old to the new."""

    attempt: Attempt
    base: Path
    is_new: IsNew
    seconds: float  # of an attempt that is left to end, without anything canned
    changes: int

    def begun_anew(self, folder: Path) -> "Trial":
        """The trial on a fresh copy of its base; the copies share their files, which nobody may write to."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.base, folder, copy_function=os.link)
        return replace(self, attempt=replace(self.attempt, workspace=folder))

    def judge(self) -> bool:
        """Whether the new is in force, after a kill and again after the next writer has cleaned up."""
        workspace = self.attempt.workspace
        new = self.is_new(workspace)
        let_another_write(workspace)
        assert not half_made(workspace)
        assert self.is_new(workspace) == new
        return new

    def end(self) -> None:
        """The same once more, left to end, puts the new in force and leaves nothing half made."""
        finished(self.attempt)
        assert self.is_new(self.attempt.workspace)
        assert not half_made(self.attempt.workspace)

    def kill_at_times(self, folder: Path, kills: int, seed: int) -> None:
        """Kill at random times, some in a row, until that many attempts have been killed."""
        rng, done = random.Random(seed), 0
        while done < kills:
            trial = self.begun_anew(folder)
            for _ in range(CHAIN):
                done += killed_after(trial.attempt, rng.uniform(0, self.seconds))
                trial.judge()
            trial.end()

    def kill_at_changes(self, folder: Path, numbers: list[int], fewest: int, ends: int = 1) -> None:
        """Kill before each change of these numbers; every one in `ends` is followed by an attempt left to end."""
        assert len(numbers) >= fewest  # so that the kills of this file add up to 100
        for at, number in enumerate(numbers):
            trial = self.begun_anew(folder)
            assert killed_before_change(trial.attempt, number), f"there is no change {number}"
            trial.judge()
            if at % ends == 0:
                trial.end()


@dataclass(frozen=True)
class Start:
    """What the trials start from: a workspace with the village's first month, the second waiting."""

    base: Path
    later: Path
    root: Path

    def trial(self, attempt: Attempt, base: Path, is_new: IsNew) -> Trial:
        """A trial, its seconds and changes measured on an attempt that is left to end."""
        trial = Trial(attempt, base, is_new, 0, 0).begun_anew(self.root / "measured")
        seconds, changes = finished(trial.attempt)
        return replace(trial, seconds=seconds, changes=changes)


@pytest.fixture(scope="module")
def start(village: Path, tmp_path_factory: pytest.TempPathFactory) -> Start:
    root = tmp_path_factory.mktemp("killed")
    cut(village, "2025-02", root / "earlier", root / "later")
    finished(Attempt("load", root / "base", root / "earlier"))
    return Start(root / "base", root / "later", root)


@pytest.fixture(scope="module")
def loads(start: Start) -> Trial:
    """Appending a month: the snapshot in force is the one of before, or the one that an undisturbed load makes."""
    reference = start.root / "loaded"
    shutil.copytree(start.base, reference)
    finished(Attempt("load", reference, start.later))
    old, new = in_force(start.base).id, in_force(reference).id
    assert old != new
    whole = {id: tree(reference / "snapshots" / id) for id in (old, new)}

    def is_new(workspace: Path) -> bool:
        found = in_force(workspace).id
        for folder in (workspace / "snapshots").iterdir():
            if not folder.name.startswith(".making-"):
                assert tree(folder) == whole[folder.name]
        assert found in whole
        return found == new

    return start.trial(Attempt("load", reference, start.later), start.base, is_new)


@pytest.fixture(scope="module")
def builds(start: Start) -> Trial:
    """Building: there is no graph, or the one of an undisturbed build; each part is whole or not there."""
    canned, reference = start.root / "filled", start.root / "built"
    canned.mkdir()
    shutil.copytree(start.base, reference)
    finished(Attempt("build", reference, canned=canned))
    tables, whole, counts = tree(in_force(start.base).path), tree(in_force(reference).path), store_counts(reference)
    assert counts
    projection = {name for name in whole if name.startswith("projection")}

    def is_new(workspace: Path) -> bool:
        found: Tree = {k: v for k, v in tree(in_force(workspace).path).items() if ".making-" not in k}
        assert found.items() <= whole.items()
        assert found.keys() - {"graph.json"} in (tables.keys(), tables.keys() | projection)
        assert store_counts(workspace) in (None, counts)
        if is_built(workspace):
            assert found == whole
            assert store_counts(workspace) == counts
        return is_built(workspace)

    return start.trial(Attempt("build", reference, canned=canned), start.base, is_new)


@pytest.fixture(scope="module")
def detects(start: Start) -> Trial:
    """Detecting: in force is the run under the settings of before, or the one that an undisturbed run makes."""
    canned, old, new = start.root / "searched", start.root / "run before", start.root / "run anew"
    canned.mkdir()
    shutil.copytree(start.base, old)
    (old / "ringtrace.toml").write_text("seed = 8")
    finished(Attempt("detect", old, canned=canned))
    (old / "ringtrace.toml").unlink()
    shutil.copytree(old, new)
    finished(Attempt("detect", new, canned=canned))
    trees = [_run_in_force(folder) for folder in (old, new)]
    assert trees[0] != trees[1]

    def is_new(workspace: Path) -> bool:
        found = _run_in_force(workspace)
        assert found in trees
        return found == trees[1]

    return start.trial(Attempt("detect", new, canned=canned), old, is_new)


def _run_in_force(workspace: Path) -> Tree:
    folder = in_force(workspace).current_run
    assert folder
    return tree(folder)


def _uncanned(start: Start, trial: Trial) -> Trial:
    return start.trial(replace(trial.attempt, canned=None), trial.base, trial.is_new)


def test_a_load_killed_at_any_time_leaves_the_old_snapshot_or_the_new(loads: Trial, tmp_path: Path) -> None:
    loads.kill_at_times(tmp_path / "w", kills=24, seed=1)


def test_a_load_killed_while_it_puts_things_in_place_leaves_the_old_snapshot_or_the_new(
    loads: Trial, tmp_path: Path
) -> None:
    last = range(max(0, loads.changes - 10), loads.changes)  # the switch and what follows it
    loads.kill_at_changes(tmp_path / "w", [*range(0, last[0], 8), *last], fewest=20, ends=3)


def test_a_build_killed_at_any_time_leaves_no_graph_or_a_whole_one(start: Start, builds: Trial, tmp_path: Path) -> None:
    _uncanned(start, builds).kill_at_times(tmp_path / "w", kills=20, seed=2)


def test_a_build_killed_while_it_puts_things_in_place_leaves_no_graph_or_a_whole_one(
    builds: Trial, tmp_path: Path
) -> None:
    builds.kill_at_changes(tmp_path / "w", list(range(builds.changes)), fewest=10)


def test_a_search_killed_at_any_time_leaves_the_old_run_or_the_new(
    start: Start, detects: Trial, tmp_path: Path
) -> None:
    _uncanned(start, detects).kill_at_times(tmp_path / "w", kills=16, seed=3)


def test_a_search_killed_while_it_puts_things_in_place_leaves_the_old_run_or_the_new(
    detects: Trial, tmp_path: Path
) -> None:
    detects.kill_at_changes(tmp_path / "w", list(range(detects.changes)), fewest=6)


def test_a_search_made_again_and_killed_leaves_a_whole_run(start: Start, detects: Trial, tmp_path: Path) -> None:
    before = tmp_path / "before"
    shutil.copytree(detects.attempt.workspace, before)  # measured, so the new run stands already
    again = start.trial(detects.attempt, before, detects.is_new)
    again.kill_at_changes(tmp_path / "w", list(range(again.changes)), fewest=8)
