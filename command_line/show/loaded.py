"""What a load did: rows in, loaded, rejected by reason, where the rejects are, and the first of them."""

from collections.abc import Iterable
from pathlib import Path

import duckdb
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from command_line.text import counted, neutral
from loaders.report import LoadReport

_FIRST_REJECTS = 5
_LONGEST_VALUE = 60  # characters of a rejected value; the Parquet file holds all of it


def print_loaded(console: Console, loaded: LoadReport) -> None:
    """The table of the load, then everything that the person who delivered the files should know."""
    if loaded.no_op:
        console.print("These very files are in force already; nothing was done.")
    console.print(_tables(loaded))
    for text in _remarks(loaded):
        console.print(Text(neutral(text), "yellow"))
    if any(table.rejected for table in loaded.tables.values()):
        console.print(f"\nRejected rows are in {neutral(loaded.rejects)}; the first of them:", soft_wrap=True)
        console.print(Padding(_first_rejects(loaded.rejects), (0, 0, 0, 2), expand=False))
        console.print(Text(f"All of them: {_how_to_look(loaded.rejects)}", "dim"), soft_wrap=True)
    seconds = sum(loaded.seconds.values())
    took = f" in {seconds:.1f} s" if seconds else ""
    console.print(Text(f"snapshot {loaded.snapshot} is in force{took}", "dim"))


def _tables(loaded: LoadReport) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("table", no_wrap=True)
    for name in ("rows in", "loaded", "rejected"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("why rejected")
    for name, one in loaded.tables.items():
        reasons = sorted(one.reasons.items(), key=lambda pair: (-pair[1], pair[0]))
        why = "\n".join(f"{count:,} × {neutral(reason)}" for reason, count in reasons)
        table.add_row(name, f"{one.rows_in:,}", f"{one.loaded:,}", f"{one.rejected:,}", why)
    return table


def _remarks(loaded: LoadReport) -> Iterable[str]:
    for name, one in loaded.tables.items():
        if one.merged:
            yield f"{name}: {counted(one.merged, 'row')} merged with another of the same key, as the mapping says"
        if one.left_out:
            yield f"{name}: {counted(one.left_out, 'row')} left out, as the mapping says"
    for file, columns in loaded.unknown_columns.items():
        yield f"{file}: left out unknown {'column' if len(columns) == 1 else 'columns'} {', '.join(columns)}"
    if loaded.ignored:
        yield f"ignored files that belong to no table: {', '.join(loaded.ignored)}"
    if loaded.replaced:
        yield f"replaced the earlier rows of {', '.join(loaded.replaced)}"


def _first_rejects(rejects: Path) -> Table:
    columns = ("table", "file", "row", "column", "value", "reason")
    listed = ", ".join(f'"{column}"' for column in columns)
    with duckdb.connect() as connection:
        rows = connection.execute(
            f'SELECT {listed} FROM read_parquet(?) ORDER BY "table", "file", "row", "column" LIMIT {_FIRST_REJECTS}',
            [str(rejects)],
        ).fetchall()
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in columns:
        table.add_column(column, justify="right" if column == "row" else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_short(value) for value in row))
    return table


def _short(value: object) -> str:
    text = "" if value is None else str(value)
    return neutral(text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…")


def _how_to_look(rejects: Path) -> str:
    return f".venv/bin/python -c \"import duckdb; duckdb.sql('FROM read_parquet(\\'{neutral(rejects)}\\')').show()\""
