"""What a ring is in one sentence, from its own figures."""

from typing import Any

PATTERNS = {
    "card_lending": "Card lending",
    "shop_collusion": "Shop–patient collusion",
    "resale": "Drug resale",
}


def count(ring: dict[str, Any], kind: str) -> int:
    """How many members of a kind (`person`, `institution`, …) a ring has."""
    return sum(member["kind"] == kind for member in ring["members"])


def strongest(ring: dict[str, Any]) -> str:
    """The statement of the signal that weighs most; ties go to the smaller p-value, then to the name."""
    ranked = sorted(ring["signals"], key=lambda one: (-one["weight"], one["p_value"], one["signal"]))
    return str(ranked[0]["statement"]) if ranked else ""


def headline(ring: dict[str, Any]) -> str:
    """`Card lending (courier): 14 people, 3 places, loss ¥ 12,345.00, 2026-01-03 to 2026-07-12.`"""
    pattern = PATTERNS.get(ring["pattern"], ring["pattern"])
    variant = f" ({ring['variant']})" if ring["variant"] else ""
    people, places = count(ring, "person"), count(ring, "institution")
    return (
        f"{pattern}{variant}: {people:,} {'person' if people == 1 else 'people'}, "
        f"{places:,} {'place' if places == 1 else 'places'}, loss ¥ {ring['loss_amount']:,.2f}, "
        f"{day(ring['first_seen'])} to {day(ring['last_seen'])}."
    )


def day(moment: str | None) -> str:
    """The date of an ISO 8601 time; a dash where it is unknown."""
    return (moment or "–")[:10]
