"""Registered proxies: an agent whom the law allows shows both identities and collects for several people."""

import pandas as pd

from detection.draft import Draft
from detection.explanation import Explanation, Verdict, likely, open_question, ruled_out


def judge(draft: Draft) -> Verdict:
    """Judged by the share of suspicious lines that an agent collected who was registered before."""
    proof, agents = draft.proof, draft.facts.agents_of(draft.candidate.people)
    size = len(draft.people)
    if agents.empty or proof.empty:
        return ruled_out("no member has a registered agent")
    start = pd.Timestamp(int(proof["at"].min()), unit="s")
    standing = agents[agents["since"].isna() | (agents["since"] < start)]
    late = agents[agents["since"] >= start]["person"].nunique()
    covered = standing["person"].nunique()
    shown = proof["collected_by"].notna().mean()
    if covered >= 0.6 * size and shown >= 0.5:
        return likely(f"{covered} of {size} people have an agent registered before, shown on {shown:.0%} of the lines")
    if covered >= 0.3 * size:
        return open_question(f"{covered} of {size} people have an agent, shown on {shown:.0%} of the lines only")
    return ruled_out(f"{covered} of {size} people had an agent registered before ({late} only afterwards)")


explanation = Explanation(
    name="registered_agent",
    title="Registered agents who collect for others",
    explains=frozenset({"co_swipe", "two_places", "in_bed", "sex_mismatch", "age_mismatch"}),
    judge=judge,
)
