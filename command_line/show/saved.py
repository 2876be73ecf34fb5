"""Saved queries: the list by group, and one with its form, columns and text."""

from itertools import groupby

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from command_line.text import counted, neutral
from queries.saved_query import GROUPS, Parameter, SavedQuery


def print_list(console: Console, queries: list[SavedQuery]) -> None:
    """Names and questions, group by group."""
    order = list(GROUPS)
    ranked = sorted(queries, key=lambda one: (order.index(one.group), one.name))
    for group, members in groupby(ranked, key=lambda one: one.group):
        console.print(Text(GROUPS[group], "bold"))
        table = Table(box=None, pad_edge=False, show_header=False)
        table.add_column(no_wrap=True)
        table.add_column()
        for one in members:
            table.add_row(one.name, neutral(one.question))
        console.print(Padding(table, (0, 0, 0, 2), expand=False))
    console.print(Text(counted(len(queries), "query", "queries"), "dim"))


def print_query(console: Console, query: SavedQuery) -> None:
    """All that a query's header says, and its text."""
    console.print(Text(f"{neutral(query.title)}  {neutral(query.title_zh)}", "bold"))
    console.print(neutral(f"{query.question} {query.question_zh}"))
    console.print(Text(neutral(f"for {', '.join(query.audience)}; a row is {query.row}"), "dim"))
    _section(console, "Parameters", [(one.name, str(one.type), _form(one)) for one in query.parameters])
    _section(console, "Columns", [(one.name, str(one.type), one.meaning) for one in query.columns])
    console.print(Text("\nExample", "bold"))
    console.print(f"  {neutral(query.command)}", soft_wrap=True)
    console.print(Text("\nQuery", "bold"))
    console.print(Padding(neutral(query.text, keep_lines=True), (0, 0, 0, 2), expand=False))


def _form(parameter: Parameter) -> str:
    default = f"; default {parameter.default or 'empty'}" if parameter.default is not None else "; must be given"
    suggestions = f"; values: {'.'.join(parameter.suggestions)}" if parameter.suggestions else ""
    return f"{parameter.meaning}{default}{suggestions}"


def _section(console: Console, title: str, lines: list[tuple[str, str, str]]) -> None:
    console.print(Text(f"\n{title}", "bold"))
    table = Table(box=None, pad_edge=False, show_header=False)
    for line in lines:
        table.add_row(*map(neutral, line))
    console.print(Padding(table if lines else Text("none", "dim"), (0, 0, 0, 2), expand=False))
