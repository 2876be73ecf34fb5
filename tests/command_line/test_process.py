"""The command as a process of its own: signals, pipes, completion, terminals."""

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # whole processes and whole loads

RINGTRACE = Path(sys.executable).with_name("ringtrace")


def start(*arguments, **options):
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True} | options
    return subprocess.Popen([RINGTRACE, *(str(one) for one in arguments)], **options)


def ended(*arguments, **options):
    process = start(*arguments, **options)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def test_ctrl_c_ends_with_130_and_leaves_nothing_in_force(tmp_path):
    process = start("generate", tmp_path / "city", "--persons", 50_000, stdout=subprocess.DEVNULL)
    assert "people and places" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.splitlines()[-1] == "ringtrace: interrupted; the snapshot in force is unchanged"
    assert "Traceback" not in err
    assert not (tmp_path / "city").exists()


def test_a_reader_that_goes_away_is_no_error(searched):
    process = start("ring", "R-AAAA01", "-w", searched, "--all-lines")
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait(timeout=60) == 0


def test_json_on_stdout_is_all_there_is(searched):
    code, out, err = ended("ring", "R-AAAA01", "-w", searched, "--json")
    assert (code, err) == (0, "")
    json.loads(out)


def test_an_ascii_terminal_gets_escapes_instead_of_an_error(searched):
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    code, out, _ = ended("ring", "R-AAAA01", "-w", searched, env=environment, encoding="ascii")
    assert code == 0
    assert "\\u738b**" in out


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder where nobody can write")
def test_a_place_that_cannot_be_written_is_refused_without_a_traceback():
    code, _, err = ended("generate", "/proc/ringtrace/city", "--persons", 500, "--months", 1)
    assert code == 1
    assert "/proc/ringtrace" in err
    assert "Traceback" not in err


def test_wrong_usage_ends_with_2():
    code, out, err = ended("rings", "--colour")
    assert (code, out) == (2, "")
    assert "Usage: ringtrace" in err


def completed(*words):
    """What bash would offer for the last word."""
    environment = os.environ | {
        "_RINGTRACE_COMPLETE": "complete_bash",
        "COMP_WORDS": " ".join(("ringtrace", *words)),
        "COMP_CWORD": str(len(words)),
    }
    return ended(env=environment)[1].split()


def test_the_shell_completes_verbs_and_ring_ids(searched):
    assert completed("ri") == ["rings", "ring"]
    assert completed("-w", str(searched), "ring", "R-A") == ["R-AAAA01", "R-AAAB02"]


@pytest.mark.slow
def test_the_shell_completes_options_and_values(searched):
    assert completed("rings", "--pat") == ["--pattern"]
    assert completed("rings", "--level", "r") == ["red"]
    assert completed("ring", "-w", str(searched), "R-C") == ["R-CCCC03"]
    assert completed("-w", str(searched / "none"), "ring", "R-A") == []


def test_completion_can_be_printed_for_a_shell_of_ones_own():
    code, out, _ = ended("--show-completion", "zsh")
    assert code == 0
    assert "_RINGTRACE_COMPLETE" in out


def on_a_terminal(*arguments, **environment):
    """What a terminal of 60 columns shows."""
    main, side = pty.openpty()
    process = start(
        *arguments,
        stdin=side,
        stdout=side,
        stderr=side,
        text=False,
        env=os.environ | {"TERM": "xterm-256color", "COLUMNS": "60"} | environment,
    )
    os.close(side)
    shown, until = b"", time.monotonic() + 60
    while time.monotonic() < until:
        if select.select([main], [], [], 0.2)[0]:
            try:
                shown += os.read(main, 65536)
            except OSError:  # the other side is closed
                break
        elif process.poll() is not None:
            break
    process.wait(timeout=10)
    os.close(main)
    return shown.decode()


def test_colours_are_for_terminals_that_want_them(searched):
    assert "\x1b[1;31mred" in on_a_terminal("rings", "-w", searched)
    assert "\x1b[1;31m" not in on_a_terminal("rings", "-w", searched, NO_COLOR="1")
    assert "\x1b" not in ended("rings", "-w", searched)[1]


def test_progress_is_a_bar_on_a_terminal(tmp_path):
    shown = on_a_terminal("generate", tmp_path / "city", "--persons", "600", "--months", "2")
    assert "generate" in shown
    assert "100 %" in shown
