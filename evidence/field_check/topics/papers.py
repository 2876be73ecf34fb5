"""Prescriptions and ledgers: which to ask for, from whom."""

from collections.abc import Iterator

from evidence.field_check.check import MOST, STANDING, Asked, Check
from evidence.report.blocks import Table
from workspace.inert import plain

# Signals about what was bought, which a true prescription would explain.
SIGNALS = (
    "beyond_need",
    "sex_mismatch",
    "age_mismatch",
    "billed_alike",
    "shared_counter",
    "shared_errand",
    "shared_route",
    "kept_cards",
)
_NAMED = 3  # invoices of a lot
# Signals about the shop's books, which delivery notes would explain.
OF_BOOKS = ("stock_excess", "lot_excess", "undelivered_lot", "unread_code")


def checks(asked: Asked) -> Iterator[Check]:
    """Prescriptions of what cost most; delivery notes of the lots that the books miss."""
    if asked.has(*SIGNALS):
        yield from _prescriptions(asked)
    if asked.has(*OF_BOOKS):
        yield from _deliveries(asked)


def _prescriptions(asked: Asked) -> Iterator[Check]:
    rows = asked.source.rows(
        f"""
        SELECT s.institution_id, s.person_id, coalesce(l.doctor_id, p.doctor_id) AS doctor_id, l.prescription_id,
               array_to_string(list_sort(list(DISTINCT coalesce(d.generic_name, l.drug_id))), ', ') AS drugs,
               sum(l.amount)::DOUBLE AS amount,
               min(s.settled_at) AS day
        FROM ring_lines l JOIN ring_settlements s USING (settlement_id) SEMI JOIN ring_persons r USING (person_id)
        LEFT JOIN prescriptions p ON p.prescription_id = l.prescription_id LEFT JOIN drugs d ON d.drug_id = l.drug_id
        WHERE l.signals <> '' AND {STANDING}
        GROUP BY s.institution_id, s.person_id, 3, l.prescription_id,
                 CASE WHEN l.prescription_id IS NULL THEN l.line_id END
        ORDER BY amount DESC, day, s.person_id
        """
    )
    if not rows:
        return
    say = asked.say
    missing = sum(row["prescription_id"] is None for row in rows)
    table = tuple(
        (
            plain(row["prescription_id"] or say("none in the records")),
            f"{row['day']:%Y-%m-%d}",
            asked.named("person", row["person_id"]),
            asked.named("doctor", row["doctor_id"]) if row["doctor_id"] else "–",
            asked.named("institution", row["institution_id"]),
            plain(row["drugs"]),
            float(row["amount"] or 0),
        )
        for row in rows[:MOST]
    )
    header = (say("Prescription"), say("Day"), say("For"), say("By"), say("Filled at"), say("Drugs"), say("Yuan"))
    yield Check(
        topic="papers",
        title=say("Prescriptions to ask for"),
        share=asked.share(SIGNALS),
        strength=0.8,
        confirms=say("There is no prescription, the doctor did not write it, or the patient never saw the doctor."),
        clears=say("The clinic's record of the visit names the illness, and the quantity fits it."),
        table=Table(header, table, (14, 10, 16, 14, 18, 18, 10)),
        note=say("{missing} of {all} purchases have no prescription in the records.", missing=missing, all=len(rows)),
    )


def _deliveries(asked: Asked) -> Iterator[Check]:
    rows = asked.source.rows(
        f"""
        WITH lots AS (
            SELECT s.institution_id, l.batch_id, l.drug_id, sum(l.quantity)::DOUBLE AS packs, min(s.settled_at) AS first
            FROM ring_lines l JOIN ring_settlements s USING (settlement_id)
            WHERE l.signals <> '' AND l.batch_id IS NOT NULL AND {STANDING} GROUP BY ALL
        )
        SELECT o.*, b.lot_number AS lot, d.generic_name AS drug,
               coalesce(list_sort(list(DISTINCT m.invoice_number) FILTER (WHERE m.kind = 'purchase')), []) AS invoices
        FROM lots o LEFT JOIN stock_moves m ON m.institution_id = o.institution_id AND m.batch_id = o.batch_id
        LEFT JOIN batches b ON b.batch_id = o.batch_id LEFT JOIN drugs d ON d.drug_id = o.drug_id
        GROUP BY ALL ORDER BY len(invoices) = 0 DESC, packs DESC, o.institution_id, o.batch_id
        """
    )
    if not rows:
        return
    say = asked.say
    table = tuple(
        (
            asked.named("institution", row["institution_id"]),
            plain(row["drug"] or row["drug_id"]),
            plain(row["lot"] or row["batch_id"]),
            asked.packs(row["packs"]),
            f"{row['first']:%Y-%m-%d}",
            _invoices(asked, row["invoices"]),
        )
        for row in rows[:MOST]
    )
    header = (
        say("Place"),
        say("Drug"),
        say("Lot"),
        say("Packs billed to the ring"),
        say("First billed"),
        say("Invoices"),
    )
    yield Check(
        topic="papers",
        title=say("Delivery notes and purchase ledger"),
        share=asked.share(OF_BOOKS),
        strength=0.8,
        confirms=say("No note for the lot, or one that the supplier's own books do not have."),
        clears=say("The supplier's books have the delivery, before the first sale."),
        table=Table(header, table, (24, 22, 14, 12, 12, 16)),
    )


def _invoices(asked: Asked, found: list[str | None]) -> str:
    numbers = [one for one in found if one]
    if not numbers:
        return asked.say("none in the records")
    more = asked.say(" and {count} more", count=len(numbers) - _NAMED) if len(numbers) > _NAMED else ""
    return plain(", ".join(numbers[:_NAMED])) + more
