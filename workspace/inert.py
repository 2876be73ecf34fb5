"""Text from files made harmless: names come from deliveries that anybody may have written."""

import unicodedata

# No shape of their own: controls, right-to-left marks, surrogates, separators, unassigned.
_SHAPELESS = {"Cc", "Cf", "Cs", "Zl", "Zp", "Cn"}
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain(text: object) -> str:
    """The text with every character that has no shape written as `⟨U+…⟩`."""
    given = "" if text is None else str(text)
    if given.isprintable():
        return given
    return "".join(f"⟨U+{ord(one):04X}⟩" if unicodedata.category(one) in _SHAPELESS else one for one in given)


def not_a_formula(text: str) -> str:
    """A cell that no spreadsheet runs: an apostrophe stands before what would begin a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text
