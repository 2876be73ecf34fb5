"""Maker's duplicates and misread codes: two boxes carry one code, or one code was read for another box."""

from detection.draft import Draft
from detection.explanation import Explanation, Verdict, likely, open_question, ruled_out

SIGNALS = ("repeated_code", "resurfaced_code")


def judge(draft: Draft) -> Verdict:
    """Judged by whether the codes are of one drug and lot (a maker's error) or of many."""
    lines = draft.of(*SIGNALS)
    if lines.empty:
        return ruled_out("the finding does not rest on codes seen again")
    lots = lines[["drug", "lot"]].drop_duplicates()
    people = lines["person"].nunique()
    said = f"{len(lines)} lines of {lines['drug'].nunique()} drug(s) and {len(lots)} lot(s), of {people} people"
    if len(lots) == 1 and people >= 3:
        return likely(said + ": one lot, as where its maker printed codes twice")
    if len(lots) <= 2:
        return open_question(said)
    return ruled_out(said + ": errors of a maker stay within a lot, and the rate of errors was allowed for")


explanation = Explanation(
    name="makers_duplicate",
    title="Maker's duplicate or misread codes",
    explains=frozenset(SIGNALS),
    judge=judge,
)
