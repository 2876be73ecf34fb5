"""Long prescriptions: up to twelve weeks of a chronic drug may be collected at once."""

from detection.draft import Draft
from detection.explanation import Explanation, Verdict, likely, open_question, ruled_out

LONG = 56  # days of supply on one line


def judge(draft: Draft) -> Verdict:
    """Judged by the share of the supply that came in long prescriptions, and whether the next came too soon."""
    lines = draft.of("beyond_need")
    if lines.empty:
        return ruled_out("the finding does not rest on how much was collected")
    long = lines["days"] >= LONG
    share = float(lines.loc[long, "days"].sum() / max(lines["days"].sum(), 1))
    times = lines[long].groupby(["person", "drug"]).size()
    said = f"{share:.0%} of the supply came in prescriptions of {LONG} days and more"
    if share >= 0.6 and (times.empty or times.median() <= 2):
        return likely(said + ", hardly any of them renewed")
    if share >= 0.6:
        return open_question(said)
    return ruled_out(said + "; a reserve of 12 weeks was allowed")


explanation = Explanation(
    name="long_prescription",
    title="Long prescriptions and travel stock",
    explains=frozenset({"beyond_need"}),
    judge=judge,
)
