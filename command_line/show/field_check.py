"""A sheet made of a report's blocks, on a terminal."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from command_line.text import neutral
from evidence.report import blocks


def print_sheet(console: Console, report: blocks.Report) -> None:
    """Title, then each section with its tables; a narrow terminal gets a line a cell."""
    console.print(Text(neutral(report.title), "bold"))
    console.print(Text(neutral(report.subtitle), "dim"))
    for section in report.sections:
        console.print()
        console.print(Text(neutral(section.heading), "bold"))
        for block in section.blocks:
            _print(console, block)


def _print(console: Console, block: blocks.Block) -> None:
    if isinstance(block, blocks.Text):
        console.print(Text(neutral(block.text)))
    elif isinstance(block, blocks.Bullets):
        for item in block.items:
            console.print(Text(f"- {neutral(item)}"))
    elif isinstance(block, blocks.Table):
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name, width in zip(block.header, block.widths, strict=True):
            table.add_column(neutral(name), ratio=width, overflow="fold")
        for row in block.rows:
            table.add_row(*(neutral(f"{one:,.2f}" if isinstance(one, float) else one) for one in row))
        console.print(table)
