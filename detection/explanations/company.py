"""Company: neighbours, canteen groups, colleagues and friends who go together and gain nothing by it."""

from detection.draft import Draft
from detection.explanation import Explanation, Verdict, likely, open_question, ruled_out

NO_GAIN = 0.05
GAIN = 1e-3


def judge(draft: Draft) -> Verdict:
    """Judged by whether the group is handed more than people of the same age are."""
    ranks = draft.people["excess_rank"].dropna()
    gain = draft.gain
    middle = float(ranks.median()) if len(ranks) else 0.5
    said = f"what they collect beyond need ranks at {middle:.0%} of people of their age (p = {gain:.2g} as a group)"
    if gain > NO_GAIN:
        return likely(said + ": they go together, but gain nothing")
    return open_question(said) if gain > GAIN else ruled_out(said)


explanation = Explanation(
    name="company",
    title="Neighbours, colleagues, friends who go together",
    explains=frozenset({"co_swipe"}),
    judge=judge,
)
