"""Substituted codes: a shop reads the code of one box kept at the till for every sale of the drug."""

from detection.draft import Draft
from detection.explanation import Explanation, Verdict, likely, open_question, ruled_out

SIGNALS = ("repeated_code",)
MOST = 0.6  # share of the lines that counts as most of them
HABIT = 0.5  # share of other customers' boxes from which reading the same code is the shop's habit


def judge(draft: Draft) -> Verdict:
    """Judged by whether the drug's other customers there meet repeated codes too, and whether the boxes were in stock.

    Who bills boxes that were never sold lacks a box for each; who reads the wrong code lacks none.
    """
    lines = draft.of(*SIGNALS)
    if lines.empty:
        return ruled_out("the finding does not rest on codes billed again in one shop")
    own = lines.groupby(["place", "drug"]).size()
    bought = draft.all_lines.groupby(["place", "drug"]).size().reindex(own.index)
    cells = draft.facts.shelf.reindex(own.index)
    others = ((cells["reused"] - own) / (cells["lines"] - bought).clip(lower=1)).fillna(0.0)
    habit = float(own[others >= HABIT].sum() / own.sum())
    balanced = float(own[cells["over"] < cells["reused"] / 2].sum() / own.sum())
    said = (
        f"{habit:.0%} of the {len(lines)} lines are of drugs for which other customers met repeated codes too, "
        f"{balanced:.0%} are of drugs of which the shop lacks fewer than half as many boxes as codes were repeated"
    )
    if habit >= MOST and balanced >= MOST:
        return likely(said + ": boxes were sold, only their codes were not read")
    return open_question(said) if habit >= MOST else ruled_out(said)


explanation = Explanation(
    name="substituted_code",
    title="One box's code read for every sale",
    explains=frozenset(SIGNALS),
    judge=judge,
)
