"""What a tie between two entities rests on: its settlements, as the store holds them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from graph.projected import TIES
from graph.store import GraphStore, Limits, NodeRef

_PERSON = "(p:Person {person_id: $person})-[:HOLDS]->(:Card)<-[:PAID_WITH]-(s:Settlement)"
# Of each kind of tie that settlements make: where they are found, which parameters its first and second node are.
_SETTLEMENTS = {
    "BOUGHT_AT": (f"{_PERSON}-[:AT]->(:Institution {{institution_id: $institution}})", "person", "institution"),
    "COLLECTED_FOR": (f"{_PERSON}-[:COLLECTED_BY]->(:Person {{person_id: $agent}})", "agent", "person"),
    "PRESCRIBED_TO": (f"{_PERSON}<-[:PRESCRIBED]-(:Doctor {{doctor_id: $doctor}})", "doctor", "person"),
    "SCANNED_FOR": (
        "(:Pack {trace_code: $pack})-[:SCANNED_IN]->(s:Settlement)-[:PAID_WITH]->(:Card)"
        "<-[:HOLDS]-(:Person {person_id: $person})",
        "pack",
        "person",
    ),
    "SCANNED_AT": (
        "(:Pack {trace_code: $pack})-[:SCANNED_IN]->(s:Settlement)-[:AT]->"
        "(:Institution {institution_id: $institution})",
        "pack",
        "institution",
    ),
}
_ROWS = (
    "RETURN DISTINCT s.settlement_id AS settlement_id, s.settled_at AS settled_at, s.total_amount AS amount "
    "ORDER BY settled_at, settlement_id"
)
# Asked apart: for an OPTIONAL MATCH, Ladybug (0.22) reads all the settlements there are, 0.8 s at a million people.
_UNDONE = "MATCH (s)-[:REVERSES]-(:Settlement) RETURN DISTINCT s.settlement_id"
_AGENCY = (
    "MATCH (:Person {person_id: $one})-[e:ACTS_FOR]->(:Person {person_id: $other}) "
    "RETURN e.relation AS relation, e.since AS since"
)
_KINDS = {tie.name: tie for tie in TIES}
_LIMITS = Limits(seconds=30.0, rows=100_000)


@dataclass(frozen=True)
class Payment:
    """A settlement behind a tie; a reversal and what it undoes do not stand."""

    settlement_id: str
    settled_at: datetime
    amount: Decimal  # yuan
    stands: bool


@dataclass(frozen=True)
class Evidence:
    """A tie of one kind from `first` to `second`, and what it rests on.

    weight: standing settlements or reads, 1 where settlements make no difference; first_at, last_at, amount: of the
    standing settlements; relation, since: of a registered agent.
    """

    kind: str
    first: NodeRef
    second: NodeRef
    weight: int
    payments: tuple[Payment, ...] = ()
    relation: str | None = None
    since: date | None = None

    @property
    def standing(self) -> tuple[Payment, ...]:
        """The settlements that stand, in order of time."""
        return tuple(one for one in self.payments if one.stands)

    @property
    def amount(self) -> Decimal:
        """What the standing settlements come to, in yuan."""
        return sum((one.amount for one in self.standing), Decimal(0))

    @property
    def dated(self) -> bool:
        """Whether the tie happened at times, rather than simply being so."""
        return self.kind in _SETTLEMENTS

    def within(self, first: date, last: date) -> bool:
        """Whether the tie shows itself in a span of days, both included; one without dates always does."""
        return not self.dated or any(first <= one.settled_at.date() <= last for one in self.payments)


def open_tie(store: GraphStore, kind: str, one: NodeRef, other: NodeRef, weight: int) -> Iterable[Evidence]:
    """What a tie between two nodes rests on: mostly one thing; two people may be tied both ways."""
    tie = _KINDS[kind]
    ways = [(one, other), (other, one)]
    if tie.first != tie.second:
        ways = [(first, second) for first, second in ways if first.label == tie.first]
    elif kind not in _SETTLEMENTS and kind != "ACTS_FOR":
        ways = ways[:1]
    for first, second in ways:
        if kind in _SETTLEMENTS:
            found = _payments(store, kind, first, second, weight)
            if found or len(ways) == 1:
                yield Evidence(kind, first, second, weight, found)
        elif kind == "ACTS_FOR":
            for relation, since in store.query(_AGENCY, {"one": first.key, "other": second.key}).rows:
                yield Evidence(kind, first, second, weight, relation=relation, since=since)
        else:
            yield Evidence(kind, first, second, weight)


def _payments(store: GraphStore, kind: str, first: NodeRef, second: NodeRef, weight: int) -> tuple[Payment, ...]:
    pattern, one, other = _SETTLEMENTS[kind]
    given = {one: first.key, other: second.key}
    rows = store.query(f"MATCH {pattern} {_ROWS}", given, limits=_LIMITS).rows
    all_stand = kind == "BOUGHT_AT" and len(rows) == weight  # which counts those that stand
    undone = () if all_stand else store.query(f"MATCH {pattern} {_UNDONE}", given, limits=_LIMITS).rows
    fallen = {row[0] for row in undone}
    return tuple(
        Payment(settlement, at, Decimal(fen or 0) / 100, stands=settlement not in fallen)
        for settlement, at, fen in rows
    )
