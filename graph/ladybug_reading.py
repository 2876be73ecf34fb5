"""What Ladybug's own plan says that a statement does, and its values as every store gives them.

The engine's `read_only` keeps writes out of the store, but COPY … TO writes files, LOAD FROM reads them, INSTALL loads
from the network, and CHECKPOINT leaves a recovery file beside a read-only store, which can then not be opened any more
(0.22). So the operators of the plan are asked before anything runs, not the words of the text.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from graph.declaration import KINDS
from graph.kinds import PropertyType
from graph.numbering import NUMBER
from graph.store import Limits, QueryRefused, QueryTimedOut
from workspace.errors import RingtraceError

SEVERAL = "One statement at a time: the query holds several, separated by semicolons."
_OPERATOR = re.compile(r"([A-Z][A-Z_]*[A-Z])\[\d+\]")
_FUNCTION = re.compile(r"Function:\s*(\w+)")
FILES = "it reads or writes files or the network. Ask the graph by MATCH; results are written with --format and --out"
_SETTINGS = "it changes settings of the engine. Limits are set by options of the command"
_TRANSACTIONS = "it opens or ends a transaction or writes a checkpoint. Each query runs by itself"
_EXTENSIONS = "it installs, loads or removes extensions, which takes the network or files"
_REFUSED = {
    "COPY_TO": FILES,
    "COPY_FROM": FILES,
    "EXPORT_DATABASE": FILES,
    "IMPORT_DATABASE": FILES,
    "TRANSACTION": _TRANSACTIONS,
    "STANDALONE_CALL": _SETTINGS,
    "INSTALL_EXTENSION": _EXTENSIONS,
    "UNINSTALL_EXTENSION": _EXTENSIONS,
    "LOAD_EXTENSION": _EXTENSIONS,
    "USE_DATABASE": "it changes to another database",
    "ATTACH_DATABASE": "it attaches another database",
    "DETACH_DATABASE": "it detaches a database",
}
# Functions that a query may call as a table; whatever else there is, or an extension brings, may read files.
_READING = {
    "CURRENT_SETTING",
    "DB_VERSION",
    "READ_FTABLE",
    "SHOW_CONNECTION",
    "SHOW_FUNCTIONS",
    "SHOW_INDEXES",
    "SHOW_MACROS",
    "SHOW_TABLES",
    "TABLE_INFO",
}

_TYPES = {
    "STRING": PropertyType.STRING,
    "UUID": PropertyType.STRING,
    "DOUBLE": PropertyType.DOUBLE,
    "FLOAT": PropertyType.DOUBLE,
    "BOOL": PropertyType.BOOLEAN,
    "DATE": PropertyType.DATE,
    "TIMESTAMP": PropertyType.TIMESTAMP,
    "INTERVAL": "duration",
    **{f"{sign}INT{bits}": PropertyType.INTEGER for sign in ("", "U") for bits in (8, 16, 32, 64, 128)},
}


def refuse_unless_reading(plan: str) -> None:
    """Refuse a statement whose plan (the text that EXPLAIN gives) does more than read the graph.

    Raises:
        QueryRefused: it does, with the reason.
    """
    operators = _OPERATOR.findall(plan)
    for operator in operators:
        if operator in _REFUSED:
            raise QueryRefused(f"The query is refused: {_REFUSED[operator]}.")
    if operators[:1] != ["RESULT_COLLECTOR"]:  # what reads ends in collecting its rows
        raise QueryRefused("The query is refused: it is a command, not a question. Queries read, by MATCH … RETURN ….")
    for function in _FUNCTION.findall(plan):
        if "TABLE_FUNCTION_CALL" in plan and function.upper() not in _READING:
            reason = FILES if function.upper().startswith("READ_") else f"the function {function} may not be called"
            raise QueryRefused(f"The query is refused: {reason}.")


def portable_type(engine_type: str) -> str:
    """A column's type as `Rows.types` names it."""
    if engine_type.endswith("[]"):
        inner = portable_type(engine_type[:-2])
        return "value" if inner == "value" else f"list of {inner}"
    return str(_TYPES.get(engine_type, PropertyType.DOUBLE if engine_type.startswith("DECIMAL") else "value"))


def reader(types: tuple[str, ...]) -> Callable[[list[Any]], tuple[Any, ...]]:
    """A function that makes a row of the engine's values one of portable values."""
    if "value" in types or "list of value" in types or PropertyType.INTEGER in types:
        return lambda row: tuple(_portable(value) for value in row)
    return tuple


def _portable(value: Any) -> Any:
    if isinstance(value, list):
        return [_portable(one) for one in value]
    if isinstance(value, Decimal) and value.as_tuple().exponent == 0:
        return int(value)  # sums of integers come with 128 bits
    if not isinstance(value, dict):
        return value
    if "_NODES" in value:
        return {"nodes": _portable(value["_NODES"]), "edges": _portable(value["_RELS"])}
    if "_LABEL" not in value:
        return {key: _portable(one) for key, one in value.items()}
    label = value["_LABEL"]
    kind = KINDS.get(label)
    names = [item.name for item in kind.properties] if kind else [name for name in value if name != NUMBER]
    return {"_label": label, **{name: value[name] for name in names if name in value}}


def query_error(message: str, limits: Limits) -> RingtraceError:
    """What an error of the engine is to people."""
    if message.startswith("Interrupted"):
        return QueryTimedOut(
            f"The query took longer than {limits.seconds:g} seconds and was stopped. "
            "Start from a node, narrow it, or allow more time."
        )
    if "Buffer manager exception" in message:
        return QueryRefused(
            "The query needs more memory than the store may take. Start from a node, return fewer rows, "
            "or raise memory_limit_gb in ringtrace.toml."
        )
    if "Too many open files" in message or "Failed to download" in message:  # a confined process opens nothing
        return QueryRefused(f"The query is refused: {FILES}.")
    if "multiple statements" in message:
        return QueryRefused(SEVERAL)
    if "read-only" in message or "read only" in message:
        return QueryRefused("The graph store is read-only: queries may read, not write.")
    return QueryRefused(f"The graph store does not understand the query: {message}")
