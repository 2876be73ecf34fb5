"""Precision by verdicts on a terminal."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from casework.precision import Precision
from command_line.text import counted, neutral


def print_precision(console: Console, rows: list[Precision], decided: int, gone: list[str]) -> None:
    """A row a level, signal, explanation; then on how many verdicts it rests, and which are without their run."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("what", "name", "said"):
        table.add_column(name)
    for name in ("right", "decided", "share", "95 %"):
        table.add_column(name, justify="right")
    for row in rows:
        interval = f"{row.low:.0%} to {row.high:.0%}"
        said, name = row.said.replace("_", " "), neutral(row.name).replace("_", " ")
        table.add_row(row.kind, name, said, str(row.right), str(row.decided), f"{row.share:.0%}", interval)
    if rows:
        console.print(table)
    console.print(Text(f"{counted(decided, 'verdict')}; decide with `ringtrace decide`", "dim"))
    if gone:
        told = f"the run of {', '.join(gone[:5])} is gone: what they rested on does not count"
        console.print(Text(told, "dim"))
