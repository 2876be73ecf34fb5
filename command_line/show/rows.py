"""Rows of a query as a table."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from command_line.text import counted, neutral
from graph.store import Rows
from queries.formats import text_of

_NUMBERS = ("integer", "double")


def print_rows(console: Console, rows: Rows) -> int:
    """The rows, then how many they are."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, kind in zip(rows.columns, rows.types, strict=True):
        table.add_column(neutral(name), justify="right" if kind in _NUMBERS else "left", overflow="fold")
    count = 0
    for batch in rows:
        for row in batch:
            cells = zip(row, rows.types, strict=True)
            table.add_row(*(_cell(value, kind) for value, kind in cells))
        count += len(batch)
    if count:
        console.print(table)
    console.print(Text(counted(count, "row"), "dim"))
    return count


def _cell(value: object, kind: str) -> str:
    if kind == "timestamp" and value is not None:
        return f"{value:%Y-%m-%d %H:%M}"
    if kind == "double" and isinstance(value, float):
        return f"{value:,.4f}".rstrip("0").rstrip(".")
    return neutral(text_of(value))
