"""Odd purchases shared on errands: strangers' cards come to the same places on the same days for the same goods."""

from functools import partial

from detection.circles.shape import ERRAND, evidence_of, members_of, tests_of
from detection.signal import Signal

signal = Signal(
    name="shared_errand",
    title="The same odd purchases on the same days",
    pattern="card_lending",
    family="goods",
    needs=frozenset({"settlements", "lines"}),
    unit=("person", "circle"),
    null_model="Poisson; the rate is the share of the place's other odd purchases that fall on the goods and weeks, or "
    "the days, of the circle without this person; circles are begun by pairs and corrected for as many as were begun",
    source="CopyCatch (lockstep in time), doi:10.1145/2488388.2488400, and statistically validated networks, "
    "doi:10.1371/journal.pone.0017994",
    statement="{person} shares {times:.1f} odd purchases with {people:.0f} people at {places:.0f} place(s), "
    "where chance would give {expected:.2f}, {days:.1f} visits on the others' days",
    measure=partial(members_of, ERRAND),
    evidence=evidence_of,
    tests=tests_of,
    decides=True,
)
