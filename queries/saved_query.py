"""What a saved query is: its text and everything that its header says about it."""

import re
from dataclasses import dataclass
from enum import StrEnum
from shlex import quote
from typing import Any

GROUPS = {
    "card_lending": "Card lending",
    "collusion": "Shop–patient collusion",
    "resale": "Drug resale",
    "rings": "Rings",
    "supervision": "Supervision",
    "data_quality": "Data quality",
    "recall": "Drug recall",
    "own": "Own queries",
}
AUDIENCES = ("analyst", "investigator", "supervisor", "data officer")

# What is no code: texts, quoted names and comments.
QUIET = r"""'(?:\\.|[^'\\])*' | "(?:\\.|[^"\\])*" | `[^`]*` | //[^\n]* | /\*.*?\*/"""
_PARAMETERS = re.compile(rf"{QUIET} | (?<!\$)\$(?P<name>[A-Za-z_]\w*)", re.VERBOSE | re.DOTALL)


def parameters_in(text: str) -> tuple[str, ...]:
    """Names of the parameters that a query's text uses, each once, in their order."""
    found = (match["name"] for match in _PARAMETERS.finditer(text))
    return tuple(dict.fromkeys(name for name in found if name))


class ParameterType(StrEnum):
    """What a parameter holds."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"  # local time
    MINUTES = "minutes"  # a span of time
    DAYS = "days"  # a span of time


MIXED = "mixed"  # a column in which some values may be personal: found by comparison with the tables


class ColumnType(StrEnum):
    """What a column of the answer holds."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"
    STRINGS = "strings"  # a list of texts


@dataclass(frozen=True)
class Parameter:
    """One parameter; `default` is as written in the header, None where a value must be given."""

    name: str
    type: ParameterType
    meaning: str
    default: str | None = None
    suggestions: tuple[str, str] | None = None  # label and property where values are found


@dataclass(frozen=True)
class Column:
    """One column of the answer."""

    name: str
    type: ColumnType
    meaning: str
    personal: str = ""  # one of `graph.masking.PERSONAL_KINDS`, or `MIXED`; empty: nothing personal


@dataclass(frozen=True)
class SavedQuery:
    """A query with its form and its documentation."""

    name: str
    title: str
    title_zh: str
    question: str
    question_zh: str
    group: str
    audience: tuple[str, ...]
    offered_on: tuple[str, ...]  # labels of nodes
    parameters: tuple[Parameter, ...]
    row: str  # what one row means
    columns: tuple[Column, ...]
    example: dict[str, str]  # values of parameters
    text: str  # Cypher in the portable subset; `queries.dialects` makes it an engine's
    built_in: bool = True

    @property
    def starts_from_node(self) -> bool:
        """Whether it begins at one node, and so reads little, or reads the whole graph."""
        return any(one.default is None and one.suggestions for one in self.parameters)

    @property
    def command(self) -> str:
        """The command line of the example."""
        given = (f"-p {quote(f'{name}={value}')}" for name, value in self.example.items())
        return " ".join(["ringtrace query run", self.name, *given])

    def described(self) -> dict[str, Any]:
        """Everything that the header says, for JSON."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__} | {"command": self.command}
