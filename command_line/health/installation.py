"""The installation: Python, the parts Ringtrace needs, the optional ones and how to get them."""

import platform
import re
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata, requires, version

from command_line.health.finding import Finding, State

OLDEST_PYTHON = (3, 11)
_REQUIREMENT = re.compile(r"^(?P<name>[\w.-]+)[^;]*(?:;.*extra\s*==\s*['\"](?P<extra>[\w-]+)['\"])?")

# program: what it serves, how to get it
PROGRAMS = {
    "java": (
        "the comparison with Neo4j in benchmarks/",
        "install a Java 17 or later, such as openjdk-17-jre",
    ),
}


def installation() -> Iterator[Finding]:
    """Findings about this machine's installation."""
    yield _python()
    yield Finding("ringtrace", State.OK, version("ringtrace"))
    yield from _parts()
    yield from _extras()
    yield from _programs()


def _python() -> Finding:
    enough = sys.version_info >= OLDEST_PYTHON
    return Finding(
        "python",
        State.OK if enough else State.BROKEN,
        f"{platform.python_version()} on {platform.system()} {platform.machine()}",
        "" if enough else "Ringtrace needs Python 3.11 or later",
    )


def _requirements() -> list[tuple[str, str | None]]:
    """(distribution, extra) of everything that the package declares."""
    matches = (_REQUIREMENT.match(line) for line in requires("ringtrace") or ())
    return [(match["name"], match["extra"]) for match in matches if match]


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _parts() -> Iterator[Finding]:
    for name, extra in _requirements():
        if extra is None:
            found = _installed(name)
            yield Finding(
                name,
                State.OK if found else State.BROKEN,
                found or "not installed",
                "" if found else "run `make setup` in the project's folder",
            )


def _extras() -> Iterator[Finding]:
    for extra in metadata("ringtrace").get_all("Provides-Extra") or ():
        missing = [name for name, of in _requirements() if of == extra and not _installed(name)]
        yield Finding(
            f"extra {extra}",
            State.MISSING if missing else State.OK,
            f"not installed: {', '.join(missing)}" if missing else "installed",
            f"run `{_how_to_get(extra)}` in the project's folder" if missing else "",
        )


def _how_to_get(extra: str) -> str:
    return "make setup" if extra == "dev" else f".venv/bin/python -m pip install --editable '.[{extra}]'"


def _programs() -> Iterator[Finding]:
    for program, (purpose, how) in PROGRAMS.items():
        found = shutil.which(program)
        yield Finding(
            program,
            State.OK if found else State.MISSING,
            found or f"not found; only {purpose} needs it",
            "" if found else how,
        )
