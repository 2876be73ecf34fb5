"""The table of rings: rows as people read them, filtered by pattern, level and region."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd
import streamlit as st

from dashboards.inert import plain
from dashboards.standing import Standing, document, ring_regions
from dashboards.words import level, p_value, pattern, said, signal, variant
from detection.headline import count, day, strongest


@dataclass(frozen=True)
class Wanted:
    """What rings are wanted: a text in their ids, members, places or signs, and values of which one must fit."""

    text: str = ""
    patterns: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    months: tuple[str, ...] = ()  # of the last day, YYYY-MM
    changes: tuple[str, ...] = ()


def rows(rings: list[dict[str, Any]], touched: dict[str, frozenset[str]]) -> pd.DataFrame:
    """One row a ring, highest score first."""
    words = _Words(cache(level), cache(pattern), cache(variant))
    found = [_row(ring, touched.get(ring["ring_id"], frozenset()), words) for ring in _ranked(rings)]
    return pd.DataFrame(found, columns=_COLUMNS)


@st.cache_resource(max_entries=4, show_spinner=False)
def all_rows(key: Standing, language: str) -> pd.DataFrame:
    """The rows of a run in a language, by the rings' ids; nobody changes them."""
    del language  # the words of the rows are in the session's
    found = rows(document(key)["rings"], ring_regions(key))
    return found.set_axis([str(ring["ring_id"]) for ring in _ranked(document(key)["rings"])])


def _ranked(rings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rings, key=lambda ring: (-ring["score"], ring["ring_id"]))


_NAMED = 3  # regions of a row
_COLUMNS = ["ring_id", "level", "score", "pattern", "people", "places", "loss", "last", "strongest"]
_COLUMNS += ["variant", "first", "regions"]


@dataclass(frozen=True)
class _Words:
    """The words of a few names, each looked up once: the session's language is asked for at every word else."""

    level: Callable[[str], str]
    pattern: Callable[[str], str]
    variant: Callable[[str], str]


def _row(ring: dict[str, Any], regions: frozenset[str], words: _Words) -> dict[str, Any]:
    return {
        "ring_id": plain(ring["ring_id"]),
        "level": words.level(ring["level"]),
        "score": ring["score"],
        "pattern": words.pattern(ring["pattern"]),
        "variant": words.variant(ring["variant"]),
        "people": count(ring, "person"),
        "places": count(ring, "institution"),
        "loss": ring["loss_amount"],
        "first": day(ring["first_seen"]),
        "last": day(ring["last_seen"]),
        "regions": _several(sorted(regions)),
        "strongest": said(strongest(ring)),
    }


def _several(regions: list[str]) -> str:
    """The first regions, and how many more; the filter has them all."""
    named = ", ".join(plain(one) for one in regions[:_NAMED])
    return named if len(regions) <= _NAMED else f"{named} + {len(regions) - _NAMED}"


@st.cache_resource(max_entries=4, show_spinner=False)
def all_texts(key: Standing, language: str) -> dict[str, str]:
    """What a search looks through, by the rings' ids: a ring's id, its members' ids, its signs; statements name places.

    Made once for a run and a language: put together at each search it takes a quarter of a second for 1,000 rings.
    """
    del language  # the words are in the session's
    name = cache(signal)
    return {str(ring["ring_id"]): _text(ring, name) for ring in document(key)["rings"]}


def _text(ring: dict[str, Any], name: Callable[[str], str]) -> str:
    parts = [ring["ring_id"], *(one["id"] for one in ring["members"])]
    parts += [part for one in ring["signals"] for part in (one["statement"], name(one["signal"]))]
    return "\n".join(dict.fromkeys(str(one) for one in parts)).casefold()


ORDERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "score": lambda ring: ring["score"],
    "loss": lambda ring: ring["loss_amount"],
    "people": lambda ring: count(ring, "person"),
    "last": lambda ring: ring["last_seen"] or "",
}


def ordered(rings: list[dict[str, Any]], by: str) -> list[dict[str, Any]]:
    """The rings with the most of something first; of equals the likelier, as they came."""
    return sorted(rings, key=ORDERS[by], reverse=True)


def chosen(
    rings: list[dict[str, Any]],
    touched: dict[str, frozenset[str]],
    events: dict[str, frozenset[str]],
    wanted: Wanted,
    texts: dict[str, str],
) -> list[dict[str, Any]]:
    """The rings that fit every filter, highest score first; an empty filter lets all through. `texts`: `all_texts`."""
    text = wanted.text.casefold()
    return [
        ring
        for ring in _ranked(rings)
        if (not wanted.patterns or ring["pattern"] in wanted.patterns)
        and (not wanted.levels or ring["level"] in wanted.levels)
        and (not wanted.regions or touched.get(ring["ring_id"], frozenset()) & set(wanted.regions))
        and (not wanted.months or (ring["last_seen"] or "")[:7] in wanted.months)
        and (not wanted.changes or events.get(ring["ring_id"], frozenset()) & set(wanted.changes))
        and (not text or text in texts[str(ring["ring_id"])])
    ]


def members(found: tuple[Any, ...]) -> dict[str, pd.DataFrame]:
    """Members by role, the heaviest first; the role with the most people first."""
    by_role: dict[str, list[dict[str, Any]]] = {}
    for one in sorted(found, key=lambda one: (one.kind != "person", -one.weight, one.id)):
        named = {"label": plain(one.label), "id": plain(one.id), "weight": one.weight}
        by_role.setdefault(one.role, []).append(named)
    return {name: pd.DataFrame(members) for name, members in by_role.items()}


def signal_rows(signals: list[dict[str, Any]]) -> pd.DataFrame:
    """The signals of a ring, in the order given."""
    return pd.DataFrame(
        {
            "signal": [signal(one["signal"]) for one in signals],
            "p_value": [p_value(one["p_value"]) for one in signals],
            "weight": [one["weight"] for one in signals],
            "lines": [len(one["line_ids"]) for one in signals],
            "statement": [said(one["statement"]) for one in signals],
        }
    )


def lines(found: tuple[Any, ...]) -> pd.DataFrame:
    """The lines of evidence in order of time, each with the file and row it stands in."""
    return pd.DataFrame(
        {
            "settled_at": pd.to_datetime(pd.Series([one.settled_at for one in found], dtype="datetime64[us]")),
            "person_id": [plain(one.person_id) for one in found],
            "institution": [plain(one.institution) for one in found],
            "drug": [plain(one.drug) for one in found],
            "quantity": [_number(one.quantity) for one in found],
            "amount": [_number(one.amount) for one in found],
            "signals": [", ".join(signal(name) for name in one.signals) for one in found],
            "file": [plain(one.file) for one in found],
            "row": [one.row for one in found],
        }
    )


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
