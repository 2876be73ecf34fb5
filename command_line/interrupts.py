"""Ctrl-C, noted: engines below turn it into errors of their own, so that the exception alone does not tell."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Interrupts:
    """Whether Ctrl-C was pressed since the block began."""

    def __init__(self) -> None:
        self.seen = False

    def handle(self, _number: int, _frame: FrameType | None) -> None:
        """The signal's handler: note it, then interrupt as Python does."""
        self.seen = True
        raise KeyboardInterrupt


@contextmanager
def noted() -> Iterator[Interrupts]:
    """Note Ctrl-C for as long as the block runs; elsewhere than in the main thread Python sends none."""
    interrupts = Interrupts()
    if threading.current_thread() is not threading.main_thread():
        yield interrupts
        return
    former = signal.signal(signal.SIGINT, interrupts.handle)
    try:
        yield interrupts
    finally:
        signal.signal(signal.SIGINT, former)
