"""Rings like a ring: of one pattern and variant, or with members in common. Reads a run, finds nothing new."""

from dataclasses import dataclass
from typing import Any

MOST = 10


@dataclass(frozen=True)
class Similar:
    """Another ring, and what it has in common: people, places, other members, 0 to 1 of both rings' members."""

    ring: dict[str, Any]
    people: int
    places: int
    overlap: float  # Jaccard, P. Jaccard 1912, of the members of both
    same_variant: bool


def similar_rings(rings: list[dict[str, Any]], ring_id: str, most: int = MOST) -> tuple[Similar, ...]:
    """The rings most like a ring, those with the most members in common first.

    A ring without a common member counts where its pattern and variant are the same.

    Raises:
        StopIteration: there is no ring of that id.
    """
    ring = next(one for one in rings if one["ring_id"] == ring_id)
    own = _members(ring)
    found = [_compared(ring, own, other) for other in rings if other["ring_id"] != ring_id]
    alike = [one for one in found if one.overlap > 0 or one.same_variant]
    ranked = sorted(
        alike, key=lambda one: (-one.overlap, not one.same_variant, -one.ring["score"], one.ring["ring_id"])
    )
    return tuple(ranked[:most])


def _members(ring: dict[str, Any]) -> set[tuple[str, str]]:
    return {(one["kind"], one["id"]) for one in ring["members"]}


def _compared(ring: dict[str, Any], own: set[tuple[str, str]], other: dict[str, Any]) -> Similar:
    theirs = _members(other)
    shared = own & theirs
    return Similar(
        other,
        people=sum(kind == "person" for kind, _ in shared),
        places=sum(kind == "institution" for kind, _ in shared),
        overlap=len(shared) / max(len(own | theirs), 1),
        same_variant=(ring["pattern"], ring["variant"]) == (other["pattern"], other["variant"]),
    )
