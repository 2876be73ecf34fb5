"""A writer that is killed at any time leaves a log that is intact and holds what it had said was written."""

import os
import signal
import subprocess
import sys
import time

import pytest

from casework.audit.log import AuditLog
from casework.audit.verifying import verify_log
from workspace.audit import Act, Action

WRITER = """
import sys
from pathlib import Path
from casework.audit.log import AuditLog
from workspace.audit import Act, Action
from workspace.snapshots import Workspace

with AuditLog(Workspace.open(Path(sys.argv[1]))) as log:
    while True:
        print(log.append(Act(Action.LOOK, "ring:R-AA")).number, flush=True)
"""


def killed(folder, seconds):
    """The numbers that a writer said it had written before it was killed."""
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder)], stdout=subprocess.PIPE, text=True, env=os.environ
    )
    first = writer.stdout.readline()
    time.sleep(seconds)
    writer.send_signal(signal.SIGKILL)
    rest, _ = writer.communicate()
    return [int(line) for line in (first + rest).split("\n")[:-1] if line]


@pytest.mark.slow
def test_it_survives_kill_9(space):
    said = []
    for turn in range(8):
        said += killed(space.path, 0.05 + turn * 0.013)
        with AuditLog(space) as log:
            checked = verify_log(log)
            assert checked.intact, checked.problems
            assert {one.number for one in log.rows()} >= set(said)
            log.append(Act(Action.LOOK, "ring:after"))  # and it can go on
    assert len(said) > 20
