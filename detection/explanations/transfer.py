"""Transfers: a box moves inside a chain before it is sold, or its papers name only one of the two shops."""

from detection.draft import Draft
from detection.explanation import Explanation, Verdict, likely, open_question, ruled_out

SIGNALS = ("resurfaced_code", "undelivered_lot")


def judge(draft: Draft) -> Verdict:
    """Judged by the share of lots that a transfer on the books brought to or took from the shops."""
    lines = draft.of(*SIGNALS)
    if lines.empty:
        return ruled_out("the finding does not rest on boxes that moved between shops")
    lots = set(lines["lot"].dropna().astype(int))
    moved = draft.facts.moved_lots & lots
    share = len(moved) / max(len(lots), 1)
    said = f"transfers on the books cover {len(moved)} of the {len(lots)} lots"
    if draft.holds("resurfaced_code"):
        return ruled_out(said + "; a transfer before sale does not bill the box twice")
    if share >= 0.6:
        return likely(said)
    return open_question(said) if share >= 0.3 else ruled_out(said)


explanation = Explanation(
    name="transfer",
    title="Transfers between shops",
    explains=frozenset({"undelivered_lot"}),
    judge=judge,
)
