"""How much a draft proves: evidence by family, a score that sums it, and the level.

Each family of signals (company, codes, trade, stock, presence, need, goods) adds natural-log odds, bounded by a cap: no
family alone makes a ring red, because each alone has an innocent look-alike. Within a family the share of the
group's people whom the signal reaches counts, not the number of findings, so that dependent findings do not add up.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from detection.circles.growing import JOIN
from detection.draft import Draft, Held
from detection.explanation import Explanation, Verdict, open_question
from detection.pattern import pattern_of
from detection.signal import Pattern
from workspace.settings import Settings

PRIOR = -3.0  # log odds that a group tied by chance-beating ties is a ring, before its gain is looked at
CAPS: dict[str, float] = {
    "company": 1.5,
    "codes": 4.0,
    "trade": 4.0,
    "stock": 2.0,
    "presence": 2.0,
    "need": 3.5,
    "goods": 5.0,
}
FULL_REACH = 0.6  # share of the people at which a family counts fully
# Log likelihood ratio of a whole group up to which its family counts for nothing, and from which it counts fully.
UNSURE, SURE = 30.0, 60.0
HALF = 0.5  # share of what was found from which an explanation accounts for the group
LEVELS = ("red", "yellow", "watch")


@dataclass(frozen=True)
class Grade:
    """Score in 0…1, level, pattern, and the log odds that each family added."""

    score: float
    level: str
    pattern: Pattern
    by_family: dict[str, float]


def grade(
    draft: Draft, weighed: dict[str, float], verdicts: list[tuple[Explanation, Verdict]], settings: Settings
) -> Grade:
    """Grade a draft by what its families add; a likely explanation keeps the ring from red and yellow."""
    score = raw_score(weighed)
    level = level_of(score, settings)
    if any(verdict.verdict == "likely" for _, verdict in verdicts):
        level = "watch"
        score = min(score, settings.yellow_score * 0.99)
    return Grade(score, level, pattern_of(draft, CAPS), weighed)


def level_of(score: float, settings: Settings) -> str:
    """The level that a score reaches."""
    return "red" if score >= settings.red_score else "yellow" if score >= settings.yellow_score else "watch"


def raw_score(weighed: dict[str, float]) -> float:
    """Score in 0…1 of the log odds of the families, before innocent explanations are heard."""
    return 1.0 / (1.0 + math.exp(-(PRIOR + sum(weighed.values()))))


def by_family(draft: Draft) -> dict[str, float]:
    """Log odds that each family of signals adds."""
    weighed: dict[str, float] = {}
    for family, cap in CAPS.items():
        helds = [held for held in draft.held if held.signal.family == family]
        names = [held.signal.name for held in helds]
        reach = min(draft.share(*names) / FULL_REACH, 1.0) if names else 0.0
        weighed[family] = cap * reach * strength(helds)
    weighed["need"] = max(weighed["need"], min(CAPS["need"], -math.log10(_chance(draft)) / 2))
    return weighed


def _chance(draft: Draft) -> float:
    """Chance that any of the groups looked at gains as much by accident (Bonferroni), at least 1e-12."""
    return min(max(draft.gain, 1e-12) * draft.facts.groups, 1.0)


def strength(helds: Sequence[Held]) -> float:
    """The part of a family's cap that its findings are worth, 0 to 1.

    Where findings give the log likelihood ratio of each member, as circles do, or the evidence of the whole, as crews
    do, a group just above the limit needs other evidence beside it: of the circles and crews with 16 to 26 on eleven
    cities one in five held no ring, because the best of very many possible ones were chosen; above, next to none.
    """
    return min(max((sum(map(_evidence, helds)) - UNSURE) / (SURE - UNSURE), 0.0), 1.0)


def _evidence(held: Held) -> float:
    if "likelihood" in held.units:
        return float((held.units["likelihood"] - JOIN).sum())
    if "evidence" in held.units:
        each = held.units.drop_duplicates(["crew", "person"])
        return float((each["evidence"] / each["people"]).sum())
    return SURE


def weighed_against_the_whole(explanation: Explanation, verdict: Verdict, draft: Draft) -> Verdict:
    """A likely explanation stays so where it accounts for at least half of what was found; else it is open.

    A group that comes together may well be company; that it is also billed boxes which others hold is another matter.
    """
    if verdict.verdict != "likely":
        return verdict
    share = explained(explanation, draft)
    if share >= HALF:
        return verdict
    return open_question(f"{verdict.why}; yet this accounts for only {share:.0%} of what was found")


def explained(explanation: Explanation, draft: Draft) -> float:
    """The share of what speaks against the group that is of signals which an explanation can explain, 0 to 1."""
    reach = [(held.signal.name in explanation.explains, len(held.people)) for held in draft.held]
    total = sum(people for _, people in reach)
    return sum(people for speaks, people in reach if speaks) / total if total else 0.0
