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
    null_model="Poisson; the rate is the share of the place's other odd purchases that fall on the goods and weeks, or "
    "the days, of the circle without this person; circles are begun by pairs and corrected for as many as were begun",
    source="NHSA resold-drug campaigns: many people linked by one collector or route; FRAUDAR (dense blocks), "
    "doi:10.1145/2939672.2939747",
    statement="{person} shares {times:.1f} odd purchases with {people:.0f} people over {places:.0f} place(s), "
    "where chance would give {expected:.2f}: {goods:.0f} kinds of goods",
    measure=partial(members_of, ROUTE),
    evidence=evidence_of,
    tests=tests_of,
)
