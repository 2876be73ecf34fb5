"""The key of the log's digests: of the environment, where offices share one, else the workspace's own."""

import hashlib
import hmac
import os
import secrets
import tempfile
from pathlib import Path

from workspace.errors import RingtraceError
from workspace.snapshots import Workspace

VARIABLE = "RINGTRACE_AUDIT_KEY"
FILE = "audit.key"
_SHORTEST = 16
_MARK = "~"


def audit_key(workspace: Workspace) -> bytes:
    """The key; the workspace's own is made at first use, readable by its owner alone.

    Raises:
        RingtraceError: the environment's is too short, or the file cannot be read or made.
    """
    given = os.environ.get(VARIABLE, "")
    if given:
        if len(given) < _SHORTEST:
            raise RingtraceError(f"{VARIABLE} is shorter than {_SHORTEST} characters. Make one: openssl rand -hex 32")
        return given.encode()
    file = workspace.path / FILE
    try:
        if not file.exists():
            _make(file)
        return file.read_bytes()
    except OSError as error:
        raise RingtraceError(f"The key of the audit log {file} cannot be read or made: {error.strerror}.") from error


def _make(file: Path) -> None:
    """Of two who make it at once, one's stands."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, made = tempfile.mkstemp(dir=file.parent, prefix=".making-")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(secrets.token_hex(32).encode())
            stream.flush()
            os.fsync(stream.fileno())
        os.link(made, file)
    except FileExistsError:
        pass
    finally:
        Path(made).unlink()


def key_name(key: bytes) -> str:
    """What tells a key from another and gives nothing of it away."""
    return hashlib.sha256(b"ringtrace audit key\n" + key).hexdigest()[:12]


def hidden(key: bytes, text: str) -> str:
    """A text that may be personal, as the log has it: the same text gives the same mark, and nobody reads it back."""
    return _MARK + hmac.new(key, b"text\n" + text.strip().casefold().encode(), hashlib.sha256).hexdigest()[:20]
