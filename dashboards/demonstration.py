"""The demonstration from the first page: made by the command line in a process of its own, followed by its lines."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

import streamlit as st

_START = "import sys; sys.argv[0] = 'ringtrace'; from command_line.app import main; main()"


@dataclass(frozen=True)
class Making:
    """A demonstration that is being made."""

    process: "subprocess.Popen[bytes]"
    log: Path

    @property
    def running(self) -> bool:
        """Whether it goes on."""
        return self.process.poll() is None

    @property
    def failed(self) -> bool:
        """Whether it ended without having made what it should."""
        return self.process.poll() not in (None, 0)

    def last_lines(self, count: int = 6) -> str:
        """What it said last."""
        said = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(said[-count:])


@st.cache_resource(show_spinner=False)
def _made() -> dict[str, Making]:
    """What was begun, by workspace: one for all sessions, as two would write to one folder."""
    return {}


def of(folder: Path) -> Making | None:
    """The demonstration that was begun in a folder."""
    return _made().get(str(folder))


def begin(folder: Path) -> None:
    """Begin to make it, unless it is being made."""
    stands = of(folder)
    if stands is not None and stands.running:
        return
    with NamedTemporaryFile("wb", prefix="ringtrace-demo-", suffix=".log", delete=False) as log:
        process = subprocess.Popen(  # noqa: S603 - our own command, by our own interpreter
            [sys.executable, "-c", _START, "demo", "--workspace", str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
    _made()[str(folder)] = Making(process, Path(log.name))
