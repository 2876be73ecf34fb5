"""Rings that a run no longer has, and parts of rings: what their cases are told. See `detection/lineage.py`."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from casework.schema import CaseRow
from detection.history import by_ring, successor

Tell = Callable[[CaseRow, str, str], None]  # case, kind of event, text


def tell_gone(cases: Iterable[CaseRow], run: Mapping[str, Any], lineage: Mapping[str, Any], tell: Tell) -> None:
    """Mark the cases whose ring or alert the run does not have, and those whose ring is back.

    Where most of a ring's people are in another ring now, both cases are told, once.
    """
    rows = list(cases)
    found = {("ring", one["ring_id"]) for one in run["rings"]} | {("alert", one["alert_id"]) for one in run["alerts"]}
    rings = {case.finding_id: case for case in rows if case.kind == "ring"}
    for case in rows:
        if (case.kind, case.finding_id) in found:
            if case.gone:
                case.gone = case.became = ""
                tell(case, "back", f"Run {run['run']} finds it again.")
            continue
        became = successor(case.finding_id, lineage) if case.kind == "ring" else ""
        if not case.gone and not became:
            tell(case, "gone", f"Run {run['run']} does not find it.")
        if became and became != case.became:
            other = rings.get(became)
            tell(case, "merged", f"Most of its people are in {named(became, other)} now.")
            if other is not None:
                tell(other, "merged", f"{named(case.finding_id, case)} was merged into it.")
        case.gone, case.became = case.gone or str(run["run"]), became or case.became


def tell_split(opened: Iterable[CaseRow], cases: Iterable[CaseRow], lineage: Mapping[str, Any], tell: Tell) -> None:
    """Tell new cases of the rings of which theirs was a part, and those rings' cases of it."""
    rings = {case.finding_id: case for case in cases if case.kind == "ring"}
    rows = by_ring(lineage)
    for case in opened:
        for source in rows.get(case.finding_id, {}).get("split_from", ()):
            tell(case, "split", f"It was a part of {named(source, rings.get(source))}.")
            if source in rings:
                tell(rings[source], "split", f"{named(case.finding_id, case)} split from it.")


def named(finding_id: str, case: CaseRow | None) -> str:
    """`R-3F (C-12, confirmed)`."""
    return f"{finding_id} (C-{case.id}, {case.status.replace('_', ' ')})" if case is not None else finding_id
