"""Rows in, loaded, rejected by reason; and the refusal of a delivery with too many rows at fault."""

from pathlib import Path

import duckdb

from loaders.counting import count
from loaders.manifest import Entry
from loaders.report import TableReport
from workspace.engine import identifier
from workspace.errors import RingtraceError
from workspace.tables import Table

_REASONS_TOLD = 3


def table_reports(
    connection: duckdb.DuckDBPyConnection, tables: list[Table], entries: list[Entry]
) -> dict[str, TableReport]:
    """The report of each table, from the entries' counts and the engine's verdicts."""
    return {table.name: _report(connection, table, entries) for table in tables}


def _report(connection: duckdb.DuckDBPyConnection, table: Table, entries: list[Entry]) -> TableReport:
    counts = [entry.tables[table.name] for entry in entries if table.name in entry.tables]
    verdicts = identifier(f"rejected_{table.name}")
    reasons = connection.execute(
        "SELECT split_part(reason, ' (', 1) AS reason, count(*) AS n, sum(dependent::INT)::INT FROM ("
        'SELECT reason, false AS dependent FROM local_rejects WHERE "table" = ? '
        f"UNION ALL SELECT reason, dependent FROM {verdicts}) GROUP BY 1 ORDER BY n DESC, 1",
        [table.name],
    ).fetchall()
    merged = count(connection, identifier(f"merged_{table.name}"))
    removed = count(connection, identifier(f"removed_{table.name}"))
    unfound = count(connection, f"{verdicts} WHERE filename = ''")  # removals: rows only where they are rejected
    rows_in = sum(each.rows_in for each in counts) - removed + unfound
    rejected = sum(number for _, number, _ in reasons)
    all_merged = sum(each.merged for each in counts) + merged
    return TableReport(
        rows_in=rows_in,
        loaded=rows_in - rejected - all_merged,
        rejected=rejected,
        dependent=sum(dependent for *_, dependent in reasons),
        merged=all_merged,
        left_out=sum(each.left_out for each in counts) + removed,
        reasons={reason: number for reason, number, _ in reasons},
    )


def refuse_if_too_many(tables: dict[str, TableReport], limit: float, rejects: Path) -> None:
    """Refuse a delivery in which some table has a larger share of rows at fault than the limit.

    Rows rejected only because a row they refer to was do not count: one broken row would count many times.

    Raises:
        RingtraceError: names each such table, the share, the most frequent reasons and where the rejects are.
    """
    told = [
        f"{name}: {table.share_at_fault:.1%} of {table.rows_in:,} rows ("
        + "; ".join(f"{number:,} × {reason}" for reason, number in list(table.reasons.items())[:_REASONS_TOLD])
        + ")"
        for name, table in tables.items()
        if table.share_at_fault > limit
    ]
    if told:
        raise RingtraceError(
            f"Refused: more rows are at fault than the limit of {limit:.1%}. " + " | ".join(told) + ". "
            f"Every one of them is in {rejects}; mend the files, or raise --max-rejects. "
            "The snapshot in force stays as it is."
        )
