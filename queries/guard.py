"""Other people's queries in a process of their own: a crash or a runaway there is one failed query."""

import os
import pickle
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psutil

from graph.build import built
from graph.store import Limits, QueryRefused, QueryTimedOut, Rows
from queries.advice import advised, check_parameters
from queries.asked import asked
from queries.messages import Batch, End, Head, Question, Ready, Refusal, packed, unpacked
from workspace.audit import record
from workspace.errors import RingtraceError
from workspace.settings import Settings
from workspace.snapshots import Workspace

START_SECONDS = 60.0
_GRACE = 2.0  # seconds that a query may run on after the engine should have stopped it
_LOOK = 0.1  # seconds between looks at the worker's memory
_GB = 10**9
_ERRORS = {"QueryTimedOut": QueryTimedOut, "QueryRefused": QueryRefused}


def guarded(workspace: Workspace) -> "GuardedStore":
    """The graph of the snapshot in force, for queries that people wrote.

    Raises:
        RingtraceError: nothing is loaded, or the graph was not built yet.
    """
    snapshot = workspace.require_current()
    if built(snapshot) is None:
        raise RingtraceError(f"The graph of snapshot {snapshot.id} is not built yet. Run: ringtrace build")
    return GuardedStore(snapshot.store, workspace.settings, partial(_told, workspace))


def _told(workspace: Workspace, text: str, parameters: Mapping[str, Any]) -> None:
    record(workspace, asked(text, parameters, workspace))


class QueryFailed(RingtraceError):
    """The process that ran the query ended: crashed, stopped for its memory, or was cancelled."""


class GuardedStore:
    """Runs queries on a store file in a worker process, started when needed, again after it failed.

    One query at a time; `cancel` may be called from another thread.
    """

    def __init__(self, file: Path, settings: Settings, told: Callable[[str, Mapping[str, Any]], None]) -> None:
        """`told` hears of each query before it runs; what it raises keeps the query from running."""
        self._file, self._settings, self._told = file, settings, told
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None
        self._cancelled = False
        self._answer: object | None = None  # stands for the answer whose rows are still to come

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def stream(self, text: str, parameters: Mapping[str, Any] | None = None, *, limits: Limits | None = None) -> Rows:
        """Run a query in the worker; see `graph.store.GraphStore.stream`.

        Raises:
            QueryRefused: it does more than read, or is not understood; the message shows where.
            QueryTimedOut: it ran longer than `limits.seconds`.
            QueryFailed: the worker crashed, took more memory than the settings allow, or was cancelled.
        """
        limits, given = limits or Limits(), dict(parameters or {})
        check_parameters(text, given)
        self._told(text, given)
        if self._answer is not None:  # nobody read it to its end
            self._end()
        pipe = self._started()
        self._cancelled = False
        until = time.monotonic() + limits.seconds + _GRACE
        self._tell(pipe, Question(text, given, limits))
        head = self._next(until, limits, text)
        self._answer = answer = object()
        rows = Rows(head.columns, head.types, iter(()))
        rows.batches = self._batches(rows, answer, until, limits, text)
        return rows

    def cancel(self) -> None:
        """Stop the query that runs."""
        self._cancelled = True
        self._end()

    def close(self) -> None:
        """End the worker."""
        self._end()

    def _batches(
        self, rows: Rows, answer: object, until: float, limits: Limits, text: str
    ) -> Iterator[list[tuple[Any, ...]]]:
        try:
            while self._answer is answer:
                message = self._next(until, limits, text)
                if isinstance(message, Batch):
                    before = time.monotonic()
                    yield message.rows
                    until += time.monotonic() - before  # the reader's time is not the query's
                else:
                    rows.truncated, self._answer = message.truncated, None
                    return
            raise QueryFailed("Another query was asked, or this one was cancelled, before its rows were read.")
        finally:
            if self._answer is answer:
                self._end()

    def _started(self) -> Connection:
        """The pipe to a worker that is ready."""
        if self._pipe is not None and self._process is not None and self._process.poll() is None:
            return self._pipe
        self._end()
        ours, theirs = socket.socketpair()
        with theirs:
            os.set_inheritable(theirs.fileno(), True)
            arguments = [str(theirs.fileno()), str(self._file.absolute()), self._settings.model_dump_json()]
            self._process = subprocess.Popen(  # noqa: S603 - our own module, by our own interpreter
                [sys.executable, "-P", "-m", "queries.worker", *arguments],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        self._pipe = Connection(ours.detach())
        ready = self._next(time.monotonic() + START_SECONDS, Limits(START_SECONDS), "")
        if not isinstance(ready, Ready):
            self._end()
            raise QueryFailed("The process that runs queries did not start. Try again.")
        return self._pipe

    def _tell(self, pipe: Connection, question: Question) -> None:
        try:
            pipe.send_bytes(packed(question))
        except OSError as error:
            raise self._failed() from error

    def _next(self, until: float, limits: Limits, text: str) -> Any:
        """The worker's next message.

        Raises:
            RingtraceError: it refuses, is late, takes too much memory, or is gone; after all but a refusal it is ended.
        """
        message = self._received(until, limits)
        if isinstance(message, Refusal):
            self._answer = None
            told = message.message if message.kind != "QueryRefused" else advised(message.message, text)
            raise _ERRORS.get(message.kind, RingtraceError)(told)
        return message

    def _received(self, until: float, limits: Limits) -> Head | Batch | End | Refusal | Ready:
        pipe = self._pipe
        try:
            while pipe is not None and not pipe.poll(_LOOK):
                self._check_memory()
                if time.monotonic() > until:
                    self._end()
                    raise QueryTimedOut(
                        f"The query took longer than {limits.seconds:g} seconds and was stopped. "
                        "Start from a node, narrow it, or allow more time."
                    )
            message: Head | Batch | End | Refusal | Ready = unpacked(pipe.recv_bytes() if pipe else b"")
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise self._failed() from error
        return message

    def _check_memory(self) -> None:
        process = self._process
        if process is None:
            return
        try:
            memory = psutil.Process(process.pid).memory_info()
        except psutil.Error:  # it has just ended; the pipe will tell
            return
        if memory.rss - memory.shared > self._settings.memory_limit_gb * 1.25 * _GB:
            self._end()
            raise QueryFailed(
                f"The query took more memory than {self._settings.memory_limit_gb:g} GB and was stopped. Start from a "
                "node, return fewer rows, or raise memory_limit_gb in ringtrace.toml."
            )

    def _failed(self) -> QueryFailed:
        self._end()
        if self._cancelled:
            return QueryFailed("The query was cancelled.")
        return QueryFailed(
            "The engine crashed on this query and was started anew; the data is unchanged. "
            "Write the query otherwise, and report it."
        )

    def _end(self) -> None:
        process, pipe = self._process, self._pipe
        self._process = self._pipe = self._answer = None
        if process is not None:
            process.kill()
            process.wait()
        if pipe is not None:
            pipe.close()
