"""Where the command line prints: results to stdout, the rest to stderr; markup in data is only text."""

import json
import os
import sys
from typing import Any

from rich.console import Console

from command_line.text import shapeless

_PIPED_WIDTH = 160  # nobody reads a pipe at 80 columns; `COLUMNS` says otherwise


class _Printer(Console):
    """A console that leaves it to the command how to end when its reader went away (`| head`)."""

    def on_broken_pipe(self) -> None:
        """Rich would end the process with 1 here."""
        raise BrokenPipeError


def output() -> Console:
    """The console on stdout; made anew for each use, so that it writes to today's stdout."""
    return _console(stderr=False)


def messages() -> Console:
    """The console on stderr."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    piped = not stream.isatty() and not os.environ.get("COLUMNS")
    return _Printer(
        stderr=stderr,
        markup=False,
        emoji=False,
        highlight=False,
        width=_PIPED_WIDTH if piped else None,
    )


def print_json(value: Any) -> None:
    """One JSON document on stdout and nothing else; Chinese stays Chinese.

    JSON escapes ASCII controls by itself; right-to-left marks and their like are escaped here, since the
    document may be read on a terminal. A program reads the same value either way.
    """
    indent = 2 if sys.stdout.isatty() else None  # for people; programs get it ten times as fast
    text = json.dumps(value, ensure_ascii=False, indent=indent, default=str)
    escaped = {
        ord(character): json.dumps(character)[1:-1]
        for character in set(text)
        if character != "\n" and shapeless(character)
    }
    sys.stdout.write(text.translate(escaped) + "\n")
