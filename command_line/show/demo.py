"""The end of a demonstration: the rings, how many are true, and the commands that show more."""

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from command_line.demo import Demo
from command_line.show.evaluated import verdict
from command_line.show.rings import print_rings
from command_line.text import neutral

_SHOWN = 20


def print_demo(console: Console, folder: Path, demo: Demo, run: dict[str, Any]) -> None:
    """What a person who never saw Ringtrace needs to go on."""
    rings = run["rings"]
    print_rings(console, rings[:_SHOWN], len(rings))
    console.print()
    console.print(verdict(demo.judged))
    console.print()
    console.print(Text("To see more:", "bold"))
    first = rings[0]["ring_id"] if rings else "ID"
    for rest in (f"ring {first}", "rings --pattern resale", "doctor"):
        console.print(f"  {neutral(f'{_command()} -w {folder} {rest}')}", soft_wrap=True)


def _command() -> str:
    """How ringtrace is called from here: by its name where the shell finds it, else by its path."""
    called = Path(sys.argv[0])
    if shutil.which("ringtrace") or called.name != "ringtrace":
        return "ringtrace"
    return os.path.relpath(called)
