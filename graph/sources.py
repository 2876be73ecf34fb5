"""Relations that several kinds share, made from the snapshot's tables before any kind is exported.

Each is plain SQL over canonical tables and relations above it, in portable words.
"""

import duckdb

from workspace.engine import identifier
from workspace.snapshots import Snapshot
from workspace.tables import TABLES

# Households up to this size are joined pair by pair (at most 28 edges); a larger one, a care home or a dormitory,
# becomes a Contact that its members are joined to, so that edges grow with people, not with their square.
HOUSEHOLD_OF_PAIRS = 8

RELATIONS: dict[str, str] = {
    # a person of a household, with the number of its members
    "household_members": (
        "SELECT household_id, person_id, COUNT(*) OVER (PARTITION BY household_id) AS members "
        "FROM persons WHERE household_id IS NOT NULL"
    ),
    # a person reached by a phone or address that others give too, or living in a household too large for pairs
    "contact_uses": (
        "SELECT kind || ':' || value AS contact_id, kind, value, person_id FROM ("
        "SELECT kind, value, person_id, COUNT(*) OVER (PARTITION BY kind, value) AS people FROM ("
        "SELECT 'phone' AS kind, phone AS value, person_id FROM persons WHERE phone IS NOT NULL "
        "UNION ALL "
        "SELECT 'address' AS kind, address AS value, person_id FROM persons WHERE address IS NOT NULL) given"
        ") counted WHERE people > 1 "
        "UNION ALL "
        "SELECT 'household:' || household_id AS contact_id, 'household' AS kind, household_id AS value, person_id "
        f"FROM household_members WHERE members > {HOUSEHOLD_OF_PAIRS}"
    ),
    # scans of codes that were read more than once; by far the most are read once and stay in the tables
    "repeated_scans": (
        "SELECT scans.trace_code, scans.line_id FROM scans JOIN ("
        "SELECT trace_code FROM scans GROUP BY trace_code HAVING COUNT(*) > 1) repeated "
        "ON scans.trace_code = repeated.trace_code"
    ),
    # lines with their prescriber: named on the line, else on its prescription
    "prescribed_lines": (
        "SELECT COALESCE(lines.doctor_id, prescriptions.doctor_id) AS doctor_id, lines.settlement_id, lines.line_id "
        "FROM lines LEFT JOIN prescriptions ON lines.prescription_id = prescriptions.prescription_id "
        "WHERE lines.doctor_id IS NOT NULL OR prescriptions.doctor_id IS NOT NULL"
    ),
    # reads of repeated codes with the settlement that they were read for
    "repeated_reads": (
        "SELECT repeated_scans.trace_code, lines.line_id, lines.settlement_id FROM repeated_scans "
        "JOIN lines ON repeated_scans.line_id = lines.line_id"
    ),
    # payments that stand: neither a reversal nor reversed
    "standing_settlements": (
        "SELECT settlements.* FROM settlements LEFT JOIN ("
        "SELECT DISTINCT reverses AS undone FROM settlements WHERE reverses IS NOT NULL) cancelled "
        "ON settlements.settlement_id = cancelled.undone "
        "WHERE cancelled.undone IS NULL AND settlements.reverses IS NULL"
    ),
    # a person's standing payments at an institution together
    "visits": (
        "SELECT person_id, institution_id, COUNT(*) AS settlements, SUM(total_amount) AS amount, "
        "MIN(settled_at) AS first_at, MAX(settled_at) AS last_at "
        "FROM standing_settlements GROUP BY person_id, institution_id"
    ),
}

# Read by more than one kind or tie, so computed once; the others are views.
_KEPT = {"household_members", "contact_uses", "repeated_scans", "repeated_reads", "prescribed_lines", "visits"}


def register(snapshot: Snapshot, connection: duckdb.DuckDBPyConnection) -> None:
    """Make the snapshot's tables and the shared relations readable; tables not delivered are empty ones."""
    snapshot.register(connection)
    for name in sorted(TABLES.keys() - set(snapshot.tables)):
        columns = ", ".join(
            f"CAST(NULL AS {column.engine_type}) AS {identifier(column.name)}" for column in TABLES[name].columns
        )
        connection.execute(f"CREATE OR REPLACE VIEW {identifier(name)} AS SELECT {columns} WHERE 1 = 0")
    for name, sql in RELATIONS.items():
        what = "TABLE" if name in _KEPT else "VIEW"
        connection.execute(f"CREATE OR REPLACE {what} {identifier(name)} AS {sql}")
