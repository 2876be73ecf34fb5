"""Values of parameters as people write them, made into typed values that are bound, never spliced into the text."""

import math
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from typing import Any

from queries.saved_query import Parameter, ParameterType, SavedQuery
from workspace.errors import RingtraceError

_WORDS = {"true": True, "yes": True, "false": False, "no": False}
_LEAST, _MOST = -(2**63), 2**63 - 1


def bind(query: SavedQuery, given: Mapping[str, str]) -> dict[str, Any]:
    """Typed values of all of a query's parameters, defaults where nothing is given.

    Raises:
        RingtraceError: a name is unknown, a value is missing or does not fit; all are named at once.
    """
    known = {one.name: one for one in query.parameters}
    problems = [_unknown(name, known) for name in given if name not in known]
    bound: dict[str, Any] = {}
    for parameter in query.parameters:
        written = given.get(parameter.name, parameter.default)
        if written is None:
            problems.append(f"{parameter.name} is missing: {parameter.meaning} (-p {parameter.name}=…)")
            continue
        try:
            bound[parameter.name] = bind_one(parameter, written)
        except RingtraceError as error:
            problems.append(str(error))
    if problems:
        raise RingtraceError(f"{query.name} cannot run: {'; '.join(problems)}.\nExample: {query.command}")
    return bound


def bind_one(parameter: Parameter, written: str) -> Any:
    """One value, typed.

    Raises:
        RingtraceError: it does not fit the type; the message starts with the parameter's name.
    """
    try:
        return _CONVERSIONS[parameter.type](written.strip() if parameter.type != ParameterType.STRING else written)
    except (ValueError, OverflowError) as error:
        raise RingtraceError(f"{parameter.name}: {written!r} is not {_FORMS[parameter.type]}") from error


def _unknown(name: str, known: Mapping[str, Parameter]) -> str:
    near = get_close_matches(name, known, n=1)
    return f"there is no parameter {name!r}" + (f", did you mean {near[0]!r}?" if near else "")


def _integer(written: str) -> int:
    value = int(written)
    if not _LEAST <= value <= _MOST:
        raise ValueError(written)
    return value


def _number(written: str) -> float:
    value = float(written)
    if not math.isfinite(value):
        raise ValueError(written)
    return value


def _boolean(written: str) -> bool:
    if written.lower() not in _WORDS:
        raise ValueError(written)
    return _WORDS[written.lower()]


def _timestamp(written: str) -> datetime:
    """Local time; a date is its midnight, `today` the coming one, so that it covers what happened today."""
    if written == "today":
        return datetime.combine(date.today() + timedelta(days=1), time())
    value = datetime.fromisoformat(written)
    if value.tzinfo is not None:
        raise ValueError(written)
    return value


def _span(unit: str) -> Any:
    def convert(written: str) -> timedelta:
        value = _number(written)
        if value < 0:
            raise ValueError(written)
        return timedelta(**{unit: value})

    return convert


_CONVERSIONS = {
    ParameterType.STRING: str,
    ParameterType.INTEGER: _integer,
    ParameterType.NUMBER: _number,
    ParameterType.BOOLEAN: _boolean,
    ParameterType.DATE: date.fromisoformat,
    ParameterType.TIMESTAMP: _timestamp,
    ParameterType.MINUTES: _span("minutes"),
    ParameterType.DAYS: _span("days"),
}
_FORMS = {
    ParameterType.STRING: "a text",
    ParameterType.INTEGER: "a whole number of 64 bits",
    ParameterType.NUMBER: "a number",
    ParameterType.BOOLEAN: "true or false",
    ParameterType.DATE: "a date, such as 2025-01-31",
    ParameterType.TIMESTAMP: "a local time, such as 2025-01-31 or 2025-01-31T08:00:00, or today",
    ParameterType.MINUTES: "a number of minutes",
    ParameterType.DAYS: "a number of days",
}
