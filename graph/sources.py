"""Relations that several kinds share, made from the snapshot's numbered tables before any edge is exported.

Each is plain SQL over canonical tables and relations above it, in portable words. A column `number_of_<key>` holds
the number of the node which <key> would name (`graph.numbering`).
"""

import re
from pathlib import Path

import duckdb

from graph.codes import ALIKE, index_codes
from graph.numbering import NUMBER, PARQUET, join_keys, match, number_column, resolved, run
from graph.places import months, rows_with_places
from workspace.engine import identifier, quoted
from workspace.snapshots import Snapshot
from workspace.tables import TABLES

# Households up to this size are joined pair by pair (at most 28 edges); a larger one, a care home or a dormitory,
# becomes a Contact that its members are joined to, so that edges grow with people, not with their square.
HOUSEHOLD_OF_PAIRS = 8


def _named(key: str, label: str, alias: str, what: str = "A settlement") -> str:
    """The number of what a row names in a column, found by the left join `alias`."""
    number = resolved(key, label, f"{alias}.{NUMBER}", what)
    return f"{number} AS {number_column(key.partition('.')[2])}"


SETTLED_LINES = (
    "SELECT l.place, "
    f"{resolved('l.settlement_id', 'Settlement', 's.number_of_settlement_id', 'A line')} AS number_of_settlement_id, "
    "s.number_of_institution_id, s.settled_at, s.stands, "
    f"{_named('l.batch_id', 'Batch', 'b', 'A line')}, "
    "l.drug_id, l.quantity, l.amount, l.doctor_id, l.prescription_id, l.split_pack "
    "FROM {lines} l "
    f"LEFT JOIN {{payments}} s ON {match('Settlement', 'l.settlement_id')} = s.settlement_match"
    f"{join_keys('Batch', 'b', 'l.batch_id')}"
)

RELATIONS: dict[str, str] = {
    # a person of a household, with the number of its members
    "household_members": (
        "SELECT household_id, number_of_person_id, COUNT(*) OVER (PARTITION BY household_id) AS members "
        "FROM persons WHERE household_id IS NOT NULL"
    ),
    # two people of a small household, from the smaller id
    "household_pairs": (
        "SELECT a.number_of_person_id AS number_of_first_person, b.number_of_person_id AS number_of_second_person "
        "FROM household_members a JOIN household_members b "
        "ON a.household_id = b.household_id AND a.number_of_person_id < b.number_of_person_id "
        f"WHERE a.members <= {HOUSEHOLD_OF_PAIRS} AND b.members <= {HOUSEHOLD_OF_PAIRS}"
    ),
    # a person reached by a phone or address that others give too, or living in a household too large for pairs
    "contact_uses": (
        "SELECT kind || ':' || value AS contact_id, kind, value, number_of_person_id FROM ("
        "SELECT kind, value, number_of_person_id, COUNT(*) OVER (PARTITION BY kind, value) AS people FROM ("
        "SELECT 'phone' AS kind, phone AS value, number_of_person_id FROM persons WHERE phone IS NOT NULL "
        "UNION ALL "
        "SELECT 'address' AS kind, address AS value, number_of_person_id FROM persons WHERE address IS NOT NULL) given"
        ") counted WHERE people > 1 "
        "UNION ALL "
        "SELECT 'household:' || household_id AS contact_id, 'household' AS kind, household_id AS value, "
        f"number_of_person_id FROM household_members WHERE members > {HOUSEHOLD_OF_PAIRS}"
    ),
    # scans whose code's hash occurs more than once: the repeated ones, and a few that only share a hash
    "scans_alike": (f"SELECT trace_code, line_id FROM scans WHERE hash(trace_code) IN (SELECT hash FROM {ALIKE})"),
    # scans of codes that were read more than once; by far the most are read once and stay in the tables
    "repeated_scans": (
        "SELECT trace_code, line_id FROM ("
        "SELECT trace_code, line_id, COUNT(*) OVER (PARTITION BY trace_code) AS times FROM scans_alike) counted "
        "WHERE times > 1"
    ),
    # lines with what their payment says, so that nothing need join them again
    "settled_lines": SETTLED_LINES.format(lines="lines", payments="payments"),
    # lines with their prescriber: named on the line, else on its prescription
    "prescribed_lines": (
        "SELECT given.place, COALESCE(given.doctor_id, prescriptions.doctor_id) AS doctor_id, number_of_settlement_id "
        "FROM settled_lines given LEFT JOIN prescriptions ON given.prescription_id = prescriptions.prescription_id "
        "WHERE given.doctor_id IS NOT NULL OR prescriptions.doctor_id IS NOT NULL"
    ),
    # stock movements with the number of their lot
    "numbered_moves": (
        f"SELECT m.*, {_named('m.batch_id', 'Batch', 'b', 'A stock movement')} "
        f"FROM stock_moves m{join_keys('Batch', 'b', 'm.batch_id')}"
    ),
    # reads of repeated codes with their line; kept, so that the engine knows how few they are
    "placed_reads": "SELECT r.trace_code, l.place FROM repeated_scans r JOIN lines l ON r.line_id = l.line_id",
    # the same with the settlement that they were read for
    "repeated_reads": (
        "SELECT r.trace_code, r.place, s.number_of_settlement_id FROM placed_reads r "
        "JOIN settled_lines s ON r.place = s.place"
    ),
    # payments by numbers, with whether they stand: neither a reversal nor reversed
    "payments": (
        f"SELECT {match('Settlement', 'settlement_id')} AS settlement_match, number_of_settlement_id, "
        f"{_named('settlements.person_id', 'Person', 'p')}, {_named('settlements.card_id', 'Card', 'c')}, "
        f"{_named('settlements.institution_id', 'Institution', 'i')}, settled_at, total_amount, "
        "settlements.reverses IS NULL AND cancelled.undone IS NULL AS stands FROM settlements"
        f"{join_keys('Person', 'p', 'settlements.person_id')}{join_keys('Card', 'c', 'settlements.card_id')}"
        f"{join_keys('Institution', 'i', 'settlements.institution_id')} "
        "LEFT JOIN (SELECT DISTINCT reverses AS undone FROM settlements WHERE reverses IS NOT NULL) cancelled "
        f"ON {match('Settlement', 'settlements.settlement_id')} = {match('Settlement', 'cancelled.undone')}"
    ),
    # a person's standing payments at an institution together
    "visits": (
        "SELECT number_of_person_id, number_of_institution_id, COUNT(*) AS settlements, SUM(total_amount) AS amount, "
        "MIN(settled_at) AS first_at, MAX(settled_at) AS last_at "
        "FROM payments WHERE stands GROUP BY number_of_person_id, number_of_institution_id"
    ),
}

# Read more than once or joined to much larger ones, so computed once, into a file; the others are views.
_KEPT = {"household_members", "contact_uses", "repeated_scans", "placed_reads", "settled_lines", "payments"}


def register(snapshot: Snapshot, connection: duckdb.DuckDBPyConnection) -> None:
    """Make the snapshot's tables readable, lines and stock movements with their places; others are empty ones."""
    snapshot.register(connection)
    for name in ("lines", "stock_moves"):
        if snapshot.files(name):
            connection.execute(f"CREATE OR REPLACE VIEW {name} AS {rows_with_places(snapshot, name)}")
    for name in sorted(TABLES.keys() - set(snapshot.tables)):
        columns = [
            f"CAST(NULL AS {column.engine_type}) AS {identifier(column.name)}" for column in TABLES[name].columns
        ]
        items = ", ".join([*columns, "NULL::BIGINT AS place"])
        connection.execute(f"CREATE OR REPLACE VIEW {identifier(name)} AS SELECT {items} WHERE 1 = 0")


def needed(sql: str) -> list[str]:
    """The relations that an SQL text reads, and those that they read, each before what reads it."""
    found: list[str] = []
    for name in re.findall(r"\w+", sql):
        if name in RELATIONS and name not in found:
            found += [below for below in needed(RELATIONS[name]) if below not in found] + [name]
    return found


def relate(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, name: str, folder: Path) -> None:
    """Make one of `RELATIONS`, after the tables that it reads were numbered and the relations above it made."""
    sql = RELATIONS[name]
    if name == "scans_alike":
        index_codes(connection, snapshot, folder)
    if name in _KEPT:
        files = []
        for part, rows in _parts(connection, snapshot, name).items():
            files.append(quoted(str(folder / f"relation_{name}_{part}.parquet")))
            run(connection, f"COPY ({rows}) TO {files[-1]} {PARQUET}")
        sql = f"SELECT * FROM read_parquet([{', '.join(files)}])"
    connection.execute(f"CREATE OR REPLACE VIEW {identifier(name)} AS {sql}")


def _parts(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, name: str) -> dict[str, str]:
    """SQL of a relation by part. Lines lie in the month of their settlement, so they are joined month by month."""
    parts = months(snapshot, "lines")
    if name != "settled_lines" or not parts or not set(parts) <= set(months(snapshot, "settlements")):
        return {"all": RELATIONS[name]}
    return {
        month: SETTLED_LINES.format(
            lines=f"({rows_with_places(snapshot, 'lines', month)})", payments=_payments_of(connection, snapshot, month)
        )
        for month in parts
    }


def _payments_of(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, month: str) -> str:
    """SQL of the payments of a month, which are found by their numbers, and perhaps some others."""
    places = f"SELECT MIN(place), MAX(place) FROM ({rows_with_places(snapshot, 'settlements', month)})"
    first, last = connection.execute(places).fetchone() or (0, 0)
    return f"(SELECT * FROM payments WHERE number_of_settlement_id BETWEEN {first} AND {last})"
