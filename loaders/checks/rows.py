"""What can be told of a row by itself: types, required values, choices, ranges, dates in order."""

from collections.abc import Iterator
from dataclasses import dataclass

from loaders.pseudonyms import held, kind_of
from workspace.engine import identifier, quoted
from workspace.tables import ROW_COLUMN, Column, Kind, Table

FIELD_LIMIT = 65_536  # bytes of one value
FIRST_DAY, LAST_DAY = "1900-01-01", "2099-12-31"  # of dates
FIRST_TIME = "1990-01-01"  # of events; trade on insurance is younger
OPEN_END = "9999-12-31"  # stands for "no end" in many systems
OPEN_ENDED = {"death_date", "revoked_on", "expires_on", "discharged_at"}

IN_ORDER: dict[str, tuple[tuple[str, str], ...]] = {
    "persons": (("birth_date", "death_date"),),
    "cards": (("issued_on", "revoked_on"),),
    "batches": (("made_on", "expires_on"),),
    "inpatient_stays": (("admitted_at", "discharged_at"),),
}
NOT_NEGATIVE = {("stock_moves", "quantity")}  # the kind of move says the direction

_DATE = r"\d{4}-\d{2}-\d{2}([T ]00:00(:00(\.0+)?)?)?"
_TIME = r"\d{4}-\d{2}-\d{2}[T ]([01]\d|2[0-3]):\d{2}(:\d{2}(\.\d{1,6})?)?"
_DECIMALS = {Kind.MONEY: (12, 2), Kind.PRICE: (10, 4), Kind.QUANTITY: (11, 3)}
_EXPECTED = {
    Kind.DATE: "is not a date written as 2026-03-01",
    Kind.TIME: "is not a local time written as 2026-03-01T09:30:00",
    Kind.MONEY: "is not an amount in yuan with at most 2 decimals, written as 1234.50",
    Kind.PRICE: "is not a price in yuan with at most 4 decimals, written as 1234.5",
    Kind.QUANTITY: "is not a quantity with at most 3 decimals, written as 2 or 0.5",
    Kind.NUMBER: "is not a number written as 1234.5",
    Kind.FLAG: "is neither true nor false",
}


@dataclass(frozen=True)
class Problem:
    """A condition over `text` and typed columns under which a row is rejected for one of its columns."""

    column: str
    condition: str
    reason: str


def checked(table: Table, mapped: str) -> str:
    """SELECT of the table's typed columns, the row number, and for rows with a problem its `problem` (index into
    `problems(table)`) and `problem_value`; `mapped` selects the same columns as text. Ids of persons and cards come out
    as the snapshot holds them (`loaders.pseudonyms`)."""
    typed = ", ".join(f"{_typed(column)} AS {identifier(column.name)}" for column in table.columns)
    texts = ", ".join(f"{identifier(column.name)} AS {_text(column.name)}" for column in table.columns)
    found, kinds = problems(table), {column.name: kind_of(table, column) for column in table.columns}
    number = " ".join(f"WHEN {problem.condition} THEN {at}" for at, problem in enumerate(found))
    values: dict[str, list[int]] = {}
    for at, problem in enumerate(found):
        values.setdefault(problem.column, []).append(at)
    value = " ".join(
        f"WHEN problem IN ({', '.join(map(str, indices))}) THEN {held(kinds[name], f'left({_text(name)}, 200)')}"
        for name, indices in values.items()
    )
    kept = ", ".join(
        f"{held(kind, identifier(name))} AS {identifier(name)}" if kind else identifier(name)
        for name, kind in kinds.items()
    )
    return (
        f"SELECT {kept}, {ROW_COLUMN}, problem, CASE {value} END AS problem_value FROM ("
        f"SELECT *, (CASE {number} END)::SMALLINT AS problem FROM ("
        f"SELECT {typed}, {texts}, {ROW_COLUMN} FROM ({mapped})))"
    )


def problems(table: Table) -> list[Problem]:
    """All that can be wrong with a row of the table by itself, in the order of its columns."""
    found = [problem for column in table.columns for problem in _column_problems(table, column)]
    names = {column.name for column in table.columns}
    for early, late in IN_ORDER.get(table.name, ()):
        if {early, late} <= names:
            found.append(Problem(late, f"{identifier(late)} < {identifier(early)}", f"{late} is before {early}"))
    return found


def _text(name: str) -> str:
    return identifier(f"text {name}")


def _typed(column: Column) -> str:
    name = identifier(column.name)
    if column.kind in (Kind.ID, Kind.TEXT):
        return name
    if column.name in OPEN_ENDED:
        name = f"CASE WHEN starts_with({name}, '{OPEN_END}') THEN NULL ELSE {name} END"
    value = f"TRY_CAST({name} AS {column.engine_type})"
    pattern = _pattern(column.kind)
    return (
        f"CASE WHEN regexp_full_match({identifier(column.name)}, {quoted(pattern)}) THEN {value} END"
        if pattern
        else value
    )


def _pattern(kind: Kind) -> str:
    if kind in _DECIMALS:
        whole, decimals = _DECIMALS[kind]
        return rf"[+-]?\d{{1,{whole}}}(\.\d{{1,{decimals}}})?"
    return {Kind.DATE: _DATE, Kind.TIME: _TIME, Kind.NUMBER: r"[+-]?\d{1,200}(\.\d*)?([eE][+-]?\d{1,2})?"}.get(kind, "")


def _column_problems(table: Table, column: Column) -> Iterator[Problem]:
    name, text = identifier(column.name), _text(column.name)
    if column.required:
        yield Problem(column.name, f"{text} IS NULL", f"{column.name} is required and empty")
    if column.kind in (Kind.ID, Kind.TEXT):
        yield Problem(
            column.name, f"strlen({text}) > {FIELD_LIMIT}", f"{column.name} is longer than {FIELD_LIMIT:,} bytes"
        )
    else:
        open_end = f" AND NOT starts_with({text}, '{OPEN_END}')" if column.name in OPEN_ENDED else ""
        condition = f"{name} IS NULL AND {text} IS NOT NULL{open_end}"
        yield Problem(column.name, condition, f"{column.name} {_EXPECTED[column.kind]}")
    if column.choices:
        listed = ", ".join(map(quoted, column.choices))
        yield Problem(column.name, f"{name} NOT IN ({listed})", f"{column.name} is none of {', '.join(column.choices)}")
    yield from _range_problems(table, column)


def _range_problems(table: Table, column: Column) -> Iterator[Problem]:
    name = identifier(column.name)
    low = 0 if (table.name, column.name) in NOT_NEGATIVE else column.low
    if low is not None:
        yield Problem(column.name, f"{name} < {low:g}", f"{column.name} is below {low:g}")
    if column.high is not None:
        yield Problem(column.name, f"{name} > {column.high:g}", f"{column.name} is above {column.high:g}")
    if column.kind in (Kind.DATE, Kind.TIME):
        first = FIRST_DAY if column.kind is Kind.DATE else FIRST_TIME
        inside = f"{name} >= DATE '{first}' AND {name} < DATE '{LAST_DAY}' + 1"
        yield Problem(column.name, f"NOT ({inside})", f"{column.name} is not between {first} and {LAST_DAY}")
