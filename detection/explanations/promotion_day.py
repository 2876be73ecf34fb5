"""Outreach and promotion days: a clinic's visit or a shop's offer brings many people at once."""

from detection.draft import Draft
from detection.explanation import Explanation, Verdict, likely, open_question, ruled_out


def judge(draft: Draft) -> Verdict:
    """Judged by the share of joint payments on days with far more visits than the shop has usually."""
    lines = draft.of("co_swipe")
    if lines.empty:
        return ruled_out("the finding does not rest on payments made together")
    days = set(zip(lines["place"], lines["day"], strict=True))
    crowded = len(days & draft.facts.crowded) / len(days)
    number = len(days)
    if crowded >= 0.6:
        return likely(f"{crowded:.0%} of the {number} days had at least twice the shop's usual visits")
    if crowded >= 0.3:
        return open_question(f"{crowded:.0%} of the {number} days had at least twice the shop's usual visits")
    return ruled_out(f"only {crowded:.0%} of the {number} days had at least twice the shop's usual visits")


explanation = Explanation(
    name="promotion_day",
    title="Outreach or promotion days",
    explains=frozenset({"co_swipe"}),
    judge=judge,
)
