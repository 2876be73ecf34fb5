"""Whom to hear, in which order, and what to ask."""

from collections.abc import Iterator

from evidence.field_check.check import MOST, Asked, Check
from evidence.report.blocks import Table
from evidence.source import Row

# Those at the edge first, each alone: whoever runs the ring would warn them.
_ORDER = (
    "lender",
    "prescriber",
    "doctor_hub",
    "collector",
    "seller",
    "organiser",
    "sink_shop",
    "place_of_collection",
    "shop",
)
_HEARD = {"person", "doctor", "institution"}


def checks(asked: Asked) -> Iterator[Check]:
    """People and places by role, those with most lines behind them first."""
    lines = {row["person_id"]: row["lines"] for row in _lines(asked)}
    members = [one for one in asked.source.ring["members"] if one["kind"] in _HEARD]
    ranked = sorted(members, key=lambda one: (_place(one["role"]), -lines.get(one["id"], 0), one["id"]))
    if not ranked:
        return
    say = asked.say
    questions = _questions(asked)
    table = tuple(
        (
            number,
            asked.named(one["kind"], one["id"]),
            say.role(one["role"]),
            lines.get(one["id"], 0),
            questions.get(one["role"], say("What do you know of these purchases?")),
        )
        for number, one in enumerate(ranked[:MOST], start=1)
    )
    of_people = {one["signal"] for one in asked.source.ring["signals"] if one["entities"]}
    yield Check(
        topic="hearing",
        title=say("Whom to hear, in this order"),
        share=asked.share(of_people),
        strength=0.5,
        confirms=say("The holder does not know the drug, was never there, or was paid for the card."),
        clears=say("The holder names the illness, shows what is left of the drug, and knows the shop."),
        table=Table((say("No."), say("Who"), say("Role"), say("Lines"), say("What to ask")), table, (6, 30, 14, 8, 42)),
        note=say("Hear each alone, lenders before whoever collects or sells, so that nobody is warned."),
    )


def _lines(asked: Asked) -> list[Row]:
    return asked.source.rows(
        "SELECT s.person_id, count(*) AS lines FROM ring_lines l JOIN ring_settlements s USING (settlement_id) "
        "WHERE l.signals <> '' GROUP BY ALL"
    )


def _place(role: str) -> int:
    return _ORDER.index(role) if role in _ORDER else len(_ORDER)


def _questions(asked: Asked) -> dict[str, str]:
    say = asked.say
    shop = say("Who brought the cards? Who took the goods? Who bought them on, and at what price?")
    doctor = say("Did you see these patients? Who came with the request?")
    return {
        "lender": say("Where is your card now? Who has had it? What is the drug for, and what is left of it?"),
        "collector": say("For whom do you collect, since when, and who gets the goods?"),
        "seller": say("From whom do the boxes come, and where are they sold?"),
        "organiser": say("What do these people have in common with you?"),
        "prescriber": doctor,
        "doctor_hub": doctor,
        "shop": shop,
        "sink_shop": shop,
        "place_of_collection": shop,
    }
