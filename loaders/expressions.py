"""Expressions in mappings: scalar SQL over a row's columns and nothing else.

A mapping may come from another office, so an expression is parsed by the engine and every node of its tree must be
on the list below: no subquery, no file, no setting, no clock, no chance.
"""

import json
from functools import cache
from typing import Any

import duckdb

_CLASSES = {
    "COLUMN_REF",
    "CONSTANT",
    "FUNCTION",
    "COMPARISON",
    "CONJUNCTION",
    "OPERATOR",
    "CASE",
    "CAST",
    "TYPE",
    "BETWEEN",
}
FUNCTIONS = frozenset(
    [
        "||",
        "+",
        "-",
        "*",
        "/",
        "//",
        "%",
        "~~",
        "!~~",
        "~~*",
        "!~~*",
        "abs",
        "array_extract",
        "ceil",
        "coalesce",
        "concat",
        "concat_ws",
        "contains",
        "date_diff",
        "date_part",
        "date_trunc",
        "ends_with",
        "floor",
        "greatest",
        "ifnull",
        "instr",
        "json_array_length",
        "json_extract",
        "json_extract_string",
        "least",
        "left",
        "length",
        "list_contains",
        "list_extract",
        "lower",
        "lpad",
        "ltrim",
        "make_date",
        "make_timestamp",
        "md5",
        "nullif",
        "prefix",
        "regexp_extract",
        "regexp_full_match",
        "regexp_matches",
        "regexp_replace",
        "repeat",
        "replace",
        "reverse",
        "right",
        "round",
        "rpad",
        "rtrim",
        "sha256",
        "split_part",
        "starts_with",
        "strftime",
        "string_split",
        "strlen",
        "strpos",
        "strptime",
        "strip_accents",
        "substr",
        "substring",
        "suffix",
        "to_days",
        "to_hours",
        "to_minutes",
        "to_seconds",
        "translate",
        "trim",
        "trunc",
        "try_strptime",
        "upper",
        "->",
        "->>",
        "not_like_escape",
        "like_escape",
        "ilike_escape",
    ]
)


# Names that the engine takes for functions where no column is called so.
_CLOCK = {"current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"} | {
    "current_user",
    "session_user",
    "user",
    "current_role",
    "current_catalog",
    "current_schema",
    "current_database",
}


class ExpressionError(ValueError):
    """What is wrong with an expression."""


def columns_of(text: str) -> frozenset[str]:
    """The columns an expression reads.

    Raises:
        ExpressionError: it is not one scalar expression, or it does what a mapping may not.
    """
    node = json.loads(_parsed(f"SELECT ({text}\n)"))
    if node["error"]:
        raise ExpressionError(f"{text!r} is not an expression: {node['error_message']}")
    query = node["statements"][0]["node"] if len(node["statements"]) == 1 else {}
    if query.get("type") != "SELECT_NODE" or query["from_table"]["type"] != "EMPTY" or len(query["select_list"]) != 1:
        raise ExpressionError(f"{text!r} is more than one expression")
    if any(
        query[clause] for clause in ("modifiers", "where_clause", "having", "qualify", "sample", "group_expressions")
    ):
        raise ExpressionError(f"{text!r} is more than one expression")
    found: set[str] = set()
    _walk(query["select_list"][0], text, found)
    return frozenset(found)


@cache
def _parsed(query: str) -> str:
    return str(_engine().execute("SELECT json_serialize_sql(?)", [query]).fetchall()[0][0])


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1})


def _walk(node: Any, text: str, found: set[str]) -> None:
    if isinstance(node, list):
        for part in node:
            _walk(part, text, found)
    if not isinstance(node, dict):
        return
    kind = node.get("class")
    if kind is not None and kind not in _CLASSES:
        raise ExpressionError(f"{text!r} holds a {kind.lower()}, which a mapping may not use")
    if kind == "FUNCTION" and (name := node["function_name"].lower()) not in FUNCTIONS:
        raise ExpressionError(f"{text!r} calls {name}, which a mapping may not use")
    if kind == "COLUMN_REF":
        if len(node["column_names"]) != 1:
            raise ExpressionError(f"{text!r} names a column of another table; name columns of the source only")
        if node["column_names"][0].lower() in _CLOCK:
            raise ExpressionError(f"{text!r} asks for {node['column_names'][0]}, which a mapping may not use")
        found.add(node["column_names"][0])
    for part in node.values():
        _walk(part, text, found)
