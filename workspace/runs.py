"""Reading runs that stand; apart from `run`, so that a reader need not wait for the engines of a search."""

import glob
import json
from pathlib import Path
from typing import Any

from workspace.errors import RingtraceError

RINGS_FILE = "rings.json"
LINEAGE_FILE = "lineage.json"


def run_before(folder: Path) -> dict[str, Any] | None:
    """The rings.json of the run that a run followed; None where it was the first, or that one is gone.

    Raises:
        RingtraceError: lineage or rings.json cannot be read.
    """
    lineage = folder / LINEAGE_FILE
    before = str(_read(lineage).get("before", "")) if lineage.is_file() else ""
    if not before:
        return None
    found = folder.parents[2].glob(f"*/runs/{glob.escape(before)}*/{RINGS_FILE}")
    newest_first = sorted(found, key=lambda file: file.stat().st_mtime, reverse=True)
    runs = (read_run(file.parent) for file in newest_first)
    return next((content for content in runs if content.get("run") == before), None)


def read_run(folder: Path) -> dict[str, Any]:
    """The rings.json of a run.

    Raises:
        RingtraceError: there is none, or it is not JSON.
    """
    return _read(folder / RINGS_FILE)


def _read(file: Path) -> dict[str, Any]:
    try:
        content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RingtraceError(f"{file} cannot be read: {error}. Run: ringtrace detect") from error
    return content
