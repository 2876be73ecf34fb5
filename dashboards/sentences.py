"""A ring in one sentence, in the session's language."""

from typing import Any

from dashboards import words
from dashboards.texts import t
from detection.headline import count, day


def ring_sentence(ring: dict[str, Any]) -> str:
    """Pattern, people, places, loss, first and last day."""
    return t(
        "{pattern}: {people}, {places}, loss {loss}, {first} to {last}.",
        pattern=words.pattern(ring["pattern"]),
        people=words.people(count(ring, "person")),
        places=words.places(count(ring, "institution")),
        loss=unbroken(words.yuan(ring["loss_amount"])),
        first=unbroken(day(ring["first_seen"])),
        last=unbroken(day(ring["last_seen"])),
    )


def unbroken(text: str) -> str:
    """A date or amount that no line breaks."""
    return text.replace("-", "\u2011").replace(" ", "\u00a0")
