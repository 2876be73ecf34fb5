"""Attempts at load, build and detect in processes of their own, which may be killed.

The server that forks them has everything imported and nothing opened, so that an attempt starts in milliseconds.
"""

import itertools
import multiprocessing
import os
import pickle
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import detection.run as detect_module
import graph.build as build_module
from detection.run import detect
from graph.build import build
from loaders.load import load
from workspace.snapshots import Workspace

_CHANGES = ("rename", "replace", "unlink", "rmdir", "mkdir")  # of `os`: what alters the tree of the workspace
# This file is not among them: the server does not know its path.
_IMPORTED = ["pytest", "loaders.load", "graph.build", "detection.run", "ibis.backends.duckdb", "pyarrow.parquet"]
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(_IMPORTED)


@dataclass(frozen=True)
class Attempt:
    """One call of a verb on a workspace.

    `canned` is a folder: where it is empty the costly part's result is kept there, else taken from there.
    """

    verb: str
    workspace: Path
    source: Path | None = None  # to append
    canned: Path | None = None


def finished(attempt: Attempt) -> tuple[float, int]:
    """Let an attempt run to its end; its seconds, and how many changes of the workspace's tree it made."""
    process, messages = _start(attempt, None)
    begun = time.perf_counter()
    process.join()
    assert process.exitcode == 0, f"{attempt} failed"
    return time.perf_counter() - begun, messages.recv()


def killed_after(attempt: Attempt, seconds: float) -> bool:
    """Kill an attempt after a time; False where it was done before."""
    process, _ = _start(attempt, None)
    process.join(seconds)
    process.kill()
    process.join()
    return _was_killed(process, attempt)


def killed_before_change(attempt: Attempt, number: int) -> bool:
    """Kill an attempt right before its n-th change of the workspace's tree, from 0; False where it makes fewer."""
    process, _ = _start(attempt, number)
    process.join()
    return _was_killed(process, attempt)


def _was_killed(process: Any, attempt: Attempt) -> bool:
    assert process.exitcode in (0, -signal.SIGKILL), f"{attempt} ended with {process.exitcode}"
    return bool(process.exitcode)


def _start(attempt: Attempt, fatal: int | None) -> tuple[Any, Connection]:
    receiver, sender = _PROCESSES.Pipe(duplex=False)
    process = _PROCESSES.Process(target=_make, args=(attempt, fatal, sender))
    process.start()
    sender.close()
    receiver.recv()
    return process, receiver


def _make(attempt: Attempt, fatal: int | None, messages: Connection) -> None:
    if attempt.canned:
        _can(attempt.canned)
    changes = _count_changes(str(attempt.workspace), fatal)
    messages.send("begun")
    workspace = Workspace.open(attempt.workspace)
    if attempt.verb == "build":
        build(workspace)
    elif attempt.verb == "detect":
        detect(workspace)
    elif attempt.source:
        load(workspace, [attempt.source], append=True)
    messages.send(next(changes))


def _count_changes(workspace: str, fatal: int | None) -> Iterator[int]:
    """Patch the functions that change the workspace's tree: calls are numbered, the number `fatal` kills."""
    numbers = itertools.count()

    def guarded(change: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any, *others: Any, **named: Any) -> Any:
            within = str(path).startswith(workspace) or named.get("dir_fd") is not None
            if within and next(numbers) == fatal:
                os.kill(os.getpid(), signal.SIGKILL)
            return change(path, *others, **named)

        return call

    for name in _CHANGES:
        setattr(os, name, guarded(getattr(os, name)))
    return numbers


def _can(canned: Path) -> None:
    """Keep what the search and the filling of the store give, or put it in their place if it was kept before."""
    search, fill = detect_module._search, build_module._fill

    def canned_search(*given: Any) -> Any:
        kept = canned / "report.pickle"
        if not kept.exists():
            kept.write_bytes(pickle.dumps(search(*given)))
        report = pickle.loads(kept.read_bytes())
        return replace(report, run=given[3], folder=given[2].runs / given[3])

    def canned_fill(workspace: Any, snapshot: Any, folder: Path, steps: Any) -> Any:
        kept = canned / "filled.pickle"
        if not kept.exists():
            result = fill(workspace, snapshot, folder, steps)
            shutil.copytree(folder, canned, dirs_exist_ok=True)
            kept.write_bytes(pickle.dumps(result))
            return result
        shutil.copyfile(canned / "graph.lbug", folder / "graph.lbug")
        shutil.copytree(canned / "projection", folder / "projection")
        return pickle.loads(kept.read_bytes())

    setattr(detect_module, "_search", canned_search)  # noqa: B010
    setattr(build_module, "_fill", canned_fill)  # noqa: B010
