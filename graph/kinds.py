"""What a kind of node or edge is: frozen declarations that fail when constructed wrongly.

The kinds themselves are in `graph.nodes` and `graph.edges`, gathered in `graph.declaration`. Schema, loads,
counts, docs and every store read them.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from workspace.engine import identifier
from workspace.tables import Column, Kind, Table

_LABEL = re.compile(r"[A-Z][A-Za-z]*\Z")
_EDGE_LABEL = re.compile(r"[A-Z]+(_[A-Z]+)*\Z")
_PROPERTY = re.compile(r"[a-z]+(_[a-z]+)*\Z")


class PropertyType(StrEnum):
    """Types that every store holds. Graph engines lack a common decimal, so money is counted in fen, a hundredth of a
    yuan, as integers, whose sums are exact and which load several times as fast; quantities are doubles.

    A double carries 15 digits, so a quantity comes back exactly as the tables' decimal when rounded to 3 places, and a
    price to 2 (of a fen).
    """

    STRING = "string"
    INTEGER = "integer"  # 64 bits
    DOUBLE = "double"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "timestamp"  # local time, microseconds

    @property
    def engine_type(self) -> str:
        """The DuckDB type in which a value is handed to a store."""
        return _ENGINE_TYPES[self]


_ENGINE_TYPES = {
    PropertyType.STRING: "VARCHAR",
    PropertyType.INTEGER: "BIGINT",
    PropertyType.DOUBLE: "DOUBLE",
    PropertyType.BOOLEAN: "BOOLEAN",
    PropertyType.DATE: "DATE",
    PropertyType.TIMESTAMP: "TIMESTAMP",
}

_OF_COLUMN = {
    Kind.ID: (PropertyType.STRING, ""),
    Kind.TEXT: (PropertyType.STRING, ""),
    Kind.DATE: (PropertyType.DATE, ""),
    Kind.TIME: (PropertyType.TIMESTAMP, "local time"),
    Kind.MONEY: (PropertyType.INTEGER, "fen"),
    Kind.PRICE: (PropertyType.DOUBLE, "fen a pack"),
    Kind.QUANTITY: (PropertyType.DOUBLE, "packs"),
    Kind.NUMBER: (PropertyType.DOUBLE, ""),
    Kind.FLAG: (PropertyType.BOOLEAN, ""),
}


@dataclass(frozen=True)
class Property:
    """One property of a node or edge, and the SQL expression over the kind's source that gives it."""

    name: str
    type: PropertyType
    meaning: str
    unit: str = ""
    sql: str = ""  # empty: the source's column of that name

    def __post_init__(self) -> None:
        if not _PROPERTY.match(self.name):
            raise ValueError(f"property {self.name!r} is not in lower_snake_case")
        if not self.meaning:
            raise ValueError(f"property {self.name} does not say what it means")

    @property
    def value(self) -> str:
        """SQL of the property over the kind's source."""
        return self.sql or identifier(self.name)

    @property
    def select(self) -> str:
        """The property as an item of a SELECT, in the type that stores take."""
        return f"CAST({self.value} AS {self.type.engine_type}) AS {identifier(self.name)}"


def of_column(column: Column, sql: str = "") -> Property:
    """The property that carries a canonical column under its own name; money, which the tables have in yuan, in fen."""
    kind, unit = _OF_COLUMN[column.kind]
    if not sql and unit.startswith("fen"):
        sql = f"{identifier(column.name)} * 100"
    return Property(column.name, kind, column.meaning, unit, sql)


def of_table(table: Table, *names: str) -> tuple[Property, ...]:
    """Properties of a canonical table: all of its columns, or the named ones in that order."""
    columns = [table.column(name) for name in names] if names else table.columns
    return tuple(of_column(column) for column in columns)


@dataclass(frozen=True)
class NodeKind:
    """A kind of node. `source` is what follows FROM; empty where nodes come from a run, not from tables."""

    label: str
    meaning: str
    properties: tuple[Property, ...]  # the first is the key
    source: str = ""

    def __post_init__(self) -> None:
        if not _LABEL.match(self.label):
            raise ValueError(f"node label {self.label!r} is not in CamelCase")
        _check(self.label, self.meaning, self.properties)
        if not self.properties or self.key.type is not PropertyType.STRING:
            raise ValueError(f"{self.label} needs a key: a first property of type string")

    @property
    def key(self) -> Property:
        """The property that identifies a node within its kind."""
        return self.properties[0]


@dataclass(frozen=True)
class EdgeKind:
    """A kind of edge between nodes of the pairs of kinds in `ends`; `start` and `end` give their keys in SQL."""

    label: str
    meaning: str
    ends: tuple[tuple[str, str], ...]
    start: str = ""
    end: str = ""
    properties: tuple[Property, ...] = ()
    source: str = ""

    def __post_init__(self) -> None:
        if not _EDGE_LABEL.match(self.label):
            raise ValueError(f"edge label {self.label!r} is not in UPPER_SNAKE_CASE")
        _check(self.label, self.meaning, self.properties)
        if not self.ends:
            raise ValueError(f"{self.label} joins nothing")
        if self.source and (len(self.ends) != 1 or not self.start or not self.end):
            raise ValueError(f"{self.label} has a source, so it needs one pair of kinds, start and end")


def _check(label: str, meaning: str, properties: tuple[Property, ...]) -> None:
    if not meaning:
        raise ValueError(f"{label} does not say what it means")
    names = [item.name for item in properties]
    if len(set(names)) != len(names):
        raise ValueError(f"{label} declares a property twice")
