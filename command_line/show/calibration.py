"""Calibrations on a terminal."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from casework.calibration import Calibration
from command_line.text import counted, neutral


def print_calibration(console: Console, made: Calibration) -> None:
    """Scores before and after beside what people said, the error of both, and the line that puts it in force."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("score", "rings", "confirmed", "mean score before", "after"):
        table.add_column(name, justify="right")
    for one in made.bins:
        share = f"{one.confirmed / one.decided:.0%}"
        table.add_row(f"{one.low:g} – {one.high:g}", str(one.decided), share, f"{one.before:.3f}", f"{one.after:.3f}")
    console.print(table)
    console.print(
        f"version {made.version}, from {counted(made.decided, 'verdict')}, {made.confirmed:,} confirmed; error (Brier) "
        f"{made.brier_before:.4f} before, {made.brier_after:.4f} after, on verdicts that the fit did not see",
        soft_wrap=True,
    )
    if made.brier_after >= made.brier_before:
        console.print(Text("It tells the verdicts no better than the scores as they are: leave it out.", "yellow"))
    console.print(f'To use it, put in ringtrace.toml: calibration = "{made.setting}"', soft_wrap=True)


def print_versions(console: Console, found: Sequence[Calibration], in_force: str) -> None:
    """A row a version, the one in force marked."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("version", "made", "by", "verdicts", "error before", "after", "setting", ""):
        table.add_column(name)
    for one in found:
        errors = (f"{one.brier_before:.4f}", f"{one.brier_after:.4f}")
        mark = "in force" if one.setting == in_force else ""
        table.add_row(str(one.version), one.made_at, neutral(one.made_by), str(one.decided), *errors, one.setting, mark)
    console.print(table if found else "No calibration was made yet.")
