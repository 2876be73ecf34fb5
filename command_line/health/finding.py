"""One finding of the doctor."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a subject is; only `broken` makes the doctor end with 1."""

    OK = "ok"
    NOTE = "note"  # worth knowing, nothing to mend
    MISSING = "missing"  # an optional part
    BROKEN = "broken"


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it is, and what to do where it is not well."""

    subject: str
    state: State
    detail: str
    advice: str = ""
