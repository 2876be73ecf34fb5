"""A popular shop, or the only one in town: everybody meets there."""

from detection.draft import Draft
from detection.explanation import Explanation, Verdict, likely, open_question, ruled_out


def judge(draft: Draft) -> Verdict:
    """Judged by what chance gives in the traffic of the very shop: the pairs' excess over it."""
    pairs = [held.units for held in draft.held if held.signal.name == "co_swipe"]
    if not pairs:
        return ruled_out("the finding does not rest on payments made together")
    times, expected = float(pairs[0]["times"].sum()), float(pairs[0]["expected"].sum())
    ratio = times / max(expected, 0.01)
    said = f"the pairs met on {times:.0f} days where the shop's own traffic gives {expected:.1f}"
    if ratio < 2:
        return likely(said)
    if ratio < 4:
        return open_question(said)
    return ruled_out(said)


explanation = Explanation(
    name="popular_shop",
    title="A popular shop, or the only one in town",
    explains=frozenset({"co_swipe"}),
    judge=judge,
)
