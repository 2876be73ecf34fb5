"""Text from files made safe to print: what would steer a terminal or turn the reading order is spelt out."""

from workspace.inert import plain
from workspace.inert import shapeless as shapeless


def neutral(text: object, *, keep_lines: bool = False) -> str:
    """The text with every shapeless character written as `⟨U+…⟩`; `keep_lines` leaves line feeds alone."""
    return plain(str(text), keep_lines=keep_lines)


def yuan(amount: float) -> str:
    """Money as people read it: `¥ 12,345.00`."""
    return f"¥ {amount:,.2f}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 ring`, `2 rings`, `1,204 people`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
