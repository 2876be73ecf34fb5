"""A household: people who live together or share a telephone collect for each other."""

from detection.draft import Draft
from detection.explanation import Explanation, Verdict, likely, open_question, ruled_out


def judge(draft: Draft) -> Verdict:
    """Judged by how many families the people fall into, and how large the largest is."""
    people = draft.people
    family = people["household_id"].fillna(people["address"]).fillna(people["person_id"])
    families, largest, size = family.nunique(), int(family.value_counts().iloc[0]), len(people)
    if families <= 2 and size <= 8:
        return likely(f"the {size} people belong to {families} household(s)")
    if largest >= size / 2 and size <= 8:
        return open_question(f"{largest} of the {size} people are of one household, the others are not")
    return ruled_out(f"the {size} people belong to {families} households, at most {largest} to the same")


explanation = Explanation(
    name="household",
    title="A household that collects for its members",
    explains=frozenset({"co_swipe", "two_places", "in_bed", "sex_mismatch", "age_mismatch"}),
    judge=judge,
)
