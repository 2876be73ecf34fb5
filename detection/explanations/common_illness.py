"""A common illness: patients who take the same dear drug, each in courses, at the few places that sell it."""

from typing import Any

import numpy as np
import pandas as pd

from detection.draft import Draft
from detection.explanation import Explanation, Verdict, likely, open_question, ruled_out
from detection.misfit import FAST, FEWEST_LINES, SLOW

SIGNALS = ("shared_counter", "shared_errand", "shared_route")
FEW = 0.9  # share of the lines on two drugs, from which the people share an illness and not a trade
# Share of the lines in courses. On seven cities two innocent groups had 0.93 and 1, no ring that was found over 0.83.
REGULAR, HALF = 0.85, 0.5


def judge(draft: Draft) -> Verdict:
    """Judged by how few drugs they share, and whether each takes them in courses, refilled as fast as used up."""
    lines = draft.of(*SIGNALS)
    if lines.empty:
        return ruled_out("the finding does not rest on odd purchases that people share")
    shared = _by_substance(lines, draft)
    few = float(shared["substance"].value_counts().head(2).sum() / len(shared))
    courses = _courses(_by_substance(draft.all_lines, draft))
    regular = float(pd.MultiIndex.from_frame(shared[["person", "substance"]]).isin(courses).mean())
    said = (
        f"{few:.0%} of the {len(lines)} lines are of two drugs, {regular:.0%} belong to courses that are refilled as "
        "fast as they are used up"
    )
    if few >= FEW and regular >= REGULAR:
        return likely(said)
    return open_question(said) if few >= FEW and regular >= HALF else ruled_out(said)


def _by_substance(lines: pd.DataFrame, draft: Draft) -> pd.DataFrame:
    """person, substance, day, days of lines."""
    names = draft.facts.drugs["generic_name"].reindex(lines["drug"]).to_numpy(dtype=object)
    known = pd.notna(names)
    substance = np.where(known, names, lines["drug"].astype(str).to_numpy(dtype=object))
    return lines[["person", "day", "days"]].assign(substance=substance)


def _courses(bought: pd.DataFrame) -> "pd.Index[Any]":
    """(person, substance) of those that are taken as `detection.misfit` tells a course."""
    taken = bought.groupby(["person", "substance"]).agg(
        lines=("days", "count"), days=("days", "sum"), first=("day", "min"), last=("day", "max")
    )
    span = taken["last"] - taken["first"] + taken["days"] / taken["lines"].clip(lower=1)
    rate = taken["days"] / span.where(span > 0)
    return taken.index[(taken["lines"] >= FEWEST_LINES) & rate.between(SLOW, FAST)]


explanation = Explanation(
    name="common_illness",
    title="A common illness",
    explains=frozenset(SIGNALS),
    judge=judge,
)
