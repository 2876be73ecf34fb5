"""Streamlit in a process of its own, on loopback unless people sign in: started, awaited, ended."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from types import TracebackType
from urllib.error import URLError
from urllib.parse import urlparse

from command_line.options import WORKSPACE_VARIABLE
from workspace.errors import RingtraceError
from workspace.settings import read_settings
from workspace.signing_in import CLIENT_SECRET, COOKIE_KEY, SignIn, client_secret, cookie_key, is_loopback, sign_in

ROOT = Path(__file__).parents[1]
HOST = "127.0.0.1"
START_SECONDS = 60.0
_OPTIONS = {
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "browser.gatherUsageStats": "false",  # else the browser calls home
    "client.showErrorDetails": "none",
}


class Served:
    """The app while it runs; entering waits until it answers.

    `secrets` is what only the app is to read: it gets it by a file without a name, which ends with it.
    """

    def __init__(self, command: list[str], environment: dict[str, str], address: str, secrets: str = "") -> None:
        self._command, self._environment, self._address, self._secrets = command, environment, address, secrets
        self._folder = TemporaryDirectory(prefix="ringtrace-")
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> str:
        signal.signal(signal.SIGTERM, _leave)  # else a service manager's stop would leave the app behind
        self._process = self._started()
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

    def _started(self) -> "subprocess.Popen[bytes]":
        with ExitStack() as stack:
            options: list[str] = []
            passed: tuple[int, ...] = ()
            if self._secrets:
                file = stack.enter_context(TemporaryFile())
                file.write(self._secrets.encode())
                file.flush()
                name = Path(self._folder.name) / "secrets.toml"  # Streamlit reads no other; here it leads to the file
                name.symlink_to(f"/dev/fd/{file.fileno()}")
                options, passed = [f"--secrets.files={name}"], (file.fileno(),)
            return subprocess.Popen(  # noqa: S603 - our own app, by our own interpreter
                [*self._command, *options],
                cwd=ROOT,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=passed,
            )

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
        self._folder.cleanup()
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()


def _leave(number: int, frame: object) -> None:
    raise SystemExit(128 + number)


def serve(workspace: Path, port: int, host: str = HOST) -> Served:
    """The app on a workspace, to be entered.

    Raises:
        RingtraceError: the port is taken, the app's files are missing, others would reach it without signing in, or
            the sign-in's settings do not fit.
    """
    front = ROOT / "streamlit_app.py"
    if not front.is_file():
        raise RingtraceError(f"{front} is missing: install Ringtrace from its folder by `make setup`.")
    way = sign_in(read_settings(workspace))
    if way is None and not is_loopback(host):
        raise RingtraceError(
            f"{host} is reached by others, and nobody would have to sign in. Leave --host out, or set up sign-in "
            "before: docs/access.md says how."
        )
    taken = _free(port, host)
    seen = {"server.address": host, "browser.serverAddress": host, "server.port": str(taken)}
    given = _OPTIONS | seen | (_reached_at(way) if way else {})
    options = [f"--{name}={value}" for name, value in given.items()]
    environment = os.environ | {WORKSPACE_VARIABLE: str(workspace.absolute())}
    for name in (CLIENT_SECRET, COOKIE_KEY):
        environment.pop(name, None)
    command = [sys.executable, "-m", "streamlit", "run", str(front), *options]
    own = HOST if host in ("0.0.0.0", "::", "") else host  # noqa: S104  # nosec B104 - compared, not bound
    return Served(command, environment, f"http://{own}:{taken}", _secrets(way) if way else "")


def _reached_at(way: SignIn) -> dict[str, str]:
    """What Streamlit must know of the address in people's browsers: it answers no page of another origin."""
    url = urlparse(way.address)
    port = url.port or (443 if url.scheme == "https" else 80)
    return {"browser.serverAddress": str(url.hostname), "browser.serverPort": str(port)}


def _secrets(way: SignIn) -> str:
    """Streamlit's secrets.toml; JSON's strings are TOML's."""
    given = {
        "redirect_uri": way.callback,
        "cookie_secret": cookie_key(secrets.token_hex(32)),
        "client_id": way.client,
        "client_secret": client_secret(),
        "server_metadata_url": way.metadata,
    }
    return "[auth]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in given.items())


def _free(port: int, host: str) -> int:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError as error:
            raise RingtraceError(f"Port {port} cannot be used: {error.strerror}. Name another with --port.") from error
        return int(tried.getsockname()[1])
