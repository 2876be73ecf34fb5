"""References between tables, and what two rows together cannot be: a card of another person, a visit before birth.

Only rows with a problem are materialised; a row is `dependent` when all that is wrong with it is that a row it
refers to was rejected.
"""

from dataclasses import dataclass

import duckdb

from workspace.engine import identifier, quoted
from workspace.tables import FILE_COLUMN, ROW_COLUMN, Column, Table

# What referring tables need of a row beside its key.
ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "persons": ("birth_date",),
    "cards": ("person_id",),
    "settlements": (
        "coalesce(known_month, strftime(settled_at, '%Y-%m')) AS month",
        "reverses IS NOT NULL AS is_reversal",
    ),
}


# Tables without a time of their own take the month of the row they belong to.
MONTH_THROUGH = {"lines": ("settlement_id", "settlements"), "scans": ("line_id", "lines")}


@dataclass(frozen=True)
class Contradiction:
    """A condition over a row (`row`) and the rows it refers to (named by the referring column)."""

    column: str
    needs: tuple[str, ...]  # referring columns
    condition: str
    reason: str


CONTRADICTIONS: dict[str, tuple[Contradiction, ...]] = {
    "settlements": (
        Contradiction(
            "card_id",
            ("card_id",),
            'card_id.person_id <> "row".person_id',
            "the card belongs to another person than the settlement's",
        ),
        Contradiction(
            "settled_at",
            ("person_id",),
            'person_id.birth_date > "row".settled_at::DATE',
            "settled_at is before the person's birth",
        ),
    ),
    "prescriptions": (
        Contradiction(
            "issued_at",
            ("person_id",),
            'person_id.birth_date > "row".issued_at::DATE',
            "issued_at is before the person's birth",
        ),
    ),
    "inpatient_stays": (
        Contradiction(
            "admitted_at",
            ("person_id",),
            'person_id.birth_date > "row".admitted_at::DATE',
            "admitted_at is before the person's birth",
        ),
    ),
    "lines": (
        Contradiction(
            "quantity",
            ("settlement_id",),
            '"row".quantity < 0 AND NOT settlement_id.is_reversal',
            "the quantity is negative, and its settlement reverses none",
        ),
    ),
}


def outer_references(table: Table, delivered: set[str]) -> list[Column]:
    """Columns that refer to another table that was delivered."""
    return [column for column in table.columns if column.refers_to in delivered and column.refers_to != table.name]


def judge_references(connection: duckdb.DuckDBPyConnection, table: Table, delivered: set[str]) -> None:
    """Create `rejected_<table>` with the candidates whose references fail or contradict them."""
    references = outer_references(table, delivered)
    names = {column.name for column in references}
    contradictions = [c for c in contradictions_of(table) if names.issuperset(c.needs)]
    rejected = identifier(f"rejected_{table.name}")
    connection.execute(
        f"CREATE TEMP TABLE {rejected} (filename VARCHAR, row_at BIGINT, {FILE_COLUMN} VARCHAR, {ROW_COLUMN} BIGINT, "
        f'"key" VARCHAR, "column" VARCHAR, value VARCHAR, reason VARCHAR, dependent BOOLEAN)'
    )
    if not references:
        return
    trusted = MONTH_THROUGH.get(table.name, ("", ""))[0]  # a known month says that this reference is sound
    unknown = _failing(table, references, contradictions, "known_month IS NULL" if trusted else "true")
    connection.execute(f"CREATE TEMP TABLE failing AS {unknown}")
    if names - {trusted} and trusted:
        known = _failing(table, references, contradictions, "known_month IS NOT NULL", trusted)
        connection.execute(f"INSERT INTO failing {known}")
    connection.execute(f"INSERT INTO {rejected} {_told(references, contradictions)}")
    connection.execute("DROP TABLE failing")


def contradictions_of(table: Table) -> tuple[Contradiction, ...]:
    """What rows of a table and those they refer to cannot be together."""
    return CONTRADICTIONS.get(table.name, ())


def _failing(
    table: Table, references: list[Column], contradictions: list[Contradiction], which: str, trusted: str = ""
) -> str:
    """SELECT of the rows with a problem, with the reference that is missing or the value that contradicts."""
    joins = " ".join(
        f"LEFT JOIN {identifier(f'keys_{column.refers_to}')} AS {identifier(column.name)} "
        f'ON {identifier(column.name)}."key" = "row".{identifier(column.name)}'
        for column in references
        if column.name != trusted
    )
    missing = [
        f'("row".{identifier(c.name)} IS NOT NULL AND {identifier(c.name)}."key" IS NULL)'
        if c.name != trusted
        else "false"
        for c in references
    ]
    conditions = ["false" if trusted in c.needs else c.condition for c in contradictions]
    key = f'"row".{identifier(table.key)}' if table.key else "NULL::VARCHAR"
    picked = [
        *(
            f'CASE WHEN {condition} THEN "row".{identifier(column.name)} END AS {identifier(f"missing {column.name}")}'
            for column, condition in zip(references, missing, strict=True)
        ),
        *(
            f'CASE WHEN {condition} THEN "row".{identifier(c.column)}::VARCHAR END '
            f"AS {identifier(f'contradiction {at}')}"
            for at, (c, condition) in enumerate(zip(contradictions, conditions, strict=True))
        ),
    ]
    failing = " OR ".join([*missing, *(f"({condition})" for condition in conditions)])
    return (
        f'SELECT "row".filename, "row".row_at, "row".{FILE_COLUMN}, "row".{ROW_COLUMN}, '
        f'{key} AS "key", {", ".join(picked)} '
        f'FROM {identifier(f"candidates_{table.name}")} AS "row" {joins} WHERE {which} AND ({failing})'
    )


def _told(references: list[Column], contradictions: list[Contradiction]) -> str:
    """The failing rows with what is wrong: first what is their own fault, then what they only depend on."""
    own: list[tuple[str, str, str, str]] = []  # condition, column, value, reason
    dependent: list[tuple[str, str, str, str]] = []
    for column in references:
        value = identifier(f"missing {column.name}")
        was_rejected = (
            f'EXISTS (FROM bad_keys AS b WHERE b."table" = {quoted(column.refers_to or "")} AND b."key" = {value})'
        )
        own.append(
            (
                f"{value} IS NOT NULL AND NOT {was_rejected}",
                column.name,
                value,
                f"{column.name} refers to no row of {column.refers_to}",
            )
        )
        dependent.append(
            (
                f"{value} IS NOT NULL",
                column.name,
                value,
                f"the row of {column.refers_to} that {column.name} refers to was rejected",
            )
        )
    for at, contradiction in enumerate(contradictions):
        value = identifier(f"contradiction {at}")
        own.append((f"{value} IS NOT NULL", contradiction.column, value, contradiction.reason))
    every = [*own, *dependent]
    number = " ".join(f"WHEN {condition} THEN {at}" for at, (condition, *_) in enumerate(every))
    value = " ".join(f"WHEN {at} THEN {shown}" for at, (_, _, shown, _) in enumerate(every))
    listed = ", ".join(f"({at}, {quoted(c)}, {quoted(r)}, {at >= len(own)})" for at, (_, c, _, r) in enumerate(every))
    return (
        f'SELECT filename, f.row_at, {FILE_COLUMN}, {ROW_COLUMN}, "key", p.name, '
        f"left(CASE f.problem {value} END, 200), p.reason, p.dependent "
        f"FROM (SELECT *, CASE {number} END AS problem FROM failing) f "
        f"JOIN (VALUES {listed}) p(number, name, reason, dependent) ON f.problem = p.number"
    )
