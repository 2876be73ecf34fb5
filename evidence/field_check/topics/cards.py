"""Cards at the counter: those that were billed one by one where their holders were hardly seen."""

from collections.abc import Iterator

from evidence.field_check.check import MOST, Asked, Check
from evidence.report.blocks import Table
from graph.masking import masked_value

SIGNALS = ("kept_cards", "after_death", "in_bed", "billed_alike")


def checks(asked: Asked) -> Iterator[Check]:
    """The cards to look for at each place, those used most first."""
    if not asked.has(*SIGNALS):
        return
    rows = asked.source.rows(
        """
        SELECT s.institution_id, s.card_id, s.person_id, count(DISTINCT s.settlement_id) AS times,
               max(s.settled_at) AS last
        FROM ring_settlements s SEMI JOIN (FROM ring_lines WHERE signals <> '') l USING (settlement_id)
        SEMI JOIN ring_persons p USING (person_id)
        GROUP BY ALL ORDER BY times DESC, last DESC, s.institution_id, s.card_id
        """
    )
    if not rows:
        return
    say, full = asked.say, asked.source.options.full
    table = tuple(
        (
            asked.named("institution", row["institution_id"]),
            row["card_id"] if full else masked_value(row["card_id"]),
            asked.named("person", row["person_id"]),
            row["times"],
            f"{row['last']:%Y-%m-%d}",
        )
        for row in rows[:MOST]
    )
    header = (say("Place"), say("Card"), say("Holder"), say("Payments"), say("Last used"))
    yield Check(
        topic="cards",
        title=say("Cards to look for at the counter"),
        share=asked.share(SIGNALS),
        strength=1.0,
        confirms=say("A card of this list lies in the shop while its holder is elsewhere."),
        clears=say("The holder shows the card, and says where it was on the last day it was used."),
        table=Table(header, table, (30, 15, 30, 10, 15)),
    )
