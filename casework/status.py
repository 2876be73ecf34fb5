"""The states of a case and the changes that are allowed, in one table."""

from enum import StrEnum


class Status(StrEnum):
    """Where a case stands."""

    NEW = "new"
    REVIEWING = "reviewing"
    CONFIRMED = "confirmed"
    INNOCENT = "innocent"
    NEEDS_EVIDENCE = "needs_evidence"
    TRANSFERRED = "transferred"
    CLOSED = "closed"


# From a state to those that may follow. A verdict can be taken back by reviewing again.
ALLOWED: dict[Status, tuple[Status, ...]] = {
    Status.NEW: (Status.REVIEWING,),
    Status.REVIEWING: (Status.CONFIRMED, Status.INNOCENT, Status.NEEDS_EVIDENCE),
    Status.NEEDS_EVIDENCE: (Status.REVIEWING, Status.CONFIRMED, Status.INNOCENT),
    Status.CONFIRMED: (Status.TRANSFERRED, Status.CLOSED, Status.REVIEWING),
    Status.INNOCENT: (Status.CLOSED, Status.REVIEWING),
    Status.TRANSFERRED: (Status.CLOSED,),
    Status.CLOSED: (Status.REVIEWING,),
}

# What ends the wait for action: found innocent, handed over, or closed. A confirmed case still waits for it.
ACTED = frozenset({Status.INNOCENT, Status.TRANSFERRED, Status.CLOSED})

VERDICTS = frozenset({Status.CONFIRMED, Status.INNOCENT})
# What rests on a verdict, and is asked again where the ground has changed.
DECIDED = VERDICTS | {Status.TRANSFERRED, Status.CLOSED}
# What is for those who hand over; all else is for those who decide.
_HANDED_OVER = frozenset({Status.TRANSFERRED, Status.CLOSED})


def permission_for(status: Status) -> str:
    """The permission that it takes to give a case a status."""
    return "transfer" if status in _HANDED_OVER else "decide"


# What money can come back of.
RECOVERABLE = frozenset({Status.CONFIRMED, Status.TRANSFERRED, Status.CLOSED})
