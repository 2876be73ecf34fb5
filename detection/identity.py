"""Who a ring is: its people, and the id that they give it where no earlier run knows it."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any


def people_of(ring: Mapping[str, Any]) -> frozenset[str]:
    """Ids of the people of a ring as `rings.json` has it."""
    return frozenset(member["id"] for member in ring["members"] if member["kind"] == "person")


def own_id(people: Iterable[str]) -> str:
    """The id that a ring of these people has where no earlier run knows it."""
    return "R-" + hashlib.sha256(",".join(sorted(people)).encode()).hexdigest()[:10]
