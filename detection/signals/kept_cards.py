"""Cards kept at a shop: people whose purchases fit nobody's need are billed one by one what the shop sells anyway.

Who bills goods that nobody gets takes a few dear ones; who sells real goods on other people's cards bills what those
who stand at the counter want: many kinds, in no company, in no hurry.
"""

import ibis.expr.types as ir

from detection.crews import crew_lines, crews_by, tested_customers
from detection.signal import Signal
from detection.tables import Tables
from workspace.settings import Settings


def measure(tables: Tables, settings: Settings) -> ir.Table:
    """Members of crews that are billed many goods, one by one."""
    return crews_by(tables, kept=True)


def tests(tables: Tables, settings: Settings) -> int:
    """Every customer of every shop who bought a lasting drug."""
    return tested_customers(tables)


def evidence(found: ir.Table, tables: Tables, settings: Settings) -> ir.Table:
    """What was bought on the cards at the shop outside of regular courses."""
    return crew_lines(found, tables)


signal = Signal(
    name="kept_cards",
    title="Cards kept at one shop and billed one by one",
    pattern="card_lending",
    family="goods",
    needs=frozenset({"settlements", "lines"}),
    unit=("person", "crew"),
    null_model="Dirichlet-multinomial; each customer draws drugs, days and months by himself from what the shop sells "
    "to all; the evidence of a crew is less the logarithm of the number of crews that could have been chosen",
    source="Bayesian hierarchical clustering, Heller and Ghahramani 2005, doi:10.1145/1102351.1102389",
    statement="the card of {person} shares {times:.0f} drugs and days with {others:.0f} other cards at {place}, where "
    "chance would give {expected:.1f}; only {company:.0%} of their visits were in company, and goods are of many kinds",
    measure=measure,
    evidence=evidence,
    tests=tests,
    decides=True,
)
