"""Shelves and lots: what the books expect to be there, and which count would prove what."""

from collections.abc import Iterator

from evidence.field_check.check import MOST, STANDING, Asked, Check
from evidence.report.blocks import Table
from evidence.source import Row
from workspace.inert import plain

# Signals about goods that were billed but may never have been there, or never left.
SIGNALS = (
    "stock_excess",
    "lot_excess",
    "undelivered_lot",
    "repeated_code",
    "unread_code",
    "billed_alike",
    "shared_counter",
    "refund_loop",
)
_INWARD = "('opening', 'purchase', 'transfer_in')"
_OUTWARD = "('purchase_return', 'transfer_out', 'self_pay_sale', 'damage')"


def checks(asked: Asked) -> Iterator[Check]:
    """The lots to count, those with most money billed to the ring first."""
    if not asked.has(*SIGNALS):
        return
    rows = [row for row in _lots(asked) if row["ring"] > 0]
    if not rows:
        return
    say = asked.say
    header = (
        say("Place"),
        say("Drug"),
        say("Lot"),
        say("Billed to the ring"),
        say("Came in"),
        say("Went out"),
        say("Books expect"),
        say("What a count proves"),
    )
    [told] = asked.source.rows("SELECT max(settled_at)::DATE AS last FROM settlements")
    yield Check(
        topic="stock",
        title=say("Shelves and lots to count"),
        share=asked.share(SIGNALS),
        strength=1.0,
        confirms=say(
            "The packs billed to the ring still stand there, or were never delivered: they were not handed out."
        ),
        clears=say("The count is what the books expect: what was billed left the shop."),
        table=Table(
            header,
            tuple(_row(asked, row) for row in rows[:MOST]),
            (16, 17, 10, 9, 8, 8, 8, 24),
        ),
        note=say(
            "The books are as of {day}, the last day of the records: add what came and take off what was sold since. "
            "Stock from before the records is in them only where an opening was reported. A few packs either way "
            "may be errors of counting or of lot numbers.",
            day=told["last"],
        ),
    )


def _lots(asked: Asked) -> list[Row]:
    """Packs by place, drug and lot, net of payments that were undone; split packs are left out, being no packs."""
    return asked.source.rows(
        f"""
        WITH standing AS (
            SELECT s.settlement_id, s.institution_id FROM settlements s
            SEMI JOIN ring_institutions USING (institution_id)
            WHERE {STANDING}
        ), wanted AS (
            SELECT t.institution_id, l.drug_id, l.batch_id, sum(l.quantity) AS ring, sum(l.amount) AS amount
            FROM ring_lines l JOIN standing t USING (settlement_id)
            WHERE l.signals <> '' AND NOT coalesce(l.split_pack, false) GROUP BY ALL
        ), sold AS (
            SELECT t.institution_id, l.drug_id, l.batch_id, sum(l.quantity) AS packs
            FROM lines l JOIN standing t USING (settlement_id)
            WHERE l.drug_id IN (SELECT drug_id FROM wanted) AND NOT coalesce(l.split_pack, false) GROUP BY ALL
        ), moved AS (
            SELECT m.institution_id, m.batch_id, sum(abs(m.quantity)) FILTER (WHERE m.kind IN {_INWARD}) AS came,
                   sum(abs(m.quantity)) FILTER (WHERE m.kind IN {_OUTWARD}) AS went
            FROM stock_moves m SEMI JOIN ring_institutions USING (institution_id) GROUP BY ALL
        )
        SELECT w.institution_id, d.generic_name AS drug, w.drug_id, b.lot_number AS lot, w.batch_id,
               w.ring::DOUBLE AS ring,
               coalesce(m.came, 0)::DOUBLE AS came, (coalesce(m.went, 0) + coalesce(s.packs, 0))::DOUBLE AS gone,
               w.institution_id IN (SELECT institution_id FROM stock_moves) AS reports
        FROM wanted w
        LEFT JOIN sold s ON s.institution_id = w.institution_id AND s.drug_id = w.drug_id
             AND s.batch_id IS NOT DISTINCT FROM w.batch_id
        LEFT JOIN moved m ON m.institution_id = w.institution_id AND m.batch_id = w.batch_id
        LEFT JOIN drugs d ON d.drug_id = w.drug_id LEFT JOIN batches b ON b.batch_id = w.batch_id
        ORDER BY w.amount DESC NULLS LAST, w.institution_id, w.drug_id, w.batch_id
        """
    )


def _row(asked: Asked, row: Row) -> tuple[str | int | float, ...]:
    drug = plain(f"{row['drug']} ({row['drug_id']})" if row["drug"] else row["drug_id"])
    known = bool(row["reports"] and row["batch_id"])
    return (
        asked.named("institution", row["institution_id"]),
        drug,
        plain(row["lot"] or row["batch_id"] or "–"),
        asked.packs(row["ring"]),
        asked.packs(row["came"]) if known else "–",
        asked.packs(row["gone"]),
        asked.packs(row["came"] - row["gone"]) if known else "–",
        _proof(asked, row["ring"], row["came"] - row["gone"])
        if known
        else asked.say("Ask for the ledger, then count."),
    )


def _proof(asked: Asked, ring: float, expected: float) -> str:
    """What a count proves, given what the books expect and what was billed to the ring."""
    if expected < 0:
        return asked.say(
            "{missing} more out than in: only delivery notes explain them. Each pack still there is one more that was "
            "billed and not handed out.",
            missing=asked.packs(-expected),
        )
    return asked.say(
        "About {all} or more: what was billed to the ring is still there. {expected}: it left the shop. Fewer: packs "
        "left unbilled.",
        all=asked.packs(expected + ring),
        expected=asked.packs(expected),
    )
