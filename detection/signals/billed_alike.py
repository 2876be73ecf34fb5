"""Customers billed alike: at one shop, people whose purchases fit nobody's need are billed the same few things."""

import ibis.expr.types as ir

from detection.crews import crew_lines, crews_by, tested_customers
from detection.signal import Signal
from detection.tables import Tables
from workspace.settings import Settings


def measure(tables: Tables, settings: Settings) -> ir.Table:
    """Members of crews that are billed a few goods, or in each other's company."""
    return crews_by(tables, kept=False)


def tests(tables: Tables, settings: Settings) -> int:
    """Every customer of every shop who bought a lasting drug."""
    return tested_customers(tables)


def evidence(found: ir.Table, tables: Tables, settings: Settings) -> ir.Table:
    """What the members bought at the shop outside of regular courses."""
    return crew_lines(found, tables)


signal = Signal(
    name="billed_alike",
    title="Customers of one shop billed alike",
    pattern="shop_collusion",
    family="goods",
    needs=frozenset({"settlements", "lines"}),
    unit=("person", "crew"),
    null_model="Dirichlet-multinomial; each customer draws drugs, days and months by himself from what the shop sells "
    "to all; the evidence of a crew is less the logarithm of the number of crews that could have been chosen",
    source="Bayesian hierarchical clustering, Heller and Ghahramani 2005, doi:10.1145/1102351.1102389; lockstep as in "
    "CopyCatch, doi:10.1145/2488388.2488400",
    statement="{person} shares {times:.0f} drugs and days with {others:.0f} other customers of {place}, where chance "
    "would give {expected:.1f}; {few:.0%} of what they are billed outside of regular courses is five drugs",
    measure=measure,
    evidence=evidence,
    tests=tests,
)
