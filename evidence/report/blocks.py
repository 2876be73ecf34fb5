"""What a report is made of, before it is PDF, DOCX or XLSX."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table; `widths` are shares of the page's width, numbers stand right. Cells are text or numbers."""

    header: tuple[str, ...]
    rows: tuple[tuple[str | int | float, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True)
class Picture:
    """A picture as SVG: of a graph, a chart."""

    svg: bytes
    caption: str


Block = Text | Bullets | Table | Picture


@dataclass(frozen=True)
class Section:
    """A heading with what is below it."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Report:
    """A report in one language; `made` is the day of the run, as an ISO 8601 time."""

    title: str
    subtitle: str
    language: str
    made: str
    sections: tuple[Section, ...]


def written(cell: str | int | float) -> str:
    """A table's cell as text: numbers with a fraction to the second place, as money is."""
    return f"{cell:.2f}" if isinstance(cell, float) else str(cell)
