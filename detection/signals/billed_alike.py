"""Customers billed alike: at one shop, people whose purchases fit nobody's need are billed the same few things."""

from functools import partial

from detection.crews import crew_lines, crews_by, tested_customers
from detection.signal import Signal

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
    measure=partial(crews_by, kept=False),
    evidence=crew_lines,
    tests=tested_customers,
)
