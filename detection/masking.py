"""Names as they may be shown to anyone: enough to tell people apart in a list, not to know who they are."""


def masked(name: str | None) -> str:
    """`王*`, `欧***`, `A***`: the first character, then stars.

    A name in Chinese keeps its length, since that is how such lists are read; any other name does not, since
    length and initials together would often give it away. Empty stays empty.
    """
    plain = (name or "").strip()
    if not plain:
        return ""
    chinese = all("\u3400" <= character <= "\u9fff" for character in plain)
    return plain[0] + "*" * (max(len(plain) - 1, 1) if chinese else 3)
