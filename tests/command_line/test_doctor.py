import fcntl
import json

import pytest

from command_line.health import installation
from command_line.health.finding import State


@pytest.fixture
def findings(ringtrace):
    """(exit code, findings about the workspace by subject) of `ringtrace doctor`."""

    def examine(folder):
        result = ringtrace("doctor", "-w", folder, "--json")
        document = json.loads(result.stdout)
        assert document["sound"] == (result.exit_code == 0)
        return result.exit_code, {one["subject"]: one for one in document["workspace"]}

    return examine


def test_a_whole_workspace_is_sound(findings, searched):
    code, found = findings(searched)
    assert code == 0
    assert {name: one["state"] for name, one in found.items() if name != "disk"} == {
        "settings": "ok",
        "lock": "ok",
        "leftovers": "ok",
        "snapshot": "ok",
        "rejects": "ok",
        "graph": "note",
        "run": "ok",
    }
    assert "59 rows" in found["snapshot"]["detail"]


def test_a_workspace_that_does_not_exist_yet_is_no_fault(findings, tmp_path):
    code, found = findings(tmp_path / "none")
    assert (code, found["workspace"]["state"]) == (0, "note")
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("damage", "subject"),
    [
        (lambda w: (w / "ringtrace.toml").write_text("colour = 1"), "settings"),
        (lambda w: (w / "current").write_text("gone"), "snapshot"),
        (lambda w: (w / "snapshots/s1/manifest.json").write_text("{"), "snapshot"),
        (lambda w: next((w / "snapshots/s1/tables/lines").iterdir()).write_bytes(b"PAR1 cut"), "snapshot"),
        (lambda w: next((w / "snapshots/s1/tables/cards").iterdir()).unlink(), "snapshot"),
        (lambda w: (w / "snapshots/s1/rejects.parquet").write_bytes(b""), "rejects"),
        (lambda w: (w / "snapshots/s1/graph.lbug").write_bytes(b"no store"), "graph"),
        (lambda w: (w / "snapshots/s1/runs/r1/rings.json").write_text("{"), "run"),
        (lambda w: (w / "snapshots/s1/current_run").write_text("r9"), "run"),
    ],
)
def test_what_is_broken_is_named_with_what_to_do(findings, searched, damage, subject):
    damage(searched)
    code, found = findings(searched)
    assert code == 1
    assert [name for name, one in found.items() if one["state"] == "broken"] == [subject]
    assert found[subject]["advice"]


def test_leftovers_of_a_killed_writer_are_a_note(findings, searched):
    (searched / "snapshots/.making-abc").mkdir()
    code, found = findings(searched)
    assert (code, found["leftovers"]["state"]) == (0, "note")


def test_a_writer_at_work_is_seen_and_not_disturbed(findings, searched):
    with (searched / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert findings(searched)[1]["lock"]["state"] == "note"


def test_missing_optional_parts_say_how_to_get_them_and_break_nothing(monkeypatch):
    monkeypatch.setattr(installation, "_installed", lambda name: None if name == "hypothesis" else "1.0")
    monkeypatch.setattr("shutil.which", lambda _: None)
    found = {one.subject: one for one in installation.installation()}
    assert found["extra dev"].state is State.MISSING
    assert "hypothesis" in found["extra dev"].detail
    assert "make setup" in found["extra dev"].advice
    assert found["java"].state is State.MISSING
    assert State.BROKEN not in {one.state for one in found.values()}


def test_a_missing_required_part_is_broken(monkeypatch):
    monkeypatch.setattr(installation, "_installed", lambda name: None if name == "duckdb" else "1.0")
    assert [one.subject for one in installation.installation() if one.state is State.BROKEN] == ["duckdb"]


def test_people_read_the_same(ringtrace, searched):
    printed = ringtrace("doctor", "-w", searched).stdout
    assert "installation" in printed
    assert "nobody is writing" in printed


def test_a_neo4j_is_looked_at_where_one_is_set_up(ringtrace, searched, monkeypatch):
    def about_neo4j():
        result = ringtrace("doctor", "-w", searched, "--json")
        (found,) = json.loads(result.stdout)["neo4j"]
        return result.exit_code, found

    monkeypatch.delenv("RINGTRACE_NEO4J_PASSWORD", raising=False)
    code, found = about_neo4j()
    assert (code, found["state"]) == (0, "note")
    monkeypatch.setenv("RINGTRACE_NEO4J_PASSWORD", "very secret")
    monkeypatch.setenv("RINGTRACE_NEO4J_URI", "bolt://127.0.0.1:9")
    code, found = about_neo4j()
    assert (code, found["state"]) == (1, "broken")
    assert "the connection was refused" in found["detail"]
    assert "very secret" not in str(found)
