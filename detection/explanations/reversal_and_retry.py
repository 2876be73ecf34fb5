"""Reversals and retries: a payment is undone and made again, and its codes are read twice."""

from detection.draft import Draft
from detection.explanation import Explanation, Verdict, likely, open_question, ruled_out

SIGNALS = ("repeated_code",)


def judge(draft: Draft) -> Verdict:
    """Judged by how many of the lines lie on one day with another line of the same person and drug there."""
    lines = draft.of(*SIGNALS)
    if lines.empty:
        return ruled_out("the finding does not rest on codes billed again; payments undone were left out before")
    again = lines.duplicated(["person", "place", "drug", "day"], keep=False).mean()
    said = f"{again:.0%} of the {len(lines)} lines were followed by the same drug for the same person that day"
    if again >= 0.6:
        return likely(said)
    if again >= 0.3:
        return open_question(said)
    return ruled_out(said + "; payments undone were left out before")


explanation = Explanation(
    name="reversal_and_retry",
    title="Reversals and cashier retries",
    explains=frozenset(SIGNALS),
    judge=judge,
)
