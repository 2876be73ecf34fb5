"""Long work, done by the command line in a process of its own: followed by its lines, cancelled as Ctrl-C does.

A job outlives reruns and sessions, and is one a workspace, as two would write to one folder. What it makes takes its
place when it is whole, so that one that is cancelled or killed changes nothing.
"""

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Lock

import streamlit as st

from workspace.access import acting, require
from workspace.audit import Act, Action, record
from workspace.snapshots import Workspace

# The command acts as whoever pressed the button, told on stdin, and asks the casebook's guard as for them.
_START = """
import json, sys
from command_line.app import main
from workspace.access import Identity, acting_as
told = json.load(sys.stdin)
sys.argv[0] = "ringtrace"
with acting_as(Identity(told["name"], told["signed_in"], tuple(told["roles"]), tuple(told["regions"]))):
    main()
"""

# Where each stage of a job begins, as a share of the whole on two cores; the end of the last is 1.
_STAGES = {
    "demo": {"generate": 0.0, "load": 0.3, "build": 0.5, "detect": 0.7},
    "run": {"load": 0.0, "build": 0.35, "detect": 0.65},
    "detect": {"detect": 0.0},
}
_PERCENT = re.compile(r"\((\d+)%\)\s*$")
_PATIENCE = 10.0  # seconds from the first cancelling to the kill


@dataclass
class Job:
    """Work that was begun."""

    verb: str
    process: "subprocess.Popen[bytes]"
    log: Path
    begun: float = field(default_factory=time.monotonic)
    ended: float | None = None
    cancelled_at: float | None = None

    @property
    def running(self) -> bool:
        """Whether it goes on."""
        if self.process.poll() is None:
            return True
        if self.ended is None:
            self.ended = time.monotonic()
        return False

    @property
    def failed(self) -> bool:
        """Whether it ended without having made what it should."""
        return not self.running and self.process.returncode != 0

    @property
    def seconds(self) -> float:
        """How long it has taken."""
        return (self.ended if not self.running and self.ended else time.monotonic()) - self.begun

    @property
    def share(self) -> float:
        """How far it has come, by its last line: from 0 to 1."""
        line = self.last_lines(1)
        stages = _STAGES.get(self.verb, {})
        begins = stages.get(line.partition(":")[0])
        if begins is None:
            return 0.0
        end = min((one for one in stages.values() if one > begins), default=1.0)
        found = _PERCENT.search(line)
        inside = min(int(found[1]) / 100, 1.0) if found else 0.0
        return begins + (end - begins) * (1.0 if ": done in" in line else inside)

    def last_lines(self, count: int = 6) -> str:
        """What it said last."""
        said = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(said[-count:])

    def cancel(self) -> None:
        """Ask it to end as Ctrl-C does; one that does not within seconds is killed when asked again."""
        if not self.running:
            return
        if self.cancelled_at is None:
            self.cancelled_at = time.monotonic()
            self.process.send_signal(signal.SIGINT)
        elif time.monotonic() - self.cancelled_at > _PATIENCE:
            self.process.kill()


@dataclass
class _Jobs:
    """What was begun, by workspace."""

    by_folder: dict[str, Job] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)


@st.cache_resource(show_spinner=False)
def _jobs() -> _Jobs:
    """One for all sessions."""
    return _Jobs()


def job_of(folder: Path) -> Job | None:
    """What was begun last on a workspace."""
    return _jobs().by_folder.get(str(folder))


def begin(folder: Path, verb: str, arguments: Sequence[str] = ()) -> Job:
    """Begin a verb of the command line on a workspace, unless something runs there: then that goes on.

    Raises:
        Refused: whoever acts may not load and search; that it was tried is in the audit log.
        RingtraceError: it could not be written there; then nothing begins.
    """
    workspace = Workspace.open(folder)
    require(workspace, "data", f"data:{verb}")
    jobs = _jobs()
    with jobs.lock:
        stands = jobs.by_folder.get(str(folder))
        if stands is not None and stands.running:
            return stands
        record(workspace, Act(Action.CHANGE, f"data:{verb}"))
        jobs.by_folder[str(folder)] = _begun(folder, verb, arguments)
        return jobs.by_folder[str(folder)]


def _begun(folder: Path, verb: str, arguments: Sequence[str]) -> Job:
    with NamedTemporaryFile("wb", prefix="ringtrace-job-", suffix=".log", delete=False) as log:
        process = subprocess.Popen(  # noqa: S603 - our own command, by our own interpreter; no shell reads it
            [sys.executable, "-c", _START, verb, "--workspace", str(folder), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,  # Ctrl-C in the app's terminal does not end it
        )
    with process.stdin as told:  # type: ignore[union-attr] # it is a pipe
        told.write(json.dumps(asdict(acting())).encode())
    return Job(verb, process, Path(log.name))


def load_arguments(source: str, *, append: bool, mapping: str | None) -> list[str]:
    """The arguments of `run` for a folder or file; a source never reads as an option."""
    options = ["--append"] if append else []
    options += ["--mapping", mapping] if mapping else []
    return [*options, "--", source]
