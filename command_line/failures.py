"""How a verb ends when it cannot go on: one clear message on stderr and an exit code, never a traceback."""

import errno
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import typer
from typer.exceptions import TyperException

from command_line.interrupts import noted
from command_line.text import neutral
from workspace.errors import RingtraceError

REFUSED = 1
INTERRUPTED = 130  # 128 + SIGINT, as shells expect

_HINTS = {
    errno.ENOSPC: "The disk is full. Free some space and run the command again",
    errno.EDQUOT: "The disk quota is used up. Free some space and run the command again",
    errno.EACCES: "No permission. Check the owner and mode, or name another place",
    errno.EPERM: "Not permitted. Check the owner and mode, or name another place",
    errno.EROFS: "The file system is read-only. Name another place with --workspace",
    errno.EMFILE: "Too many open files. Raise the limit (ulimit -n) and run the command again",
}


@contextmanager
def reported() -> Iterator[None]:
    """Turn whatever ends a verb early into a message and an exit code.

    0 for a reader that went away (`| head`), 1 for a refusal, 130 for Ctrl-C. What nobody foresaw is a
    defect of ours: its traceback goes to a file that the message names.
    """
    with noted() as interrupts:
        try:
            yield
            sys.stdout.flush()
        except KeyboardInterrupt:
            raise _interrupted() from None
        except (typer.Exit, typer.Abort, TyperException):  # wrong usage is typer's to report
            raise
        except BrokenPipeError:
            _silence(sys.stdout)
            raise typer.Exit(0) from None
        # The one place that catches everything: a person gets a line, the traceback of a defect goes to a file.
        except Exception as error:
            if interrupts.seen:
                raise _interrupted() from None
            _say(_message(error))
            raise typer.Exit(REFUSED) from None


def _interrupted() -> typer.Exit:
    _say("interrupted; the snapshot in force is unchanged")
    return typer.Exit(INTERRUPTED)


def _message(error: Exception) -> str:
    if isinstance(error, RingtraceError):
        return str(error)
    if isinstance(error, OSError):
        return _of_the_system(error)
    if isinstance(error, MemoryError):
        return "Out of memory. Lower memory_limit_gb in ringtrace.toml, or run on a larger machine."
    return _of_the_engine(error) or _unforeseen(error)


def _say(message: str) -> None:
    """A message on stderr, whole even where the terminal is narrow, safe even where it quotes data."""
    try:
        sys.stderr.write(f"ringtrace: {neutral(message, keep_lines=True)}\n")
        sys.stderr.flush()
    except BrokenPipeError:
        _silence(sys.stderr)


def _silence(stream: object) -> None:
    """Let the interpreter's own flush at exit go nowhere instead of failing once more."""
    descriptor = os.open(os.devnull, os.O_WRONLY)
    if hasattr(stream, "fileno"):
        os.dup2(descriptor, stream.fileno())


def _of_the_system(error: OSError) -> str:
    reason = _HINTS.get(error.errno or 0, error.strerror or str(error))
    names = ", ".join(str(name) for name in (error.filename, error.filename2) if name)
    return f"{reason}: {names}." if names else f"{reason}."


def _of_the_engine(error: Exception) -> str | None:
    """Limits of the machine as the engine reports them; None for anything else."""
    if type(error).__module__.split(".")[0] not in ("duckdb", "_duckdb"):
        return None
    text = str(error)
    if "No space left" in text:
        return f"{_HINTS[errno.ENOSPC]} ({_first_line(text)})."
    if type(error).__name__ == "OutOfMemoryException":
        return f"The engine ran out of memory: raise memory_limit_gb in ringtrace.toml ({_first_line(text)})."
    if type(error).__name__ == "IOException":
        return f"The engine could not read or write: {_first_line(text)}. `ringtrace doctor` says what is whole."
    return None


def _first_line(text: str) -> str:
    return text.splitlines()[0] if text else ""


def _unforeseen(error: Exception) -> str:
    trace = "".join(traceback.format_exception(error))
    return (
        f"An error that Ringtrace did not foresee ({type(error).__name__}). The snapshot in force is "
        f"unchanged. Please report it with the file {_saved(trace)}"
    )


def _saved(trace: str) -> Path:
    name = f"ringtrace-error-{datetime.now():%Y%m%d-%H%M%S}-{os.getpid()}.txt"
    file = Path(tempfile.gettempdir()) / name
    file.write_text(trace, encoding="utf-8")
    file.chmod(0o600)
    return file
