"""The words of bundles: English is the key, `catalogues/zh.po` the Chinese.

Sentences that detection wrote with names and figures in them are matched with their templates in the catalogue.
"""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from workspace.catalogues import read_catalogue
from workspace.inert import plain

CATALOGUES = Path(__file__).parent / "catalogues"
Translate = Callable[[str], str]
_FIELD = re.compile(r"\{(\w+)\}")

KINDS = {
    "Person": "insured person",
    "Card": "card",
    "Institution": "institution",
    "Doctor": "doctor",
    "Drug": "drug",
    "Batch": "lot",
}
ROLES = {
    "lender": "lender",
    "organiser": "organiser",
    "collector": "collector",
    "seller": "seller",
    "card_used": "card used",
    "drug_collected": "drug collected",
    "lot_collected": "lot collected",
    "place_of_collection": "place of collection",
    "sink_shop": "sink shop",
    "shop": "shop",
    "prescriber": "prescriber",
    "doctor_hub": "doctor hub",
}
TIES = {
    "HOLDS": "holds the card",
    "BOUGHT_AT": "bought at",
    "COLLECTED_FOR": "collected for",
    "DISPENSED_TO": "dispensed to",
    "PRESCRIBED_TO": "prescribed to",
    "WORKS_AT": "works at",
    "LOT_OF": "is a lot of",
    "ACTS_FOR": "is the registered agent of",
    "LIVES_WITH": "lives in one household with",
}
PATTERNS = {
    "card_lending": "Card lending",
    "shop_collusion": "Shop–patient collusion",
    "resale": "Drug resale",
}
LEVELS = {"red": "red", "yellow": "yellow", "watch": "watch"}
VERDICTS = {"likely": "likely", "open": "open", "ruled_out": "ruled out"}


def translator(language: str) -> Translate:
    """What gives a text in a language; English texts stay as they are."""
    if language == "en":
        return _same
    return read_catalogue(CATALOGUES / f"{language}.po", language).gettext


def _same(text: str) -> str:
    return text


def _word(words: dict[str, str], name: str, language: str) -> str:
    return translator(language)(words.get(name, plain(name).replace("_", " ")))


def kind(label: str, language: str) -> str:
    """A kind of member, as `Person` or `person`."""
    return _word(KINDS, label.capitalize(), language)


def role(name: str, language: str) -> str:
    """What a member does in the ring."""
    return _word(ROLES, name, language)


def tie(name: str, language: str) -> str:
    """What ties two members: an edge's kind; a signal's name in capitals reads as the signal."""
    return _word(TIES, name, language) if name in TIES else signal(name.lower(), language)


def pattern(name: str, language: str) -> str:
    """A pattern of rings."""
    return _word(PATTERNS, name, language)


def level(name: str, language: str) -> str:
    """A level."""
    return _word(LEVELS, name, language)


def verdict(name: str, language: str) -> str:
    """What was judged of an innocent explanation."""
    return _word(VERDICTS, name, language)


def signal(name: str, language: str) -> str:
    """A signal or an explanation by its file's name."""
    return _word({}, name, language)


def sentence(text: str, language: str) -> str:
    """A sentence of detection, harmless, in a language; as it is where no template fits."""
    if language == "en":
        return plain(text)
    return plain(_whole(text, language) or _in_parts(text, language))


def _whole(text: str, language: str) -> str | None:
    exact = translator(language)(text)
    if exact != text:
        return exact
    for pattern_, template in _templates(language):
        found = pattern_.fullmatch(text)
        if found:
            values = found.groupdict()
            if "title" in values:
                values["title"] = translator(language)(values["title"])
            return template.format(**values)
    return None


def _in_parts(text: str, language: str) -> str:
    """Detection joins an afterthought by a semicolon: each part by itself, where both are known."""
    first, mark, second = text.rpartition("; ")
    if not mark:
        return text
    parts = (_whole(first, language) or _in_parts(first, language), _whole(second, language) or second)
    return f"{parts[0]}；{parts[1]}"


@cache
def _templates(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Templates of sentences, those with the most fixed text first."""
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        messages = [(str(one.id), str(one.string)) for one in read_po(file, locale=language) if one.id]
    found = [(template, text) for template, text in messages if _FIELD.search(template)]
    found.sort(key=lambda pair: -len(_FIELD.sub("", pair[0])))
    return tuple((template_pattern(msgid), text) for msgid, text in found)


def template_pattern(template: str) -> re.Pattern[str]:
    """A pattern that fits the texts made of a template; fields as `{name}`."""
    parts = _FIELD.split(template)
    made = "".join(
        f"(?P<{part}>.+?)"
        if number % 2 and part not in parts[1:number:2]
        else f"(?P={part})"
        if number % 2
        else re.escape(part)
        for number, part in enumerate(parts)
    )
    return re.compile(made, re.DOTALL)
