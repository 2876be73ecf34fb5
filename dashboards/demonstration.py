"""The demonstration from the first page: made by the command line in a process of its own, followed by its lines."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

import streamlit as st

_START = "import sys; sys.argv[0] = 'ringtrace'; from command_line.app import main; main()"

# Where each stage begins, as a share of the whole on two cores.
_BEGUN = {"generate": 0.05, "load": 0.35, "build": 0.5, "detect": 0.7}


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

    @property
    def share(self) -> float:
        """How far it has come, by the stage of its last line."""
        stage = self.last_lines(1).partition(":")[0]
        return _BEGUN.get(stage, 0.05)

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
