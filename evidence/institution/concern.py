"""What of a ring concerns one institution: its payments behind the findings, their lines and trace codes.

Customers are numbered in the order in which they came, for this bundle alone: no id or name of a person, and nothing of
another institution, is in any of the three tables.
"""

from typing import Any

from evidence.source import Row, Source
from workspace.errors import RingtraceError

# By table: SQL of its rows, in a fixed order.
SELECTS = {
    "settlements": (
        "SELECT settlement_id, settled_at, customer, collected_by, terminal_id, operator_id, medical_type, "
        "total_amount, fund_amount, reverses FROM its_settlements ORDER BY settled_at, settlement_id"
    ),
    "lines": (
        "SELECT line_id, settlement_id, drug_id, drug, batch_id, lot, quantity, amount, prescription_id "
        "FROM its_lines ORDER BY settlement_id, line_id"
    ),
    "scans": "SELECT line_id, trace_code FROM its_scans ORDER BY line_id, trace_code",
}


def concerned(ring: Row, wanted: str) -> str:
    """The id of the ring's institution that is meant; the only one where none is named.

    Raises:
        RingtraceError: it is none of the ring's, or there are several and none is named.
    """
    own = sorted(str(one["id"]) for one in ring["members"] if one["kind"] == "institution")
    if wanted in own:
        return wanted
    if not wanted and len(own) == 1:
        return own[0]
    if not own:
        raise RingtraceError(f"No institution belongs to ring {ring['ring_id']}: there is nobody to ask.")
    said = f"{wanted} does not belong to ring {ring['ring_id']}." if wanted else "The ring has several institutions."
    raise RingtraceError(f"{said} Name one by --institution: {', '.join(own)}.")


def narrow(source: Source) -> Row:
    """Make the tables `its_settlements`, `its_lines`, `its_scans` on the source's connection; name and id of whose.

    Raises:
        RingtraceError: no finding rests on a payment at the institution.
    """
    institution = source.options.institution
    run = source.connection.execute
    run(
        """
        CREATE TEMP TABLE own_settlements AS
        WITH behind AS (SELECT DISTINCT settlement_id FROM ring_lines WHERE signals <> '' OR counted)
        SELECT * FROM ring_settlements s WHERE institution_id = $place AND (settlement_id IN (FROM behind)
            OR reverses IN (FROM behind)
            OR settlement_id IN (SELECT reverses FROM ring_settlements WHERE settlement_id IN (FROM behind)))
        """,
        {"place": institution},
    )
    run(
        """
        CREATE TEMP TABLE customers AS
        SELECT person_id, 'K' || row_number() OVER (ORDER BY min(came), person_id) AS customer
        FROM (SELECT person_id, settled_at AS came FROM own_settlements UNION ALL
              SELECT collected_by, settled_at FROM own_settlements WHERE collected_by IS NOT NULL) GROUP BY person_id
        """
    )
    run(
        """
        CREATE TEMP TABLE its_settlements AS
        SELECT s.* EXCLUDE (person_id, card_id, collected_by), p.customer, c.customer AS collected_by
        FROM own_settlements s JOIN customers p USING (person_id)
        LEFT JOIN customers c ON c.person_id = s.collected_by
        """
    )
    run(
        """
        CREATE TEMP TABLE its_lines AS
        SELECT l.*, coalesce(d.generic_name, l.drug_id) AS drug, b.lot_number AS lot FROM ring_lines l
        SEMI JOIN its_settlements USING (settlement_id)
        LEFT JOIN drugs d ON d.drug_id = l.drug_id LEFT JOIN batches b ON b.batch_id = l.batch_id
        """
    )
    run("CREATE TEMP TABLE its_scans AS SELECT c.* FROM ring_scans c SEMI JOIN its_lines USING (line_id)")
    return _about(source, institution)


def _about(source: Source, institution: str) -> Row:
    [told] = source.rows(
        "SELECT count(*) AS payments, min(settled_at) AS first, max(settled_at) AS last, "
        "count(DISTINCT customer) AS customers FROM its_settlements"
    )
    if not told["payments"]:
        raise RingtraceError(f"No finding rests on a payment at {institution}: there is nothing to ask it.")
    named: list[Any] = source.rows("SELECT name FROM institutions WHERE institution_id = ?", [institution])
    [lines] = source.rows("SELECT count(*) AS lines, sum(amount)::DOUBLE AS amount FROM its_lines")
    return told | lines | {"id": institution, "name": str(named[0]["name"] or "") if named else ""}
