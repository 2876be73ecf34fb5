"""Camera footage: the minutes in which cards of several members were used at one counter."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from evidence.field_check.check import MOST, Asked, Check
from evidence.report.blocks import Table
from evidence.source import Row

# Signals about who stood at the counter with whose card.
SIGNALS = (
    "co_swipe",
    "shared_counter",
    "shared_errand",
    "shared_route",
    "kept_cards",
    "billed_alike",
    "two_places",
    "in_bed",
    "after_death",
    "refund_loop",
)
_GAP = 15  # minutes between payments that are watched in one go
_MARGIN = timedelta(minutes=5)  # that a till's clock and a camera's may differ


def checks(asked: Asked) -> Iterator[Check]:
    """The minutes to watch, those with the most of the ring's people first; until when the shop keeps them."""
    if not asked.has(*SIGNALS):
        return
    say, rows = asked.say, _windows(asked)
    if not rows:
        return
    kept = [row for row in rows if _until(asked, row) >= asked.day]
    last = max(_until(asked, row) for row in rows)
    header = (
        say("Place"),
        say("Day"),
        say("From"),
        say("To"),
        say("Till"),
        say("People"),
        say("Whose cards"),
        say("Kept until"),
    )
    yield Check(
        topic="footage",
        title=say("Camera footage: who stood at the counter"),
        share=asked.share(SIGNALS) if kept else 0.0,
        strength=1.0,
        confirms=say(
            "One person pays with several of these cards, or no customer stands there while a card is billed."
        ),
        clears=say("Each holder is there in person, or the agent shows both identity documents."),
        table=Table(
            header,
            tuple(_row(asked, row) for row in (kept or rows)[:MOST]),
            (20, 10, 7, 7, 8, 7, 29, 12),
        ),
        note=say(
            "{kept} of {all} windows are still kept, if the shop keeps footage for {days} days.",
            **_kept(asked, kept, rows),
        )
        if kept
        else say(
            "No footage is kept any more: the last was due to be wiped after {day}. Ask whether a copy exists.",
            day=last,
        ),
    )


def _kept(asked: Asked, kept: list[Row], rows: list[Row]) -> dict[str, object]:
    return {"kept": len(kept), "all": len(rows), "days": asked.footage_days}


def _windows(asked: Asked) -> list[Row]:
    """Payments behind the findings, those at one place within 15 minutes together."""
    return asked.source.rows(
        f"""
        WITH visits AS (
            SELECT DISTINCT s.settlement_id, s.institution_id, s.person_id, s.settled_at, s.terminal_id
            FROM ring_settlements s SEMI JOIN (FROM ring_lines WHERE signals <> '') l USING (settlement_id)
            SEMI JOIN ring_persons p USING (person_id)
        ), marked AS (
            SELECT *, coalesce(settled_at - lag(settled_at) OVER at_place > INTERVAL {_GAP} MINUTE, true) AS fresh
            FROM visits WINDOW at_place AS (PARTITION BY institution_id ORDER BY settled_at, settlement_id)
        ), parted AS (
            SELECT *, sum(fresh::INTEGER) OVER (PARTITION BY institution_id ORDER BY settled_at, settlement_id) AS part
            FROM marked
        )
        SELECT institution_id, min(settled_at) AS first, max(settled_at) AS last,
               list_sort(list(DISTINCT person_id)) AS people,
               coalesce(string_agg(DISTINCT terminal_id, ', ' ORDER BY terminal_id), '') AS tills
        FROM parted GROUP BY institution_id, part
        ORDER BY len(people) DESC, last DESC, institution_id
        """
    )


def _until(asked: Asked, row: Row) -> date:
    last: datetime = row["last"]
    return (last + timedelta(days=asked.footage_days)).date()


def _row(asked: Asked, row: Row) -> tuple[str | int | float, ...]:
    first, last = row["first"] - _MARGIN, row["last"] + _MARGIN
    return (
        asked.named("institution", row["institution_id"]),
        f"{first:%Y-%m-%d}",
        f"{first:%H:%M}",
        f"{last:%H:%M}",
        row["tills"] or "–",
        len(row["people"]),
        ", ".join(asked.named("person", one) for one in row["people"]),
        str(_until(asked, row)),
    )
