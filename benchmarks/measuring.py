"""Running a command and measuring it: wall seconds, and the peak memory of its whole process tree."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

import psutil

ROOT = Path(__file__).parents[1]
INTERVAL = 0.25  # seconds between two looks at the memory, at least
MOST_WATCHING = 0.03  # share of a core that looking may take
RINGTRACE = Path(sys.executable).with_name("ringtrace")


class Run(NamedTuple):
    """What a command printed on stdout, peak bytes of its process tree, wall seconds.

    `others`: cores that the machine's other work kept busy meanwhile, on average; 0 on a quiet machine.
    """

    output: str
    peak_bytes: int
    seconds: float
    others: float

    @property
    def figures(self) -> dict[str, float]:
        """The numbers by name."""
        return {"seconds": self.seconds, "peak_bytes": self.peak_bytes, "others": self.others}


def run_measured(command: list[str], environment: dict[str, str] | None = None, folder: Path = ROOT) -> Run:
    """Run a command to its end.

    Memory is that of a single process's resident set; where there are several, the sum of their proportional set
    sizes, in which shared pages count once. It is looked at up to four times a second.

    Raises:
        RuntimeError: the command failed; the end of what it said is in the message.
    """
    with tempfile.TemporaryFile() as said:
        started, busy, own = time.perf_counter(), _busy_seconds(), _children_seconds()
        process = subprocess.Popen(
            command, cwd=folder, env=environment or dict(os.environ), stdout=subprocess.PIPE, stderr=said, text=True
        )
        peak = [0]
        watcher = threading.Thread(target=_watch, args=(process.pid, peak), daemon=True)
        watcher.start()
        output, _ = process.communicate()
        seconds = time.perf_counter() - started
        watcher.join(timeout=2)
        if process.returncode:
            said.seek(0)
            told = said.read().decode(errors="replace")[-2000:]
            raise RuntimeError(f"{' '.join(command[:4])} ended with {process.returncode}: {output[-1000:]} {told}")
    others = (_busy_seconds() - busy - (_children_seconds() - own)) / max(seconds, 0.01)
    return Run(output, peak[0], seconds, round(max(others, 0.0), 2))


def _busy_seconds() -> float:
    """Seconds that all cores together have worked since the machine started."""
    times = psutil.cpu_times()
    return float(times.user + times.system + getattr(times, "nice", 0.0))


def _children_seconds() -> float:
    """Seconds of processor that this process's ended children have taken."""
    times = os.times()
    return times.children_user + times.children_system


def _watch(pid: int, peak: list[int]) -> None:
    try:
        root = psutil.Process(pid)
        while root.is_running() and root.status() != psutil.STATUS_ZOMBIE:
            looked = time.thread_time()
            tree = [root, *root.children(recursive=True)]
            peak[0] = max(peak[0], sum(_memory(process, alone=len(tree) == 1) for process in tree))
            time.sleep(max(INTERVAL, (time.thread_time() - looked) / MOST_WATCHING))
    except psutil.NoSuchProcess:
        return


def _memory(process: psutil.Process, *, alone: bool) -> int:
    """Proportional set size in bytes; the resident set where it is alone or the system does not tell more."""
    try:
        if alone:
            return int(process.memory_info().rss)
        return int(getattr(process.memory_full_info(), "pss", 0) or process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0
    except psutil.AccessDenied:
        return int(process.memory_info().rss)
