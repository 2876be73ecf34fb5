"""Text from files made harmless to show: names come from deliveries that anybody may have written."""

import re

from workspace.inert import not_a_formula as not_a_formula
from workspace.inert import plain as plain

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&^@=])")
# A bare address is made a link after escapes are undone; a character of no width in it prevents that.
_ADDRESS = re.compile(r"(https?:|www|@)", re.IGNORECASE)
_JOINER = "\u2060"


def escaped(text: object) -> str:
    """The text for a place that reads Markdown: no link, picture, formula, colour or tag comes of it."""
    return _MARKDOWN.sub(r"\\\1", _ADDRESS.sub(f"\\1{_JOINER}", plain(text)))
