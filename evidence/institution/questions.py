"""What the institution is asked: who stood at the counter, which papers there are, where goods came from.

Each question lists what it is about; every item can be answered by its id in `answers.csv`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from evidence.field_check.topics import boxes, papers
from evidence.report.wording import Wording
from evidence.source import Row, Source
from workspace.inert import plain

Cells = tuple[str | int | float, ...]


@dataclass(frozen=True)
class Question:
    """A question with what it is about: `rows` of cells, the first of which is an item's id."""

    name: str  # stable, for whoever reads the answers
    text: str
    header: tuple[str, ...]
    rows: tuple[Cells, ...]
    widths: tuple[int, ...]


def questions(source: Source, say: Wording, day: date, footage_days: int) -> Iterator[Question]:
    """The questions that the institution's part of the findings asks for, and one that is always asked."""
    signals = {str(one["signal"]) for one in source.ring["signals"]}
    yield _counter(source, say, day, footage_days)
    if signals & set(papers.SIGNALS):
        yield _prescriptions(source, say)
    if signals & set(papers.OF_BOOKS):
        yield from _if_any(_lots(source, say))
    if signals & set(boxes.SIGNALS):
        yield from _if_any(_boxes(source, say))
    text = say(
        "Is there an ordinary reason for these payments, such as a care home, one person who collects for many, a "
        "clinic day or a promotion? Tell it, with the papers that show it."
    )
    yield Question("reason", text, (), (), ())


def _if_any(question: Question) -> Iterator[Question]:
    if question.rows:
        yield question


def _counter(source: Source, say: Wording, day: date, footage_days: int) -> Question:
    rows = source.rows(
        "SELECT settlement_id, settled_at, customer, collected_by, terminal_id, operator_id, "
        "total_amount::DOUBLE AS amount FROM its_settlements WHERE reverses IS NULL ORDER BY settled_at, settlement_id"
    )
    text = say(
        "Who served at the counter, and to whom were the goods handed? Keep the camera recordings that there still "
        "are, and say until when."
    )
    header = (
        say("Payment"),
        say("When"),
        say("Customer"),
        say("Agent shown"),
        say("Till"),
        say("Operator"),
        say("Yuan"),
        say("Recording kept until"),
    )
    return Question(
        "counter", text, header, tuple(_paid(row, day, footage_days) for row in rows), (18, 15, 9, 9, 10, 10, 10, 14)
    )


def _paid(row: Row, day: date, footage_days: int) -> Cells:
    until = (row["settled_at"] + timedelta(days=footage_days)).date()
    return (
        plain(row["settlement_id"]),
        f"{row['settled_at']:%Y-%m-%d %H:%M}",
        row["customer"],
        row["collected_by"] or "–",
        plain(row["terminal_id"] or "–"),
        plain(row["operator_id"] or "–"),
        float(row["amount"] or 0),
        str(until) if until >= day else "–",
    )


def _prescriptions(source: Source, say: Wording) -> Question:
    rows = source.rows(
        """
        SELECT l.line_id, s.settled_at, s.customer, l.drug, l.quantity::DOUBLE AS packs, l.prescription_id
        FROM its_lines l JOIN its_settlements s USING (settlement_id) WHERE s.reverses IS NULL
        ORDER BY s.settled_at, l.line_id
        """
    )
    text = say("Send the prescription of each of these sales, and your register of them.")
    header = (say("Line"), say("When"), say("Customer"), say("Drug"), say("Packs"), say("Prescription"))
    table = tuple(
        (
            plain(row["line_id"]),
            f"{row['settled_at']:%Y-%m-%d %H:%M}",
            row["customer"],
            plain(row["drug"]),
            float(row["packs"]),
            plain(row["prescription_id"] or say("none in the records")),
        )
        for row in rows
    )
    return Question("prescriptions", text, header, table, (20, 16, 10, 24, 10, 20))


def _lots(source: Source, say: Wording) -> Question:
    rows = source.rows(
        """
        SELECT batch_id, any_value(coalesce(lot, batch_id)) AS lot, any_value(drug) AS drug,
               sum(quantity)::DOUBLE AS packs, min(settled_at) AS first
        FROM its_lines JOIN its_settlements USING (settlement_id)
        WHERE batch_id IS NOT NULL AND reverses IS NULL GROUP BY batch_id ORDER BY packs DESC, batch_id
        """
    )
    text = say("Send invoices and delivery notes of these lots, and count what is left of them.")
    header = (say("Lot"), say("As printed"), say("Drug"), say("Packs"), say("First billed"))
    table = tuple(
        (plain(row["batch_id"]), plain(row["lot"]), plain(row["drug"]), float(row["packs"]), f"{row['first']:%Y-%m-%d}")
        for row in rows
    )
    return Question("lots", text, header, table, (24, 22, 28, 12, 14))


def _boxes(source: Source, say: Wording) -> Question:
    """Boxes that were billed more than once, here or elsewhere; where else is not told."""
    rows = source.rows(
        """
        SELECT o.trace_code, any_value(l.drug) AS drug, min(s.settled_at) AS first, count(DISTINCT o.line_id) AS here
        FROM its_scans o JOIN its_lines l USING (line_id) JOIN its_settlements s USING (settlement_id)
        WHERE o.trace_code IN (SELECT trace_code FROM scans SEMI JOIN (FROM its_scans) USING (trace_code)
                               GROUP BY trace_code HAVING count(DISTINCT line_id) > 1)
        GROUP BY o.trace_code ORDER BY first, o.trace_code
        """
    )
    text = say("From whom and when did you get each of these boxes? Send the delivery or return note.")
    header = (say("Trace code"), say("Drug"), say("First billed"), say("Times here"))
    table = tuple(
        (plain(row["trace_code"]), plain(row["drug"]), f"{row['first']:%Y-%m-%d %H:%M}", int(row["here"]))
        for row in rows
    )
    return Question("boxes", text, header, table, (36, 34, 18, 12))
