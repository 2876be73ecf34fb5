"""Boxes whose trace code was billed more than once: where each was, and which papers would explain it."""

from collections.abc import Iterator

from evidence.field_check.check import MOST, STANDING, Asked, Check
from evidence.report.blocks import Table
from workspace.inert import plain

SIGNALS = ("resurfaced_code", "repeated_code")


def checks(asked: Asked) -> Iterator[Check]:
    """The codes to ask for, the latest first."""
    if not asked.has(*SIGNALS):
        return
    rows = asked.source.rows(
        f"""
        WITH reads AS (
            SELECT c.trace_code, s.institution_id, s.settled_at, d.generic_name AS drug, l.drug_id
            FROM scans c SEMI JOIN (SELECT DISTINCT trace_code FROM ring_scans) r USING (trace_code)
            JOIN lines l USING (line_id) JOIN settlements s USING (settlement_id)
            LEFT JOIN drugs d ON d.drug_id = l.drug_id WHERE {STANDING}
        )
        SELECT trace_code, any_value(coalesce(drug, drug_id)) AS drug, arg_min(institution_id, settled_at) AS place,
               min(settled_at) AS first, arg_max(institution_id, settled_at) AS later, max(settled_at) AS last,
               count(*) AS times
        FROM reads GROUP BY trace_code HAVING count(*) > 1 ORDER BY last DESC, trace_code
        """
    )
    if not rows:
        return
    say = asked.say
    table = tuple(
        (
            plain(row["trace_code"]),
            plain(row["drug"]),
            asked.named("institution", row["place"]),
            f"{row['first']:%Y-%m-%d %H:%M}",
            asked.named("institution", row["later"]),
            f"{row['last']:%Y-%m-%d %H:%M}",
            row["times"],
        )
        for row in rows[:MOST]
    )
    header = (
        say("Trace code"),
        say("Drug"),
        say("First billed at"),
        say("When"),
        say("Last billed at"),
        say("When"),
        say("Times"),
    )
    yield Check(
        topic="boxes",
        title=say("Boxes that were billed more than once"),
        share=asked.share(SIGNALS),
        strength=0.8,
        confirms=say("The later shop has no delivery note for the box, or bought it from a person."),
        clears=say("A return note, a transfer note, or a maker's letter on codes that were printed twice."),
        table=Table(header, table, (20, 14, 18, 12, 18, 12, 6)),
        note=say("{count} codes in all.", count=len(rows)),
    )
