"""Odd purchases shared at one shop: a circle of its customers is billed the same goods, which none of them needs."""

from functools import partial

from detection.circles.shape import COUNTER, evidence_of, members_of, tests_of
from detection.signal import Signal

signal = Signal(
    name="shared_counter",
    title="The same odd purchases at one shop",
    pattern="shop_collusion",
    family="goods",
    needs=frozenset({"settlements", "lines"}),
    unit=("person", "circle"),
    null_model="Poisson; the rate is the share of the place's other odd purchases that fall on the goods and weeks, or "
    "the days, of the circle without this person; circles are begun by pairs and corrected for as many as were begun",
    source="CopyCatch (lockstep in time), doi:10.1145/2488388.2488400, and FRAUDAR (dense blocks), "
    "doi:10.1145/2939672.2939747",
    statement="{person} shares {times:.1f} odd purchases with {people:.0f} people of this shop, "
    "where chance would give {expected:.2f}: {goods:.0f} kinds of goods, within 45 days",
    measure=partial(members_of, COUNTER),
    evidence=evidence_of,
    tests=tests_of,
)
