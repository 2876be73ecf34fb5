"""Text from files made harmless: names come from deliveries that anybody may have written."""

import unicodedata

# No shape of their own: controls, right-to-left marks, surrogates, separators, unassigned.
_SHAPELESS = {"Cc", "Cf", "Cs", "Zl", "Zp", "Cn"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def shapeless(character: str) -> bool:
    """Whether a character has no shape of its own, and may act on a terminal or turn the reading order instead."""
    return unicodedata.category(character) in _SHAPELESS


def plain(text: object, *, keep_lines: bool = False) -> str:
    """The text with every shapeless character written as `⟨U+…⟩`; `keep_lines` leaves line feeds alone."""
    given = "" if text is None else str(text)
    if given.isprintable():
        return given
    kept = "\n" if keep_lines else ""
    return "".join(f"⟨U+{ord(one):04X}⟩" if one not in kept and shapeless(one) else one for one in given)


def not_a_formula(text: str) -> str:
    """A cell that no spreadsheet runs: an apostrophe stands before what would begin a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text
