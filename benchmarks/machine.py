"""The machine and the versions that figures were taken with."""

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

PARTS = ("ringtrace", "duckdb", "ibis-framework", "ladybug", "pandas", "pyarrow", "networkx")


def described() -> dict[str, str]:
    """Machine, versions and date, in words."""
    return {
        "processor": f"{os.cpu_count()} cores, {_processor()}",
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GB",
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "versions": ", ".join(f"{part} {version(part)}" for part in PARTS),
        "date": today(),
    }


def today() -> str:
    """The date as YYYY-MM-DD, universal time."""
    return datetime.now(UTC).date().isoformat()


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.is_file():
        for line in information.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
