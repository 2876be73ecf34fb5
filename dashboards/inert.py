"""Text from files made harmless to show: names come from deliveries that anybody may have written."""

import re
import unicodedata

# No shape of their own: controls, right-to-left marks, surrogates, separators, unassigned.
_SHAPELESS = {"Cc", "Cf", "Cs", "Zl", "Zp", "Cn"}
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&^@=])")
# A bare address is made a link after escapes are undone; a character of no width in it prevents that.
_ADDRESS = re.compile(r"(https?:|www|@)", re.IGNORECASE)
_JOINER = "\u2060"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain(text: object) -> str:
    """The text with every character that has no shape written as `⟨U+…⟩`; for tables, the canvas and charts."""
    given = "" if text is None else str(text)
    if given.isprintable():
        return given
    return "".join(f"⟨U+{ord(one):04X}⟩" if unicodedata.category(one) in _SHAPELESS else one for one in given)


def escaped(text: object) -> str:
    """The text for a place that reads Markdown: no link, picture, formula, colour or tag comes of it."""
    return _MARKDOWN.sub(r"\\\1", _ADDRESS.sub(f"\\1{_JOINER}", plain(text)))


def not_a_formula(text: str) -> str:
    """A cell that no spreadsheet runs: an apostrophe stands before what would begin a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text
