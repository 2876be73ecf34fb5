"""Odd purchases shared along a route: people collect the same goods, unneeded, at the same places far from home."""

import ibis.expr.types as ir

from detection.circles.shape import ROUTE, evidence_of, members_of, tests_of
from detection.signal import Signal
from detection.tables import Tables
from workspace.settings import Settings


def measure(tables: Tables, settings: Settings) -> ir.Table:
    """Members of such circles, with what each shares with the others."""
    return members_of(ROUTE, tables, settings)


def tests(tables: Tables, settings: Settings) -> int:
    """Every person with odd purchases."""
    return tests_of(tables)


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
    measure=measure,
    evidence=evidence_of,
    tests=tests,
)
