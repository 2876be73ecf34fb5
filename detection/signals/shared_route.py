"""Odd purchases shared along a route: people collect the same goods, unneeded, at the same places far from home."""

from functools import partial

from detection.circles.shape import ROUTE, evidence_of, members_of, tests_of
from detection.signal import Signal

signal = Signal(
    name="shared_route",
    title="The same odd purchases along one route",
    pattern="resale",
    family="goods",
    needs=frozenset({"settlements", "lines"}),
    unit=("person", "circle"),
    null_model="log likelihood ratio of each visit by its time beside the group's visits, its goods, its place and its "
    "oddness for the holder, against the place's other visits; half of a member's visits are taken to be own",
    source="NHSA resold-drug campaigns: many people linked by one collector or route; FRAUDAR (dense blocks), "
    "doi:10.1145/2939672.2939747",
    statement="{times:.0f} visits billed to {person} bear the mark of a group of {people:.0f} over "
    "{places:.0f} place(s): its {goods:.0f} kinds of goods, odd for the holder; {expected:.1f} of them may be own need",
    measure=partial(members_of, ROUTE),
    evidence=evidence_of,
    tests=tests_of,
)
