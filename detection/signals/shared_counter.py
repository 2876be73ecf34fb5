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
    null_model="log likelihood ratio of each visit by its time beside the group's visits, its goods, its place and its "
    "oddness for the holder, against the place's other visits; half of a member's visits are taken to be own",
    source="CopyCatch (lockstep in time), doi:10.1145/2488388.2488400, and FRAUDAR (dense blocks), "
    "doi:10.1145/2939672.2939747",
    statement="{times:.0f} visits billed to {person} at this shop bear the mark of a group of {people:.0f}: "
    "its {goods:.0f} kinds of goods, odd for the holder, {near:.0f} within 20 minutes of another member; "
    "{expected:.1f} of them may be own need",
    measure=partial(members_of, COUNTER),
    evidence=evidence_of,
    tests=tests_of,
)
