"""The verbs on a small real city: `generate`, `load`, `build`, `detect`, `run`, `evaluate`, `demo`."""

import csv
import json
import re
import shutil

import pytest
from typer.testing import CliRunner

from casework.audit.keeper import keep
from command_line import demo
from command_line.app import app
from workspace.audit import Act, Action
from workspace.snapshots import Workspace


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """A city of 600 people over two months, made by `ringtrace generate`."""
    folder = tmp_path_factory.mktemp("town") / "city"
    result = CliRunner().invoke(app, ["generate", str(folder), "--persons", "600", "--months", "2"])
    assert result.exit_code == 0, result.stderr
    assert str(folder) in result.stdout
    return folder


@pytest.fixture(scope="module")
def searched_town(town, tmp_path_factory):
    """The workspace and the result of `ringtrace run` on the town."""
    folder = tmp_path_factory.mktemp("work")
    out = folder / "rings.json"
    result = CliRunner().invoke(app, ["run", str(town), "-w", str(folder / "w"), "--out", str(out), "--json"])
    assert result.exit_code == 0, result.stderr
    return folder / "w", json.loads(result.stdout), out


@pytest.mark.slow
def test_a_run_leads_from_files_to_rings(searched_town):
    folder, told, out = searched_town
    assert told["loaded"]["tables"]["persons"]["loaded"] == 600
    assert told["built"]["counts"]["Person"] == 600
    assert json.loads(out.read_text()) == json.loads(
        (folder.parent / told["found"]["folder"] / "rings.json").read_text()
    )


@pytest.mark.slow
def test_the_same_files_again_are_told_as_a_no_op(ringtrace, town, searched_town):
    result = ringtrace("load", town, "-w", searched_town[0])
    assert result.exit_code == 0
    assert "These very files are in force already" in result.stdout


@pytest.mark.slow
def test_build_says_that_there_is_nothing_to_do(ringtrace, searched_town):
    assert "was built already" in ringtrace("build", "-w", searched_town[0]).stdout


@pytest.mark.slow
def test_detect_ends_with_rings_by_pattern_and_where_they_are(ringtrace, searched_town, tmp_path):
    result = ringtrace("detect", "-w", searched_town[0], "--out", tmp_path / "r.json")
    assert result.exit_code == 0
    for part in ("Card lending", "Drug resale", "alert", str(tmp_path / "r.json")):
        assert part in result.stdout
    assert (tmp_path / "r.json").is_file()


def test_an_out_file_that_cannot_be_written_is_refused_before_the_work(ringtrace, town, tmp_path):
    result = ringtrace("run", town, "-w", tmp_path / "w", "--out", tmp_path / "none" / "r.json")
    assert result.exit_code == 1
    assert "does not exist" in result.stderr
    assert not (tmp_path / "w").exists()


@pytest.mark.slow
def test_evaluate_compares_with_the_truth(ringtrace, town, searched_town):
    printed = ringtrace("evaluate", searched_town[2], town / "truth.json").stdout
    assert re.search(r"rings? of level red or yellow", printed)
    told = json.loads(ringtrace("evaluate", searched_town[2], town / "truth.json", "--json").stdout)
    assert 0 <= told["ring_precision"] <= 1
    assert ringtrace("evaluate", town / "persons.csv", town / "truth.json").exit_code == 1


def test_a_load_ends_with_the_rejects_by_reason_and_where_they_are(ringtrace, town, tmp_path):
    source = tmp_path / "in"
    shutil.copytree(town, source)
    with (source / "persons.csv").open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    hostile = {"person_id": "X1", "name": "[red]王\x1b[2J", "birth_date": "19\u202e99-99-99"}
    with (source / "persons.csv").open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow([hostile.get(column, "") for column in columns])
    result = ringtrace("load", source, "-w", tmp_path / "w", env={"COLUMNS": "250"})
    assert result.exit_code == 0, result.stderr
    [row] = [line for line in result.stdout.splitlines() if line.startswith("persons ")]
    assert row.split()[1:4] == ["601", "600", "1"]
    assert "19⟨U+202E⟩99-99-99" in result.stdout
    assert "rejects.parquet" in result.stdout
    [rejected] = [line for line in result.stdout.splitlines() if "persons.csv" in line and "601" in line]
    assert "birth_date" in rejected


def test_too_many_rejects_refuse_the_load_with_one_message(ringtrace, town, tmp_path):
    source = tmp_path / "in"
    shutil.copytree(town, source)
    (source / "drugs.csv").write_text("drug_id,unit_price\nD1,dear\n", encoding="utf-8")
    result = ringtrace("load", source, "-w", tmp_path / "w", "--max-rejects", "1%")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "drugs" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_share_of_rejects_is_a_percentage_or_a_fraction(ringtrace, town, tmp_path):
    assert ringtrace("load", town, "-w", tmp_path, "--max-rejects", "many").exit_code == 2
    assert ringtrace("load", town, "-w", tmp_path, "--max-rejects", "120%").exit_code == 2


def test_a_missing_source_is_refused_by_its_name(ringtrace, tmp_path):
    result = ringtrace("load", tmp_path / "nowhere", "-w", tmp_path / "w")
    assert result.exit_code == 1
    assert "nowhere" in result.stderr


@pytest.mark.slow
def test_a_demo_runs_twice_and_shows_what_to_do_next(ringtrace, tmp_path, monkeypatch):
    monkeypatch.setattr(demo, "PERSONS", 600)
    monkeypatch.setattr(demo, "MONTHS", 2)
    for _ in range(2):
        result = ringtrace("demo", "-w", tmp_path / "demo")
        assert result.exit_code == 0, result.stderr
        assert "true ring" in result.stdout
        assert f"ringtrace -w {tmp_path / 'demo'} ring" in result.stdout


@pytest.mark.slow
def test_a_demo_goes_where_the_app_was_only_opened(ringtrace, tmp_path, monkeypatch):
    monkeypatch.setattr(demo, "PERSONS", 600)
    monkeypatch.setattr(demo, "MONTHS", 2)
    keep(Workspace.open(tmp_path), Act(Action.CHANGE, "data:demo"))
    assert any(tmp_path.iterdir())
    result = ringtrace("demo", "-w", tmp_path)
    assert result.exit_code == 0, result.stderr


def test_a_demo_leaves_alone_a_folder_that_is_not_its_own(ringtrace, tmp_path):
    (tmp_path / "letters.txt").write_text("mine")
    result = ringtrace("demo", "-w", tmp_path)
    assert result.exit_code == 1
    assert "something else than a demonstration" in result.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["letters.txt"]
