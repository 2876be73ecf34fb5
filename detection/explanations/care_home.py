"""A care home: one carer collects for residents of one address, on a regular morning."""

from detection.draft import Draft
from detection.explanation import Explanation, Verdict, likely, open_question, ruled_out


def judge(draft: Draft) -> Verdict:
    """Judged by the share at one address, their age, and whether they collect no more than they need."""
    people = draft.people
    shared = people["address"].value_counts()
    size, largest = len(people), int(shared.iloc[0]) if len(shared) else 0
    old = (2000 - people["birth_date"].map(lambda day: day.year if day == day else 2000)).median() > 35
    gain = draft.gain
    if largest >= max(size / 2, 4) and gain > 0.01:
        return likely(f"{largest} of the {size} people live at one address and collect what they need (p = {gain:.2f})")
    if largest >= max(size / 2, 4):
        return open_question(f"{largest} of the {size} live at one address, but collect beyond need (p = {gain:.1e})")
    if old and largest >= size / 4:
        return open_question(f"{largest} of the {size} people live at one address")
    return ruled_out(f"at most {largest} of the {size} people live at one address")


explanation = Explanation(
    name="care_home",
    title="A care home or another common address",
    explains=frozenset({"co_swipe", "in_bed", "two_places"}),
    judge=judge,
)
