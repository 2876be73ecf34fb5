"""The rows of a ring, gathered in bulk by the engine: settlements, lines and scans as tables, members, ties."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from detection.insured import insured
from detection.loss import of_people
from evidence.options import Options
from workspace.engine import connect, identifier
from workspace.snapshots import Snapshot, Workspace
from workspace.tables import FILE_COLUMN, ROW_COLUMN, TABLES

Row = dict[str, Any]

# What a minimal bundle leaves out: what neither tells who, where, when, what and how much, nor leads to the source.
_NOT_NEEDED = {
    "settlements": ("account_amount", "cash_amount", "terminal_id", "operator_id", "medical_type"),
    "lines": ("prescription_id", "days_supply", "unit_price", "split_pack"),
    "scans": (),
}
_MEMORY_GB = 1.0  # of the engine, for one ring; what is more is spilled
_ORDER = {
    "settlements": "settled_at, settlement_id",
    "lines": "settlement_id, line_id",
    "scans": "line_id, trace_code",
}


@dataclass(frozen=True)
class Source:
    """A connection on which `ring_settlements`, `ring_lines` and `ring_scans` are this ring's rows."""

    connection: duckdb.DuckDBPyConnection
    snapshot: Snapshot
    ring: Row
    options: Options

    def rows(self, sql: str, parameters: list[Any] | None = None) -> list[Row]:
        """The rows of a query, by name of column."""
        found = self.connection.execute(sql, parameters or [])
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def members(self, kind: str) -> list[str]:
        """Ids of the ring's members of a kind."""
        return [member["id"] for member in self.ring["members"] if member["kind"] == kind]

    def select(self, table: str) -> str:
        """SQL of the rows of settlements, lines or scans as the bundle holds them, in a fixed order."""
        left_out = _NOT_NEEDED[table] if self.options.minimal else ()
        columns = [column.name for column in TABLES[table].columns if column.name not in left_out]
        extra = ["signals", "counted", "insured"] if table == "lines" else []
        names = ", ".join(identifier(name) for name in (*columns, *extra, FILE_COLUMN, ROW_COLUMN))
        return f"SELECT {names} FROM ring_{table} ORDER BY {_ORDER[table]}, {FILE_COLUMN}, {ROW_COLUMN}"


@contextmanager
def opened(workspace: Workspace, snapshot: Snapshot, ring: Row, options: Options) -> Iterator[Source]:
    """The ring's rows of a snapshot; leaves no trace in the workspace."""
    with (
        tempfile.TemporaryDirectory(prefix="ringtrace-") as spill,
        connect(workspace.settings, Path(spill)) as connection,
    ):
        connection.execute("SET preserve_insertion_order = true")  # files come out in the order that is asked for
        connection.execute(f"SET memory_limit = '{min(workspace.settings.memory_limit_gb, _MEMORY_GB):g}GB'")
        snapshot.register(connection)
        _declare_missing(connection, snapshot)
        _gather(connection, ring, findings_alone=options.findings_alone)
        yield Source(connection, snapshot, ring, options)


def _declare_missing(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot) -> None:
    """Tables that were not delivered, as empty ones."""
    for name, table in TABLES.items():
        if name not in snapshot.tables:
            columns = {column.name: column.engine_type for column in table.columns}
            columns |= {FILE_COLUMN: "VARCHAR", ROW_COLUMN: "BIGINT"}
            nothing = ", ".join(f"NULL::{kind} AS {identifier(column)}" for column, kind in columns.items())
            connection.execute(f"CREATE VIEW {identifier(name)} AS SELECT {nothing} WHERE false")


def _gather(connection: duckdb.DuckDBPyConnection, ring: Row, *, findings_alone: bool) -> None:
    """Settlements of the findings' lines, with those that undo them or that they undo; unless `findings_alone`, also
    all others of the members at the ring's places, on which the ties between them rest.
    """
    _found(connection, ring)
    for kind in ("person", "institution"):
        ids = sorted(member["id"] for member in ring["members"] if member["kind"] == kind)
        _register(connection, f"ring_{kind}s", pa.table({f"{kind}_id": pa.array(ids, pa.string())}))
    shared = (
        "SELECT settlement_id FROM settlements SEMI JOIN ring_persons USING (person_id) "
        "SEMI JOIN ring_institutions USING (institution_id)"
    )
    connection.execute(
        "CREATE TEMP TABLE scope AS SELECT DISTINCT settlement_id FROM lines SEMI JOIN found USING (line_id)"
        + ("" if findings_alone else f" UNION {shared}")
    )
    connection.execute(
        """
        CREATE TEMP TABLE ring_settlements AS SELECT s.* FROM settlements s
        WHERE settlement_id IN (FROM scope) OR reverses IN (FROM scope)
           OR settlement_id IN (SELECT reverses FROM settlements WHERE settlement_id IN (FROM scope))
        """
    )
    only_found = "WHERE f.line_id IS NOT NULL" if findings_alone else ""
    connection.execute(
        f"""
        CREATE TEMP TABLE chosen_lines AS SELECT l.*, coalesce(f.signals, '') AS signals,
               coalesce(f.counted, false) AS counted FROM lines l
        SEMI JOIN ring_settlements USING (settlement_id) LEFT JOIN found f USING (line_id) {only_found}
        """
    )
    _register(connection, "paid_lines", _insured(connection))
    connection.execute(
        "CREATE TEMP TABLE ring_lines AS SELECT c.*, p.insured FROM chosen_lines c JOIN paid_lines p USING (line_id)"
    )
    connection.execute("DROP TABLE chosen_lines; DROP TABLE paid_lines")
    connection.execute("CREATE TEMP TABLE ring_scans AS SELECT * FROM scans SEMI JOIN ring_lines USING (line_id)")


def _found(connection: duckdb.DuckDBPyConnection, ring: Row) -> None:
    """`found`: the lines that findings rest on, each with its signals and whether it counts for the loss.

    The loss is that of the lines of signals about people, and of those of one kind with them (`detection/loss.py`);
    lines about a shop's stock alone do not count.
    """
    counted = of_people(ring["signals"]) | set(ring.get("loss", {}).get("line_ids", ()))
    _register(connection, "counted_lines", pa.table({"line_id": pa.array(counted, pa.string())}))
    behind = [
        pa.table({"line_id": pa.array(lines, pa.string()), "signal": pa.repeat(pa.scalar(one["signal"]), len(lines))})
        for one in ring["signals"]
        if (lines := one["line_ids"])
    ]
    none = pa.table({"line_id": pa.array([], pa.string()), "signal": pa.array([], pa.string())})
    _register(connection, "behind", pa.concat_tables([none, *behind]))
    connection.execute(
        """
        CREATE TEMP TABLE found AS
        SELECT line_id, coalesce(string_agg(DISTINCT signal, ' ' ORDER BY signal), '') AS signals,
               bool_or(counts) AS counted
        FROM (SELECT line_id, signal, false AS counts FROM behind
              UNION ALL SELECT line_id, NULL, true FROM counted_lines)
        GROUP BY line_id
        """
    )
    connection.execute("DROP TABLE behind; DROP TABLE counted_lines")


def _insured(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """line_id, insured: yuan that insurance paid of each of the ring's lines."""
    lines = connection.sql(
        """
        SELECT line_id, amount::DOUBLE AS amount, total_amount::DOUBLE AS total_amount,
               fund_amount::DOUBLE AS fund_amount, account_amount::DOUBLE AS account_amount
        FROM chosen_lines JOIN ring_settlements USING (settlement_id) ORDER BY line_id
        """
    ).to_arrow_table()
    amounts = lines.drop_columns(["line_id"]).to_pandas()
    return pa.table({"line_id": lines["line_id"], "insured": pa.array(insured(amounts))})


def _register(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    connection.register("given", table)
    connection.execute(f"CREATE TEMP TABLE {identifier(name)} AS SELECT * FROM given")
    connection.unregister("given")
