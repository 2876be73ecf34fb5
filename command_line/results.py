"""Results of the lower layers as JSON values, and where asked as files."""

import dataclasses
import os
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from workspace.errors import RingtraceError


def plain(value: Any) -> Any:
    """A result made of dataclasses, paths, dates, decimals as values that JSON knows."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        return [plain(one) for one in (sorted(value) if isinstance(value, set | frozenset) else value)]
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):  # a datetime is one
        return value.isoformat()
    return str(value) if isinstance(value, Path) else value


def writable(file: Path | None) -> None:
    """Refuse a file that could not be written, before the work that would fill it.

    Raises:
        RingtraceError: it is a folder, or its folder is missing or closed.
    """
    if file is None:
        return
    if file.is_dir():
        raise RingtraceError(f"--out {file} is a folder. Name a file, such as {file / 'rings.json'}.")
    if not file.parent.is_dir():
        raise RingtraceError(f"--out {file}: the folder {file.parent} does not exist. Make it first.")
    if not os.access(file.parent, os.W_OK):
        raise RingtraceError(f"--out {file}: no permission to write in {file.parent}.")


def copy_rings(run: Path, file: Path | None) -> None:
    """Copy a run's rings.json to the file asked for, whole or not at all."""
    if file is not None:
        from workspace.snapshots import write_text

        write_text(file, (run / "rings.json").read_text(encoding="utf-8"))
