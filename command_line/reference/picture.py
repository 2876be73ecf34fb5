"""`python -m command_line.reference.picture WORKSPACE FILE.svg`: what a terminal shows of a workspace's rings."""

import io
import re
import sys
from pathlib import Path

from rich.console import Console

from command_line.show.dossier import print_dossier
from command_line.show.rings import print_rings
from detection.dossier import dossier
from detection.lookup import chosen, run_in_force
from workspace.snapshots import Workspace

_WIDTH = 130
_RINGS, _LINES = 4, 4


def picture(folder: Path) -> str:
    """An SVG of the first rings and of the first one's dossier; it asks nothing of the network."""
    workspace = Workspace.open(folder)
    rings = chosen(workspace, run_in_force(workspace))
    console = Console(
        record=True, width=_WIDTH, file=io.StringIO(), force_terminal=True, markup=False, emoji=False, highlight=False
    )
    console.print("$ ringtrace rings", style="bold")
    print_rings(console, rings[:_RINGS], len(rings))
    if rings:
        console.print(f"\n$ ringtrace ring {rings[0]['ring_id']}", style="bold")
        print_dossier(console, dossier(workspace, rings[0]), _LINES)
    return re.sub(r"@font-face \{.*?\}\s*", "", console.export_svg(title="Ringtrace"), flags=re.DOTALL)


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(picture(Path(sys.argv[1])), encoding="utf-8")
