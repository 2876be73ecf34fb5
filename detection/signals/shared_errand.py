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
    null_model="log likelihood ratio of each visit by its time beside the group's visits, its goods, its place and its "
    "oddness for the holder, against the place's other visits; half of a member's visits are taken to be own",
    source="CopyCatch (lockstep in time), doi:10.1145/2488388.2488400, and statistically validated networks, "
    "doi:10.1371/journal.pone.0017994",
    statement="{times:.0f} visits billed to {person} bear the mark of a group of {people:.0f} at "
    "{places:.0f} place(s): {near:.0f} within 20 minutes of another member, its goods, odd for the holder; "
    "{expected:.1f} of them may be own need",
    measure=partial(members_of, ERRAND),
    evidence=evidence_of,
    tests=tests_of,
    decides=True,
)
