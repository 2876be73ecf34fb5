"""Late purchases: deliveries that are entered weeks after the boxes were sold."""

from detection.draft import Draft
from detection.explanation import Explanation, Verdict, likely, open_question, ruled_out

SIGNALS = ("stock_excess", "lot_excess", "undelivered_lot")
LATE = 31  # days within which papers may still come


def judge(draft: Draft) -> Verdict:
    """Judged by the share of the sales beyond stock in the last month, whose papers may still come."""
    lines = draft.of(*SIGNALS)
    if lines.empty:
        return ruled_out("the finding does not rest on stock")
    recent = float((lines["day"] > draft.facts.last_day - LATE).mean())
    said = f"{recent:.0%} of the sales beyond stock are of the last {LATE} days, whose papers may still come"
    if recent >= 0.8:
        return likely(said)
    if recent >= 0.4:
        return open_question(said)
    return ruled_out(said + "; deliveries entered late were counted")


explanation = Explanation(
    name="late_purchase",
    title="Purchases entered late",
    explains=frozenset(SIGNALS),
    judge=judge,
)
