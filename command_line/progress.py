"""Progress of long steps, on stderr: bars on a terminal, plain lines elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from command_line.console import messages
from command_line.text import neutral

Report = Callable[[str, float], None]  # (step, share of it that is done, 0 to 1)

_QUIET_SECONDS = 10.0  # a plain line at most this often within one step


@contextmanager
def shown() -> Iterator[Report]:
    """A callback that shows progress for as long as the block runs."""
    console = messages()
    if not console.is_terminal:
        yield _Lines(console)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        yield _Bars(progress)


class _Bars:
    """One bar a step."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, step: str, share: float) -> None:
        if step not in self._tasks:
            self._tasks[step] = self._progress.add_task(neutral(step), total=1.0)
        task = self._tasks[step]
        self._progress.update(task, completed=share)
        if share >= 1:
            self._progress.stop_task(task)


class _Lines:
    """A line when a step starts, now and then while it lasts, and when it is done."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._begun: dict[str, float] = {}
        self._last = 0.0

    def __call__(self, step: str, share: float) -> None:
        now = time.monotonic()
        new = step not in self._begun
        begun = self._begun.setdefault(step, now)
        if share >= 1:
            self._say(f"{step}: done in {now - begun:.1f} s", now)
        elif new:
            self._say(f"{step} …", now)
        elif now - self._last >= _QUIET_SECONDS:
            self._say(f"{step}: {share:.0%}", now)

    def _say(self, line: str, now: float) -> None:
        self._last = now
        self._console.print(neutral(line), soft_wrap=True)
