"""Seconds by part of a run, and progress told at each part's start."""

import time
from collections.abc import Callable
from typing import TypeVar

Progress = Callable[[str, float], None]
_Result = TypeVar("_Result")


class Clock:
    """Runs named parts; `seconds` tells how long each took."""

    def __init__(self, progress: Progress) -> None:
        self.seconds: dict[str, float] = {}
        self._progress, self._parts = progress, 1

    def expect(self, parts: int) -> None:
        """So many parts are still to come."""
        self._parts = len(self.seconds) + parts

    def part(self, name: str, work: Callable[[], _Result]) -> _Result:
        """Run one part."""
        self._progress(name, len(self.seconds) / max(self._parts, len(self.seconds) + 1))
        start = time.perf_counter()
        result = work()
        self.seconds[name] = round(time.perf_counter() - start, 3)
        return result
