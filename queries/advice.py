"""What is wrong with a query and where: the place in its text, and the nearest label, property, function or word."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from graph.declaration import KINDS
from graph.store import QueryRefused
from queries.saved_query import parameters_in

_QUIET = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/""", re.DOTALL)
_WORDS = (
    *("ALL", "AND", "ANY", "AS", "ASC", "BY", "CASE", "CONTAINS", "COUNT", "DESC", "DISTINCT", "ELSE", "END", "ENDS"),
    *("EXISTS", "FALSE", "IN", "IS", "LIMIT", "MATCH", "NOT", "NULL", "OPTIONAL", "OR", "ORDER", "RETURN", "SKIP"),
    *("STARTS", "THEN", "TRUE", "UNION", "UNWIND", "WHEN", "WHERE", "WITH", "XOR"),
)
_FUNCTIONS = (
    *("abs", "avg", "ceil", "coalesce", "collect", "count", "date", "duration", "exp", "floor", "label", "labels"),
    *("left", "length", "lower", "ltrim", "max", "min", "nodes", "pi", "range", "rels", "replace", "reverse", "right"),
    *("round", "rtrim", "sign", "size", "sqrt", "string", "substring", "sum", "timestamp", "tolower", "toupper"),
    *("trim", "upper"),
)
LONGEST_PATH = 30  # steps; the engine's limit
_DOES_NOT = "The graph store does not understand the query: "


@dataclass(frozen=True)
class _Complaint:
    """What the engine says, how its subject is found in the text, and what may be meant instead."""

    engine: re.Pattern[str]  # the engine's words; group 1 is the name at fault
    place: str  # pattern of the place; {} is the name
    told: str  # sentence; {} is the name
    candidates: Callable[[str, re.Match[str]], Iterable[str]]  # from text and match to the names that there are


def _labels(_text: str, _found: re.Match[str]) -> Iterable[str]:
    return KINDS


def _properties(text: str, found: re.Match[str]) -> Iterable[str]:
    """Properties of the kind that the variable has in the text, else all there are.

    An engine that does not tell the variable calls it `?`: then it is the first that is asked for the property.
    """
    variable, name = found[2], re.escape(found[1].strip("`"))
    if variable == "?":
        asked = re.search(rf"(\w+)\s*\.\s*`?{name}\b", text)
        variable = asked[1] if asked else variable
    within = rf"[(\[]\s*\w*\s*:\s*`?(\w+)`?\s*\{{[^}}]*\b{name}\b"
    named = re.search(rf"[(\[]\s*{re.escape(variable)}\s*:\s*`?(\w+)", text) or re.search(within, text)
    kinds = [KINDS[named[1]]] if named and named[1] in KINDS else list(KINDS.values())
    return dict.fromkeys(item.name for kind in kinds for item in kind.properties)


def _functions(_text: str, _found: re.Match[str]) -> Iterable[str]:
    return _FUNCTIONS


def _variables(text: str, _found: re.Match[str]) -> Iterable[str]:
    return dict.fromkeys(re.findall(r"(?:[(\[]\s*|\bAS\s+)(\w+)", text, re.IGNORECASE))


_COMPLAINTS = (
    _Complaint(re.compile(r"Table (\S+) does not exist"), r":\s*`?({})\b", "there is no label or edge {}", _labels),
    _Complaint(re.compile(r"Cannot find property (\S+) for (\S+?)\.?$", re.M), r"[.{{,]\s*`?({})\b",
               "there is no property {}", _properties),
    _Complaint(re.compile(r"function (\S+) (?:does not exist|is not defined)", re.I), r"\b({})\s*\(",
               "there is no function {}", _functions),
    _Complaint(re.compile(r"Variable (\S+) is not in scope"), r"(?<![\w$.:`])({})(?!\w)",
               "there is no variable {} here", _variables),
)  # fmt: skip
_AT = re.compile(r"\(line: (\d+), offset: (\d+)\)")
_PARSER = re.compile(r"Parser exception|Invalid input|Mismatched input|Failed to parse")


def check_parameters(text: str, given: Mapping[str, Any]) -> None:
    """Refuse a query whose parameters and those given are not the same.

    Raises:
        QueryRefused: one is missing, or one that is given is not used.
    """
    used = parameters_in(text)
    missing = [name for name in used if name not in given]
    if missing:
        raise QueryRefused(f"No value for {', '.join(f'${name}' for name in missing)}: give it with -p NAME=VALUE.")
    unused = [name for name in given if name not in used]
    if unused:
        near = [name for name in unused for _ in get_close_matches(name, used, n=1)]
        hint = f" The query uses {', '.join(f'${name}' for name in used)}." if near or used else ""
        raise QueryRefused(f"The query has no parameter {', '.join(f'${name}' for name in unused)}.{hint}")


def advised(message: str, text: str) -> str:
    """A refusal's message with the place in the query's text and the nearest name that there is."""
    if not message.startswith(_DOES_NOT):
        return message
    engine, code = message.removeprefix(_DOES_NOT), _loud(text)
    for complaint in _COMPLAINTS:
        found = complaint.engine.search(engine)
        if found:
            return _named(complaint, found, text, code)
    at = _AT.search(engine)
    if at:
        start = _start(text, int(at[1]), int(at[2]))
        if _PARSER.search(engine):
            told = f"it is not Cypher at the place below.{_word_meant(code)}"
        else:
            told = f"{engine[: at.start()].strip().rstrip('.')}."
        return f"{_DOES_NOT}{told}\n{_shown(text, start, 1)}"
    if "Upper bound of rel" in engine:
        return f"{_DOES_NOT}a path of variable length, as in [:LIVES_WITH*1..3], has at most {LONGEST_PATH} steps."
    told = engine.splitlines()[0].partition(": ")[2] or engine.splitlines()[0]
    return f"{_DOES_NOT}{told.removesuffix(' Supported inputs are').rstrip('.')}."


def _loud(text: str) -> str:
    """The text with comments and strings blanked, every place where it was."""
    return _QUIET.sub(lambda quiet: re.sub(r"[^\n]", " ", quiet[0]), text)


def _named(complaint: _Complaint, found: re.Match[str], text: str, code: str) -> str:
    name = found[1].strip("`.")
    place = re.search(complaint.place.format(re.escape(name)), code, re.IGNORECASE)
    candidates = [one for one in complaint.candidates(code, found) if one != name]
    written = place[1] if place else name
    told = f"{_DOES_NOT}{complaint.told.format(written)}.{_suggestion(written, candidates)}"
    return f"{told}\n{_shown(text, place.start(1), len(written))}" if place else told


def _suggestion(name: str, candidates: list[str]) -> str:
    """The nearest name, whatever its case."""
    folded = {one.casefold(): one for one in reversed(candidates)}
    near = get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    return f" Did you mean {folded[near[0]]}?" if near else ""


def _start(text: str, line: int, offset: int) -> int:
    """The place of a line (from 1) and an offset in it (from 0)."""
    start = sum(len(one) + 1 for one in text.split("\n")[: line - 1]) + offset
    return min(max(start, 0), len(text))


def _word_meant(code: str) -> str:
    known = {*_WORDS, *(name.upper() for name in (*_FUNCTIONS, *KINDS))}
    for word in re.findall(r"(?<![\w$.:`])[A-Za-z]{4,}(?![\w:.(])", code):
        near = get_close_matches(word.upper(), _WORDS, n=1, cutoff=0.75)
        if near and word.upper() not in known:
            return f" Did you mean {near[0]} instead of {word}?"
    return ""


def _shown(text: str, start: int, length: int) -> str:
    """The line of a place, marked below; wide characters (中文) count as two."""
    before = text[:start]
    number, column = before.count("\n") + 1, start - (before.rfind("\n") + 1)
    line = text.split("\n")[number - 1]
    indent = "".join("　" if ord(one) > 0x2E7F else " " for one in line[:column])
    return f"  line {number}, column {column + 1}:\n  {line}\n  {indent}{'^' * max(1, length)}"
