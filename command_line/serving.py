"""Streamlit in a process of its own, on loopback: started, awaited, ended."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import TracebackType
from urllib.error import URLError

from command_line.options import WORKSPACE_VARIABLE
from workspace.errors import RingtraceError

ROOT = Path(__file__).parents[1]
HOST = "127.0.0.1"
START_SECONDS = 60.0
_OPTIONS = {
    "server.address": HOST,
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "browser.gatherUsageStats": "false",  # else the browser calls home
    "browser.serverAddress": HOST,
    "client.showErrorDetails": "none",
}


class Served:
    """The app while it runs; entering waits until it answers."""

    def __init__(self, command: list[str], environment: dict[str, str], address: str) -> None:
        self._command, self._environment, self._address = command, environment, address
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> str:
        signal.signal(signal.SIGTERM, _leave)  # else a service manager's stop would leave the app behind
        self._process = subprocess.Popen(  # noqa: S603 - our own app, by our own interpreter
            self._command, cwd=ROOT, env=self._environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )
        try:
            self._await()
        except BaseException:
            self._end()
            raise
        return self._address

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def wait(self) -> None:
        """Until it ends by itself.

        Raises:
            RingtraceError: it did.
        """
        if self._process is not None and self._process.wait() != 0:
            raise RingtraceError("The app ended by itself; what it said stands above.")

    def _await(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self._process is not None and self._process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self._address}/_stcore/health", timeout=2):  # noqa: S310 # nosec B310 # loopback
                    return
            except (URLError, OSError):
                time.sleep(0.1)
        raise RingtraceError("The app did not start; what it said stands above. `ringtrace doctor` may tell why.")

    def _end(self) -> None:
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()


def _leave(number: int, frame: object) -> None:
    raise SystemExit(128 + number)


def serve(workspace: Path, port: int) -> Served:
    """The app on a workspace, to be entered.

    Raises:
        RingtraceError: the port is taken, or the app's files are missing.
    """
    front = ROOT / "streamlit_app.py"
    if not front.is_file():
        raise RingtraceError(f"{front} is missing: install Ringtrace from its folder by `make setup`.")
    taken = _free(port)
    given = {**_OPTIONS, "server.port": str(taken)}
    options = [f"--{name}={value}" for name, value in given.items()]
    environment = os.environ | {WORKSPACE_VARIABLE: str(workspace.absolute())}
    return Served(
        [sys.executable, "-m", "streamlit", "run", str(front), *options], environment, f"http://{HOST}:{taken}"
    )


def _free(port: int) -> int:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((HOST, port))
        except OSError as error:
            raise RingtraceError(f"Port {port} cannot be used: {error.strerror}. Name another with --port.") from error
        return int(tried.getsockname()[1])
