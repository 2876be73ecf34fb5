"""How many institutions and persons have which grade."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from casework.grades.appeals import Appeal
from casework.grades.grading import Grade
from casework.grades.grading import grades as graded_of
from casework.grades.rules import Kind, Rules
from evidence.report.blocks import Block, Table, Text
from evidence.report.wording import Wording
from reports.figures import Figures
from workspace.inert import plain


@dataclass(frozen=True)
class Graded:
    """Grades at the end of a period and of the one before; how many persons and institutions there are."""

    now: tuple[Grade, ...]
    before: tuple[Grade, ...]
    known: Mapping[str, int]
    rules: Rules

    @classmethod
    def of(
        cls,
        known: Mapping[str, int],
        filed: Sequence[Appeal],
        rules: Rules,
        both: tuple[Figures, Figures],
        today: date,
        zone: ZoneInfo,
    ) -> "Graded":
        """Grades by the rules in force now, from verdicts and appeals as they stood then."""
        found = []
        for one in both:
            end = one.period.moments(zone)[1]
            day = min(one.period.after, today)
            found.append(tuple(graded_of(one.stood, _until(filed, end), rules, day)))
        return cls(found[0], found[1], known, rules)


def _until(filed: Sequence[Appeal], end: datetime) -> list[Appeal]:
    """Appeals as they stood just before a moment."""
    return [
        one if one.decided_at is None or one.decided_at < end else replace(one, outcome="", decided_at=None)
        for one in filed
        if one.filed_at < end
    ]


def grades(graded: Graded, say: Wording) -> tuple[Block, ...]:
    """Each grade and card with how many have it now and had it before."""
    rows: list[tuple[str | int | float, ...]] = []
    for kind, name in (("institution", say("Institutions")), ("person", say("Persons"))):
        rows += _of(kind, name, graded, say)  # type: ignore[arg-type] # a Kind
    header = (say("Who"), say("Grade or card"), say("At the end"), say("One period before"), say("Change"))
    told = say(
        "Whoever no confirmed case names has the best grade. Rules: {version}.", version=plain(graded.rules.version)
    )
    return (Table(header, tuple(rows), (24, 28, 16, 16, 16)), Text(told))


def _of(kind: Kind, name: str, graded: Graded, say: Wording) -> list[tuple[str | int | float, ...]]:
    now, before = (Counter(one.grade for one in found if one.kind == kind) for found in (graded.now, graded.before))
    tiers = graded.rules.tiers(kind)
    best = tiers[0].name
    for counted in (now, before):
        counted[best] = max(graded.known.get(kind, 0) - sum(counted[tier.name] for tier in tiers[1:]), 0)
    rows: list[tuple[str | int | float, ...]] = [
        _row(name, plain(tier.name_zh if say.language == "zh" and tier.name_zh else tier.name), now, before, tier.name)
        for tier in tiers
    ]
    if kind == "institution":
        cards, former = (Counter(one.card for one in found if one.card) for found in (graded.now, graded.before))
        rows += [
            _row(name, say("yellow card"), cards, former, "yellow"),
            _row(name, say("red card"), cards, former, "red"),
        ]
    return rows


def _row(name: str, told: str, now: Counter[str], before: Counter[str], key: str) -> tuple[str | int | float, ...]:
    return (name, told, now[key], before[key], f"{now[key] - before[key]:+,}")
