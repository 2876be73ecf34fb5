"""Rings: a graded draft written as people and other programs read it (`docs/data-format.md`)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from detection.draft import Draft
from detection.explanation import Explanation, Verdict, all_explanations
from detection.grading import Grade, by_family, grade, raw_score, weighed_against_the_whole
from detection.identity import own_id
from detection.law import legal_basis
from detection.loss import loss, of_people, told
from detection.members import members
from detection.statements import MOST_STATEMENTS, spell_out, summary
from workspace.settings import Settings

Ring = dict[str, Any]
Rows = npt.NDArray[np.int64]
MOST_LINES = 500  # line ids that one statement lists


@dataclass(frozen=True)
class Judged:
    """A draft with the verdicts on its innocent explanations and its grade."""

    draft: Draft
    verdicts: list[tuple[Explanation, Verdict]]
    grade: Grade


def judge(draft: Draft, settings: Settings) -> Judged | None:
    """Hear every explanation, then grade; None for a group below what is listed at all."""
    weighed = by_family(draft)
    if raw_score(weighed) < settings.watch_score:
        return None
    verdicts = [
        (explanation, weighed_against_the_whole(explanation, explanation.judge(draft), draft))
        for explanation in all_explanations()
    ]
    return Judged(draft, verdicts, grade(draft, weighed, verdicts, settings))


def ring(judged: Judged) -> Ring:
    """A ring as `rings.json` has it."""
    draft, pattern = judged.draft, judged.grade.pattern
    rows = members(draft, pattern)
    listed = draft.of(*(held.signal.name for held in draft.held))  # what statements list, a shop's stock included
    statements, lost = signals(judged), loss(draft)
    return {
        "ring_id": own_id(draft.people["person_id"]),
        "pattern": pattern,
        "variant": variant(draft),
        "score": round(judged.grade.score, 4),
        "level": judged.grade.level,
        "first_seen": _day(listed["day"].min()),
        "last_seen": _day(listed["day"].max()),
        "loss_amount": lost.amount,
        "loss": told(lost, of_people(statements)),
        "members": rows,
        "signals": statements,
        "innocent_explanations": [
            {"explanation": explanation.name, "verdict": verdict.verdict, "why": verdict.why}
            for explanation, verdict in judged.verdicts
        ],
        "legal_basis": legal_basis(pattern, {str(row["role"]) for row in rows}),
    }


def variant(draft: Draft) -> str:
    """What the ring was found by: its signals that name people, the one that reaches most people first."""
    reach = sorted(
        ((len(held.people), held.signal.name) for held in draft.held if held.signal.names_people),
        key=lambda pair: (-pair[0], pair[1]),
    )
    return "+".join(name for _, name in reach[:3])


def signals(judged: Judged) -> list[dict[str, Any]]:
    """The findings as statements with p-value, weight, lines and whom they name."""
    draft = judged.draft
    rows: list[dict[str, Any]] = []
    for held in draft.held:
        weight = round(judged.grade.by_family[held.signal.family], 3)
        lines = (held.lines["row"].to_numpy(), held.lines["person"].to_numpy())
        findings = held.lines["finding"].to_numpy()  # in order
        for unit, text in spell_out(held, draft.facts):
            own = slice(*np.searchsorted(findings, [unit["finding"], unit["finding"] + 1]))
            rows.append(_row(held.signal.name, text, unit["p_value"], weight, lines[0][own], lines[1][own], draft))
        if len(held.units) > MOST_STATEMENTS:
            text = summary(held, len(draft.people))
            rows.append(_row(held.signal.name, text, held.units["p_value"].max(), weight, *lines, draft))
    return rows


def _row(
    name: str, text: str, p_value: float, weight: float, lines: Rows, people: Rows, draft: Draft
) -> dict[str, Any]:
    return {
        "signal": name,
        "statement": text,
        "p_value": float(f"{p_value:.3g}"),
        "weight": weight,
        "line_ids": sorted(draft.facts.line_ids[list(set(lines.tolist()))])[:MOST_LINES],
        "entities": sorted(draft.facts.person_ids[person] for person in set(people.tolist())),
    }


def _day(day: float) -> str:
    return str(pd.Timestamp(int(day), unit="D").date())
