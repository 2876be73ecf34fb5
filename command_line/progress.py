"""Progress of long work on stderr: a bar a stage on a terminal, plain lines elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

from command_line.console import messages
from command_line.text import neutral

Report = Callable[[str, float], None]  # (step at work, share of the stage that is done, 0 to 1)

_QUIET_SECONDS = 10.0  # within one step, a plain line at most this often


@contextmanager
def stage(name: str) -> Iterator[Report]:
    """A callback that shows how far a stage (load, build, detect …) has come; the end is shown by itself."""
    console = messages()
    with _bar(console, name) if console.is_terminal else _lines(console, name) as report:
        yield report


@contextmanager
def _bar(console: Console, name: str) -> Iterator[Report]:
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    with Progress(*columns, TimeElapsedColumn(), TextColumn("{task.fields[step]}"), console=console) as progress:
        task = progress.add_task(f"{name:<8}", total=1.0, step="")
        yield lambda step, share: progress.update(task, completed=share, step=neutral(step))
        progress.update(task, completed=1.0, step="")


@contextmanager
def _lines(console: Console, name: str) -> Iterator[Report]:
    lines = _Lines(console, name)
    yield lines
    lines.say(f"done in {time.monotonic() - lines.begun:.1f} s")


class _Lines:
    """A line when another step begins, and now and then while it lasts."""

    def __init__(self, console: Console, name: str) -> None:
        self._console, self._name = console, name
        self._step: str | None = None
        self._last = 0.0
        self.begun = time.monotonic()

    def __call__(self, step: str, share: float) -> None:
        if step != self._step or time.monotonic() - self._last >= _QUIET_SECONDS:
            self._step = step
            self.say(f"{step} ({share:.0%})" if share > 0 else step)

    def say(self, line: str) -> None:
        """One line, with the stage's name before it."""
        self._last = time.monotonic()
        self._console.print(f"{self._name}: {neutral(line)}", soft_wrap=True)
