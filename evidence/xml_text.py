"""Text that XML can hold: most control characters have no place in it, not even escaped."""

import re

# Everything but the Char production of XML 1.0, section 2.2; carriage returns would be read back as line feeds.
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """The text with each character that XML cannot hold written as `⟨U+…⟩`."""
    return _NOT_XML.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)
