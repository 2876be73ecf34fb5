"""Which page holds which generated part."""

from collections.abc import Iterator
from pathlib import Path

from command_line.reference.commands import commands
from command_line.reference.data_format import tables
from command_line.reference.detectors import explanations, signals
from command_line.reference.generated import replaced
from command_line.reference.saved import saved_queries
from command_line.reference.settings import settings
from command_line.reference.simulated import lookalikes

PARTS = {
    "commands.md": ("commands", commands),
    "settings.md": ("settings", settings),
    "data-format.md": ("tables", tables),
    "signals.md": ("signals", signals),
    "explanations.md": ("explanations", explanations),
    "queries.md": ("saved queries", saved_queries),
    "simulation.md": ("lookalikes", lookalikes),
}


def pages(docs: Path) -> Iterator[tuple[Path, str]]:
    """(file, text as it should be) of each page with a generated part."""
    for name, (part, make) in PARTS.items():
        file = docs / name
        yield file, replaced(file.read_text(encoding="utf-8"), part, make(), file)
