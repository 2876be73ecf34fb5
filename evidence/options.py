"""What a bundle is asked to hold, and for whom it is made."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from workspace.access import acting
from workspace.errors import RingtraceError

LANGUAGES = ("en", "zh")


def maker() -> str:
    """Who makes a bundle where nobody is named."""
    return acting().name or "local user"


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Options:
    """How a bundle is made.

    Raises:
        RingtraceError: names are asked for without a purpose, or the language is unknown.
    """

    full: bool = False  # names, contacts and identity numbers in clear
    minimal: bool = False  # only the lines that the findings rest on
    language: str = "en"
    by: str = field(default_factory=maker)
    why: str = ""
    case: str = ""  # for which it is made; the audit log asks for one where names are shown in clear
    when: datetime = field(default_factory=_now)

    def __post_init__(self) -> None:
        if self.full and not self.why.strip():
            raise RingtraceError("Names are shown in clear for a purpose only. Say it: --full --why 'case 2026-17'.")
        if self.language not in LANGUAGES:
            raise RingtraceError(f"{self.language} is not a language of reports. Name one of: {', '.join(LANGUAGES)}.")
