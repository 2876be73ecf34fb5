"""Grades by the rules: each with what it rests on, what was appealed against, and when it ends."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from casework.grades.appeals import Appeal
from casework.grades.rules import Kind, Rule, Rules
from casework.verdicts import Verdict

Standing = Literal["counts", "suspended", "upheld", "expired"]


@dataclass(frozen=True)
class Ground:
    """What a confirmed case costs somebody, by which rule, until when; only what `counts` does."""

    case_id: str
    finding_id: str
    rule: Rule
    role: str
    since: date
    until: date  # the first day on which it does not count any more
    reason: str  # the verdict's
    decided_by: str
    standing: Standing
    appeal: Appeal | None


@dataclass(frozen=True)
class Grade:
    """Somebody's grade on a day, by a version of the rules."""

    kind: Kind
    id: str
    grade: str
    grade_zh: str
    points: int
    card: str  # yellow | red | empty; of what counts
    rules: str  # their version
    grounds: tuple[Ground, ...]


def grades(verdicts: Iterable[Verdict], appeals: Iterable[Appeal], rules: Rules, today: date) -> list[Grade]:
    """The grade of everyone whom a confirmed case names; whoever is not here has the best. The worst come first."""
    filed = {(one.kind, one.subject, one.case_id): one for one in appeals}
    grounds: dict[tuple[Kind, str], list[Ground]] = {}
    for verdict in verdicts:
        if not verdict.confirmed:
            continue
        for kind, subject, role, weight in _named(verdict):
            rule = rules.fitting(kind, role, weight)
            if rule:
                appeal = filed.get((kind, subject, verdict.case.id))
                grounds.setdefault((kind, subject), []).append(_ground(verdict, rule, role, appeal, rules, today))
    made = [_grade(kind, subject, found, rules) for (kind, subject), found in grounds.items()]
    return sorted(made, key=lambda one: (one.kind, one.points, one.id))


def _named(verdict: Verdict) -> Iterator[tuple[Kind, str, str, float]]:
    """Who is named by a confirmed case, each once, in the role that stands first among the members."""
    finding: dict[str, Any] = verdict.finding
    if verdict.case.kind == "alert":
        if finding.get("person_id"):
            yield "person", str(finding["person_id"]), "alert", 1.0
        return
    seen: set[tuple[str, str]] = set()
    for member in finding.get("members", []):
        kind, subject = member["kind"], str(member["id"])
        if kind in ("person", "institution") and (kind, subject) not in seen:
            seen.add((kind, subject))
            yield kind, subject, member["role"], float(member["weight"])


def _ground(verdict: Verdict, rule: Rule, role: str, appeal: Appeal | None, rules: Rules, today: date) -> Ground:
    since = verdict.at.date()
    until = _months_later(since, rule.months)
    standing: Standing = "counts"
    if today >= until:
        standing = "expired"
    elif appeal and appeal.outcome == "upheld":
        standing = "upheld"
    elif appeal and not appeal.outcome and rules.appeal.suspends:
        standing = "suspended"
    case = verdict.case
    return Ground(case.id, case.finding_id, rule, role, since, until, verdict.reason, verdict.who, standing, appeal)


def _months_later(day: date, months: int) -> date:
    """The same day so many months later, or the first of the next where that month is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    try:
        return day.replace(year=day.year + years, month=month + 1)
    except ValueError:
        return date(day.year + years + (month + 1) // 12, (month + 1) % 12 + 1, 1)


def _grade(kind: Kind, subject: str, grounds: list[Ground], rules: Rules) -> Grade:
    counting = [one.rule for one in grounds if one.standing == "counts"]
    points = max(rules.start + sum(rule.points for rule in counting), 0)
    tiers = rules.tiers(kind)
    place = next(number for number, tier in enumerate(tiers) if points >= tier.least)
    card = _card([rule.card for rule in counting], rules)
    if card:
        cap = rules.cards.red_caps if card == "red" else rules.cards.yellow_caps
        place = max(place, next(number for number, tier in enumerate(tiers) if tier.name == cap))
    tier = tiers[place]
    return Grade(kind, subject, tier.name, tier.name_zh, points, card, rules.version, tuple(grounds))


def _card(cards: list[str], rules: Rules) -> str:
    if "red" in cards or cards.count("yellow") >= rules.cards.yellows_for_red:
        return "red"
    return "yellow" if "yellow" in cards else ""
