"""What a check on the spot can come to; by itself, so that the command line knows it without opening the casebook."""

from enum import StrEnum


class Outcome(StrEnum):
    """What a check on the spot came to."""

    PROVES = "proves"
    CLEARS = "clears"
    UNCLEAR = "unclear"
