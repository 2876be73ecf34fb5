"""What the pages of figures are written with."""

from typing import Any

BUSY = 0.1  # cores of other work from which a figure is marked


def met(reached: bool) -> str:
    return "met" if reached else "**missed**"


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table; columns after the first are right-aligned."""
    lines = [" | ".join(head), " | ".join(["---", *["---:"] * (len(head) - 1)]), *(" | ".join(row) for row in rows)]
    return "\n".join(f"| {line} |" for line in lines)


def when(one: dict[str, Any]) -> str:
    """The day, and what else the machine did meanwhile where it was not quiet."""
    others = one.get("others")
    if others is None:
        return f"{one['date']}; other work not watched"
    return str(one["date"]) + (f"; other work took {others:.1f} cores" if others >= BUSY else "")


def gb(size: float) -> str:
    return f"{size / 1e9:.1f} GB"
