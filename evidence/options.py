"""What a bundle is asked to hold, and for whom it is made."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

from workspace.access import acting
from workspace.errors import RingtraceError

LANGUAGES = ("en", "zh")


class Audience(StrEnum):
    """For whom a bundle is made."""

    HOUSE = ""  # whoever works on the case
    POLICE = "police"  # everything that the findings rest on, names in clear
    INSTITUTION = "institution"  # what one institution is asked to answer


def audience_of(word: str) -> Audience:
    """The audience of a word.

    Raises:
        RingtraceError: the word names none.
    """
    known = [one.value for one in Audience if one]
    if word and word not in known:
        raise RingtraceError(f"{word} is nobody that a bundle is made for. Name one of: {', '.join(known)}.")
    return Audience(word)


def maker() -> str:
    """Who makes a bundle where nobody is named."""
    return acting().name or "local user"


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Options:
    """How a bundle is made.

    Raises:
        RingtraceError: names are asked for without a purpose, the language is unknown, or what is asked for does not
            go with whom it is for.
    """

    full: bool = False  # names, contacts and identity numbers in clear
    minimal: bool = False  # only the lines that the findings rest on
    language: str = "en"
    by: str = field(default_factory=maker)
    why: str = ""
    case: str = ""  # for which it is made; the audit log asks for one where names are shown in clear
    when: datetime = field(default_factory=_now)
    audience: Audience = Audience.HOUSE
    institution: str = ""  # id of the institution that is to answer

    def __post_init__(self) -> None:
        if self.full and not self.why.strip():
            raise RingtraceError("Names are shown in clear for a purpose only. Say it: --why 'case 2026-17'.")
        if self.language not in LANGUAGES:
            raise RingtraceError(f"{self.language} is not a language of reports. Name one of: {', '.join(LANGUAGES)}.")
        if self.institution and self.audience is not Audience.INSTITUTION:
            raise RingtraceError("An institution is named for its own answer only. Say it: --for institution.")
        if self.audience is Audience.POLICE and self.minimal:
            raise RingtraceError("What goes to the police holds all lines of the evidence: leave out --minimal.")
        if self.audience is Audience.INSTITUTION and self.full:
            raise RingtraceError("An institution is told nobody's name: leave out --full.")

    @classmethod
    def made_for(
        cls,
        audience: Audience,
        *,
        masked: bool | None = None,
        minimal: bool = False,
        language: str = "en",
        by: str = "",
        why: str = "",
        case: str = "",
        institution: str = "",
    ) -> "Options":
        """The options of an audience: names in clear for the police alone, unless `masked` says otherwise.

        Raises:
            RingtraceError: as above.
        """
        full = audience is Audience.POLICE if masked is None else not masked
        return cls(
            full=full,
            minimal=minimal,
            language=language,
            by=by or maker(),
            why=why,
            case=case,
            audience=audience,
            institution=institution,
        )

    @property
    def findings_alone(self) -> bool:
        """Whether only the lines that the findings rest on are gathered."""
        return self.minimal or self.audience is Audience.INSTITUTION
