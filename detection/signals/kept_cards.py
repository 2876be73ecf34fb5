"""Cards kept at a shop: people whose purchases fit nobody's need are billed one by one what the shop sells anyway.

Who bills goods that nobody gets takes a few dear ones; who sells real goods on other people's cards bills what those
who stand at the counter want: many kinds, in no company, in no hurry.
"""

from functools import partial

from detection.crews import crew_lines, crews_by, tested_customers
from detection.signal import Signal

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
    measure=partial(crews_by, kept=True),
    evidence=crew_lines,
    tests=tested_customers,
    decides=True,
)
