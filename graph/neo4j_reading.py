"""What Neo4j's own plan says that a statement does, and its values as every store gives them.

Access mode READ keeps writes out, but LOAD CSV, procedures, SHOW and TERMINATE pass as reads. So the operators of the
plan are asked before anything runs.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import neo4j
from neo4j.exceptions import ClientError, DriverError, Neo4jError
from neo4j.graph import Node, Path, Relationship
from neo4j.time import Date, DateTime, Duration, Time

from graph.declaration import EDGE_KINDS, KINDS, NODE_KINDS
from graph.kinds import PropertyType
from graph.store import Limits, QueryRefused, QueryTimedOut
from workspace.errors import RingtraceError

UNKNOWN = "unknown"  # type of a column without a value: Neo4j declares none
_DOES_NOT = "The graph store does not understand the query: "
_QUIET = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/""", re.DOTALL)
_EXPLAINED = re.compile(r"\s*(CYPHER(\s+[\w.]+(\s*=\s*\w+)?)*?\s+)?(EXPLAIN|PROFILE)\b", re.IGNORECASE)
_NAMESPACED = re.compile(r"(?<![\w.$])(\w+)\s*((?:\.\s*\w+\s*)+)\(")
_NAMESPACES = {"date", "datetime", "duration", "localdatetime", "localtime", "point", "time"}
_REFUSED = {
    "LoadCSV": "it reads files or the network. Ask the graph by MATCH",
    "ProcedureCall": "it calls a procedure. Ask the graph by MATCH",
}
_NAME = re.compile(r"`([^`]*)`")
_PLACE = re.compile(r"\(line (\d+), column (\d+) \(offset: \d+\)\)")
_COMMON = (
    (re.compile(r"Variable `(.+?)` not defined"), r"Variable \1 is not in scope"),
    (re.compile(r"Unknown function '(.+?)'"), r"function \1 does not exist"),
)


def refuse_unless_reading(text: str, summary: neo4j.ResultSummary) -> None:
    """Refuse a statement that does more than read the graph; `summary` is that of its EXPLAIN.

    Raises:
        QueryRefused: it does, or names a label or property that no kind has.
    """
    code = _QUIET.sub(" ", text)
    if _EXPLAINED.match(code):
        raise QueryRefused("The query is refused: EXPLAIN and PROFILE are not offered here.")
    if summary.query_type != "r":
        raise QueryRefused("The graph store is read-only: queries may read, not write.")
    operators = _operators(summary.plan or {})
    for operator in operators:
        if operator in _REFUSED:
            raise QueryRefused(f"The query is refused: {_REFUSED[operator]}.")
    if operators[:1] != ["ProduceResults"] or any(one.startswith(("Show", "Terminate")) for one in operators):
        raise QueryRefused("The query is refused: it is a command, not a question. Queries read, by MATCH … RETURN ….")
    for found in _NAMESPACED.finditer(code.replace("`", "")):
        if found[1].lower() not in _NAMESPACES:
            name = re.sub(r"\s", "", found[1] + found[2])
            raise QueryRefused(f"The query is refused: the function {name} may not be called.")
    _refuse_unknown_names(summary)


def _operators(plan: Mapping[str, Any]) -> list[str]:
    """Names of a plan's operators, from its root."""
    if not plan:
        return []
    own = str(plan["operatorType"]).partition("@")[0]
    return [own, *(name for child in plan.get("children", ()) for name in _operators(child))]


def _refuse_unknown_names(summary: neo4j.ResultSummary) -> None:
    """Names that the database lacks are only warned of by Neo4j; what no kind declares is a slip of the pen."""
    properties = {item.name for kind in KINDS.values() for item in kind.properties}
    for status in summary.gql_status_objects:
        found = _NAME.search(status.status_description)
        name = found[1] if found else ""
        if (status.gql_status == "01N50" and name not in NODE_KINDS) or (
            status.gql_status == "01N51" and name not in EDGE_KINDS
        ):
            raise QueryRefused(f"{_DOES_NOT}Table {name} does not exist.")
        if status.gql_status == "01N52" and name not in properties:
            raise QueryRefused(f"{_DOES_NOT}Cannot find property {name} for ?.")


def portable(value: Any) -> Any:
    """A value as every store gives it."""
    convert = next((convert for kind, convert in _CONVERSIONS.items() if isinstance(value, kind)), None)
    return convert(value) if convert else value


def _entity(label: str, value: Node | Relationship) -> dict[str, Any]:
    kind = KINDS.get(label)
    names = [item.name for item in kind.properties] if kind else list(value.keys())
    return {"_label": label, **{name: portable(value.get(name)) for name in names}}


def _duration(value: Duration) -> Any:
    if value.months:
        return str(value)
    return timedelta(days=value.days, seconds=value.seconds, microseconds=value.nanoseconds // 1000)


_CONVERSIONS: dict[type, Callable[[Any], Any]] = {
    Node: lambda value: _entity(min(value.labels, default=""), value),
    Relationship: lambda value: _entity(value.type, value),
    Path: lambda value: {
        "nodes": [portable(one) for one in value.nodes],
        "edges": [portable(one) for one in value.relationships],
    },
    DateTime: lambda value: value.to_native(),
    Date: lambda value: value.to_native(),
    Time: lambda value: value.to_native(),
    Duration: _duration,
    list: lambda value: [portable(one) for one in value],
    dict: lambda value: {key: portable(one) for key, one in value.items()},
}
_TYPES = (
    (bool, PropertyType.BOOLEAN), (int, PropertyType.INTEGER), (float, PropertyType.DOUBLE),
    (str, PropertyType.STRING), (datetime, PropertyType.TIMESTAMP), (date, PropertyType.DATE),
    (timedelta, "duration"),
)  # fmt: skip


def type_of(values: list[Any]) -> str:
    """A column's type as `Rows.types` names it, by its first values; `unknown` where there are none."""
    value = next((one for one in values if one is not None), None)
    if value is None:
        return UNKNOWN
    if isinstance(value, list):
        inner = type_of([item for one in values for item in one or ()])
        return "value" if inner == "value" else f"list of {inner}"
    return str(next((name for kind, name in _TYPES if isinstance(value, kind)), "value"))


def _in_common_words(message: str, lines_before: int) -> str:
    """A message as the embedded engine would say it."""
    told = message.split("\n", 1)[0]
    for pattern, common in _COMMON:
        told = pattern.sub(common, told)

    def place(found: re.Match[str]) -> str:
        return f"(line: {int(found[1]) - lines_before}, offset: {int(found[2]) - 1})"

    return _PLACE.sub(place, told)


def query_error(error: Neo4jError | DriverError, limits: Limits, lines_before: int = 0) -> RingtraceError:
    """What an error of the server on a query is to people; `lines_before` stood before the query's own first line."""
    code = str(getattr(error, "code", "") or "")
    message = str(getattr(error, "message", "") or error)
    if "TransactionTimedOut" in code:
        return QueryTimedOut(
            f"The query took longer than {limits.seconds:g} seconds and was stopped. "
            "Start from a node, narrow it, or allow more time."
        )
    if "AccessMode" in code:
        return QueryRefused("The graph store is read-only: queries may read, not write.")
    if "Terminated" in code:
        return QueryRefused("The query was cancelled.")
    if "Memory" in code:
        return QueryRefused("The query needs more memory than Neo4j may take. Start from a node or return fewer rows.")
    if "exactly one statement" in message:
        return QueryRefused("One statement at a time: the query holds several, separated by semicolons.")
    if (
        isinstance(error, ClientError) or "DatabaseError.Statement" in code
    ):  # the latter where an aggregate is misplaced
        return QueryRefused(f"{_DOES_NOT}{_in_common_words(message, lines_before)}")
    return RingtraceError(f"Neo4j failed: {message or type(error).__name__}")
