"""The header of a saved query: `// key: value` lines above its text. All that is wrong is told at once.

// title: Cards behind one terminal
// 标题: 同一终端的多张卡
// question: Which terminals of a place served many cards on one day?
// 问题: 哪些终端一天内刷过多张卡?
// group: card_lending
// for: analyst, investigator
// on: Institution                                            node kinds it is offered on, or -
// param: institution_id string from Institution.institution_id -- the place
// param: at_least integer = 5 -- cards on a day
// row: one terminal and day
// column: terminal string -- the terminal
// column: card string personal credential -- a card           personal: masked unless asked for whole
// example: institution_id=I1 at_least=3                       or -
"""

import re
import shlex
from pathlib import Path

from graph.declaration import NODE_KINDS
from graph.masking import PERSONAL_KINDS
from queries.binding import bind_one
from queries.dialects import unknown_functions
from queries.saved_query import (
    AUDIENCES,
    GROUPS,
    MIXED,
    Column,
    ColumnType,
    Parameter,
    ParameterType,
    SavedQuery,
    parameters_in,
)
from workspace.errors import RingtraceError

_TEXTS = (ColumnType.STRING, ColumnType.STRINGS)
_ONCE = ("title", "标题", "question", "问题", "group", "for", "on", "row", "example")
_MANY = ("param", "column")
_LINE = re.compile(r"//\s*([^:\s]+):\s*(.*?)\s*\Z")
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_PARAM = re.compile(
    r"(?P<name>\w+)\s+(?P<type>\w+)(?:\s+=\s+(?P<default>\S+))?(?:\s+from\s+(?P<label>\w+)\.(?P<property>\w+))?"
    r"\s+--\s+(?P<meaning>\S.*)\Z"
)
_COLUMN = re.compile(r"(?P<name>\w+)\s+(?P<type>\w+)(?:\s+personal\s+(?P<personal>\w+))?\s+--\s+(?P<meaning>\S.*)\Z")


def read_query(file: Path, *, built_in: bool = True) -> SavedQuery:
    """The saved query in a file.

    Raises:
        RingtraceError: the file cannot be read, or its header or text does not keep the rules; all problems are named.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise RingtraceError(f"{file} is not UTF-8 text ({error.reason} at byte {error.start}).") from error
    return parse_query(file.stem, text, str(file), built_in=built_in)


def parse_query(name: str, text: str, place: str, *, built_in: bool = True) -> SavedQuery:
    """The saved query in a text; `place` is where it came from, for messages.

    Raises:
        RingtraceError: header or text does not keep the rules; all problems are named.
    """
    header = _Header(name, text)
    query = header.query(built_in)
    if header.problems:
        raise RingtraceError(f"{place} is not a saved query:\n" + "\n".join(f"  {one}" for one in header.problems))
    return query


class _Header:
    """A header while it is read; collects what is wrong with it."""

    def __init__(self, name: str, text: str) -> None:
        self.problems: list[str] = []
        self.name = name
        lines = text.splitlines()
        count = next((i for i, line in enumerate(lines) if not line.startswith("//")), len(lines))
        self.values: dict[str, list[str]] = {key: [] for key in (*_ONCE, *_MANY)}
        for number, line in enumerate(lines[:count], start=1):
            self._take(number, line)
        self.body = "\n".join(lines[count:]).strip()

    def _take(self, number: int, line: str) -> None:
        found = _LINE.match(line)
        if not found:
            self.problems.append(f"line {number}: {line!r} is not `// key: value`")
        elif found[1] not in self.values:
            self.problems.append(f"line {number}: unknown key {found[1]!r}; known: {', '.join(self.values)}")
        elif not found[2]:
            self.problems.append(f"line {number}: {found[1]} is empty")
        else:
            self.values[found[1]].append(found[2])

    def _once(self, key: str) -> str:
        given = self.values[key]
        if len(given) != 1:
            self.problems.append(f"{key}: {'missing' if not given else f'given {len(given)} times'}")
        return given[0] if given else ""

    def query(self, built_in: bool) -> SavedQuery:
        """The query as far as it can be read; `problems` says what is wrong."""
        parameters = tuple(filter(None, map(self._parameter, self.values["param"])))
        columns = tuple(filter(None, map(self._column, self.values["column"])))
        query = SavedQuery(
            name=self.name,
            title=self._once("title"),
            title_zh=self._once("标题"),
            question=self._once("question"),
            question_zh=self._once("问题"),
            group=self._group(),
            audience=self._listed("for", AUDIENCES),
            offered_on=self._listed("on", tuple(NODE_KINDS)),
            parameters=parameters,
            row=self._once("row"),
            columns=columns,
            example=self._example(parameters),
            text=self.body,
            built_in=built_in,
        )
        self._check(query)
        return query

    def _group(self) -> str:
        group = self._once("group")
        if group and group not in GROUPS:
            self.problems.append(f"group: {group!r} is none of {', '.join(GROUPS)}")
        return group

    def _listed(self, key: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
        given = self._once(key)
        items = () if given == "-" else tuple(part.strip() for part in given.split(","))
        for unknown in [item for item in items if item not in allowed and given]:
            self.problems.append(f"{key}: {unknown!r} is none of {', '.join(allowed)}")
        return items

    def _parameter(self, line: str) -> Parameter | None:
        found = _PARAM.match(line)
        if not found:
            form = "NAME TYPE [= DEFAULT] [from Label.property] -- meaning"
            self.problems.append(f"param: {line!r} is not of the form {form}")
            return None
        if found["type"] not in list(ParameterType):
            self.problems.append(f"param {found['name']}: type {found['type']!r} is none of {', '.join(ParameterType)}")
            return None
        suggestions = (found["label"], found["property"]) if found["label"] else None
        self._check_suggestions(found["name"], suggestions)
        default = None if found["default"] is None else found["default"].strip("'")
        parameter = Parameter(found["name"], ParameterType(found["type"]), found["meaning"], default, suggestions)
        if default is not None:
            self._try_value(parameter, default, "default")
        return parameter

    def _check_suggestions(self, name: str, suggestions: tuple[str, str] | None) -> None:
        if suggestions is None:
            return
        kind = NODE_KINDS.get(suggestions[0])
        if kind is None or suggestions[1] not in [item.name for item in kind.properties]:
            self.problems.append(f"param {name}: there is no {'.'.join(suggestions)} to take suggestions from")

    def _try_value(self, parameter: Parameter, value: str, what: str) -> None:
        try:
            bind_one(parameter, value)
        except RingtraceError as error:
            self.problems.append(f"{what} of {error}")

    def _column(self, line: str) -> Column | None:
        found = _COLUMN.match(line)
        if not found:
            self.problems.append(f"column: {line!r} is not of the form NAME TYPE [personal KIND] -- meaning")
            return None
        if found["type"] not in list(ColumnType):
            self.problems.append(f"column {found['name']}: type {found['type']!r} is none of {', '.join(ColumnType)}")
            return None
        personal = found["personal"] or ""
        if personal and (found["type"] not in _TEXTS or personal not in (*PERSONAL_KINDS, MIXED)):
            kinds = ", ".join((*PERSONAL_KINDS, MIXED))
            self.problems.append(f"column {found['name']}: personal {personal!r} is none of {kinds}, of a text")
        return Column(found["name"], ColumnType(found["type"]), found["meaning"], personal)

    def _example(self, parameters: tuple[Parameter, ...]) -> dict[str, str]:
        given = self._once("example")
        pairs = [] if given in ("-", "") else [word.partition("=") for word in shlex.split(given)]
        values = {name: value for name, _, value in pairs}
        known = {one.name: one for one in parameters}
        for name, value in values.items():
            if name in known:
                self._try_value(known[name], value, "example")
            else:
                self.problems.append(f"example: there is no parameter {name!r}")
        for missing in [one.name for one in parameters if one.default is None and one.name not in values]:
            self.problems.append(f"example: gives no value for {missing}")
        return values

    def _check(self, query: SavedQuery) -> None:
        """What header and text must have in common."""
        if not _NAME.match(query.name):
            self.problems.append(f"name {query.name!r}: a file's name is in lower_snake_case")
        if not query.columns:
            self.problems.append("column: missing")
        if not query.text:
            self.problems.append("there is no query below the header")
        for what, names in (
            ("param", [one.name for one in query.parameters]),
            ("column", [one.name for one in query.columns]),
        ):
            twice = sorted({name for name in names if names.count(name) > 1})
            self.problems += [f"{what} {name}: declared twice" for name in twice]
        self._check_text(query)
        self._check_start(query)

    def _check_text(self, query: SavedQuery) -> None:
        declared, used = {one.name for one in query.parameters}, set(parameters_in(query.text))
        self.problems += [f"${name} is used but not declared by a param line" for name in sorted(used - declared)]
        self.problems += [f"param {name}: not used in the query" for name in sorted(declared - used)]
        unknown = unknown_functions(query.text)
        self.problems += [f"$${function}: no such function of `queries.dialects`" for function in unknown]

    def _check_start(self, query: SavedQuery) -> None:
        """A query that is offered on a kind of node takes the key of one."""
        taken = [one.suggestions for one in query.parameters]
        for label in [one for one in query.offered_on if one in NODE_KINDS]:
            key = NODE_KINDS[label].key.name
            if (label, key) not in taken:
                self.problems.append(f"on: {label} needs a param from {label}.{key}, to start from such a node")
