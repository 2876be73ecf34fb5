"""Secrets that stand in a file instead of the environment: read only where nobody else can."""

import stat
from pathlib import Path

from workspace.errors import RingtraceError


def read_secret(setting: str, name: str) -> str:
    """The secret in the file that a setting names.

    Raises:
        RingtraceError: there is no such file, others may read it, or it is no text.
    """
    file = Path(name).expanduser()
    if not file.is_file():
        raise RingtraceError(f"{setting}: there is no file {file}.")
    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise RingtraceError(f"{setting}: others may read {file}. Run: chmod 600 {file}")
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise RingtraceError(f"{setting}: {file} cannot be read as text: {error}") from error
