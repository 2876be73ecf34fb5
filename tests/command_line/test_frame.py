"""How any command begins and ends, seen through verbs made for the purpose."""

import errno
import json
import signal

import duckdb
import pytest
import typer
from typer.testing import CliRunner

from command_line import progress
from command_line.app import Reporting, app
from command_line.failures import reported
from command_line.options import Call, JsonOption, WorkspaceOption
from workspace.errors import RingtraceError

runner = CliRunner()


def ended_by(error):
    """The exit code of a block that such an error ends."""
    with pytest.raises(typer.Exit) as ended, reported():
        raise error
    return ended.value.exit_code


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (RingtraceError("persons.csv row 3: no"), "persons.csv row 3: no"),
        (OSError(errno.ENOSPC, "No space left on device", "/data/x"), "The disk is full"),
        (PermissionError(errno.EACCES, "Permission denied", "/data/x"), "/data/x"),
        (duckdb.OutOfMemoryException("could not allocate"), "memory_limit_gb"),
        (duckdb.IOException("Could not write: No space left on device"), "The disk is full"),
        (MemoryError(), "Out of memory"),
    ],
)
def test_a_refusal_is_one_message_on_stderr_and_exit_1(capsys, error, message):
    assert ended_by(error) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert message in printed.err
    assert printed.err.count("\n") == 1


def test_ctrl_c_ends_with_130_and_says_what_is_in_force(capsys):
    assert ended_by(KeyboardInterrupt()) == 130
    assert "interrupted; the snapshot in force is unchanged" in capsys.readouterr().err


def test_ctrl_c_that_an_engine_turned_into_its_own_error_still_ends_with_130(capsys):
    with pytest.raises(typer.Exit) as ended, reported():
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            raise RuntimeError("Query interrupted") from None
    assert ended.value.exit_code == 130
    assert "interrupted" in capsys.readouterr().err


def test_an_unforeseen_error_leaves_its_traceback_in_a_file(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert ended_by(ZeroDivisionError("a defect")) == 1
    [file] = tmp_path.iterdir()
    printed = capsys.readouterr().err
    assert str(file) in printed
    assert "Traceback" not in printed
    assert "ZeroDivisionError: a defect" in file.read_text()


def test_a_message_that_quotes_hostile_data_cannot_steer_the_terminal(capsys):
    ended_by(RingtraceError("value \x1b[2J\u202e is not a date"))
    assert "value ⟨U+001B⟩[2J⟨U+202E⟩ is not a date" in capsys.readouterr().err


@pytest.fixture
def echo_app():
    """An application with the real front door and one verb that prints what it was called with."""
    small = typer.Typer(cls=Reporting, callback=app.info.callback)

    @small.command()
    def echo(context: typer.Context, workspace: WorkspaceOption = None, as_json: JsonOption = False):
        call = Call.of(context, workspace, as_json)
        typer.echo(json.dumps([str(call.folder_or("workspace")), call.as_json]))

    @small.command()
    def other():
        pass

    return small


@pytest.mark.parametrize(
    ("arguments", "seen"),
    [
        (["echo"], ["workspace", False]),
        (["-w", "before", "--json", "echo"], ["before", True]),
        (["echo", "-w", "after", "--json"], ["after", True]),
        (["-w", "before", "echo", "--workspace", "after"], ["after", False]),
    ],
)
def test_global_options_stand_before_or_after_the_verb(echo_app, arguments, seen):
    assert json.loads(runner.invoke(echo_app, arguments).stdout) == seen


def test_the_environment_names_the_workspace(echo_app):
    result = runner.invoke(echo_app, ["echo"], env={"RINGTRACE_WORKSPACE": "/data/w"})
    assert json.loads(result.stdout) == ["/data/w", False]


def test_progress_is_plain_lines_on_stderr_where_there_is_no_terminal(capsys):
    with progress.stage("load") as report:
        for share in (0.0, 0.1, 0.2):
            report("checking \x1b[2Jlines", share)
        report("references", 0.5)
    printed = capsys.readouterr()
    assert printed.out == ""
    first, second, last = printed.err.splitlines()
    assert first == "load: checking ⟨U+001B⟩[2Jlines"
    assert second == "load: references (50%)"
    assert last.startswith("load: done in ")
