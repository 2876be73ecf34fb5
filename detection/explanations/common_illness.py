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
    substance = draft.facts.substances
    _, counts = np.unique(substance[lines.index], return_counts=True)
    few = float(np.sort(counts)[-2:].sum() / len(lines))
    said = f"{few:.0%} of the {len(lines)} lines are of two drugs"
    if few < FEW:
        return ruled_out(said)
    bought = draft.all_lines[["person", "day", "days"]].assign(substance=substance[draft.all_lines.index])
    shared = pd.MultiIndex.from_arrays([lines["person"], substance[lines.index]])
    regular = float(shared.isin(_courses(bought)).mean())
    said += f", {regular:.0%} belong to courses that are refilled as fast as they are used up"
    if regular >= REGULAR:
        return likely(said)
    return open_question(said) if regular >= HALF else ruled_out(said)


def _courses(bought: pd.DataFrame) -> "pd.Index[Any]":
    """(person, substance) of lines (person, substance, day, days) that are a course as `detection.misfit` tells one."""
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
