"""What an innocent explanation is: a judge that reads the same evidence and says ruled out, open or likely."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from detection.draft import Draft
from workspace.folders import modules_of

Word = Literal["ruled_out", "open", "likely"]


@dataclass(frozen=True)
class Verdict:
    """What a judge says, and why, in a sentence."""

    verdict: Word
    why: str


def ruled_out(why: str) -> Verdict:
    """The evidence speaks against the explanation."""
    return Verdict("ruled_out", why)


def open_question(why: str) -> Verdict:
    """The evidence neither supports nor excludes the explanation."""
    return Verdict("open", why)


def likely(why: str) -> Verdict:
    """The explanation accounts for what was seen; it keeps the ring from red and yellow."""
    return Verdict("likely", why)


@dataclass(frozen=True)
class Explanation:
    """An innocent look-alike: `explains` are the signals that it can account for."""

    name: str
    title: str
    explains: frozenset[str]
    judge: Callable[[Draft], Verdict]


@cache
def all_explanations() -> tuple[Explanation, ...]:
    """Every explanation of the folder `detection/explanations`, by name."""
    return tuple(module.explanation for module in modules_of("detection.explanations"))
