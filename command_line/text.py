"""Text from files made safe to print: what would steer a terminal or turn the reading order is spelt out."""

import unicodedata

# Control, format (which holds the right-to-left marks and zero-width characters), surrogate, line and
# paragraph separators, unassigned: none of these has a shape of its own on a terminal.
_SHAPELESS = {"Cc", "Cf", "Cs", "Zl", "Zp", "Cn"}


def shapeless(character: str) -> bool:
    """Whether a character has no shape of its own and may act on the terminal instead."""
    return unicodedata.category(character) in _SHAPELESS


def neutral(text: object, *, keep_lines: bool = False) -> str:
    """The text with every shapeless character written as `⟨U+…⟩`; `keep_lines` leaves line feeds alone."""
    plain = str(text)
    if plain.isprintable():
        return plain
    return "".join(
        f"⟨U+{ord(character):04X}⟩" if shapeless(character) and not (keep_lines and character == "\n") else character
        for character in plain
    )


def yuan(amount: float) -> str:
    """Money as people read it: `¥ 12,345.00`."""
    return f"¥ {amount:,.2f}"


def counted(number: int, one: str, many: str | None = None) -> str:
    """`1 ring`, `2 rings`, `1,204 people`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
