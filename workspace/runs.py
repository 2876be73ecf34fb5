"""Reading a run that stands; apart from `run`, so that a reader need not wait for the engines of a search."""

import json
from pathlib import Path
from typing import Any

from workspace.errors import RingtraceError

RINGS_FILE = "rings.json"


def read_run(folder: Path) -> dict[str, Any]:
    """The rings.json of a run.

    Raises:
        RingtraceError: there is none, or it is not JSON.
    """
    file = folder / RINGS_FILE
    try:
        content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RingtraceError(f"{file} cannot be read: {error}. Run: ringtrace detect") from error
    return content
