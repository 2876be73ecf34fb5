"""A run's rings and alerts as cases: new ones are opened, known ones get the new run's figures."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.deadlines import action_due, review_due
from casework.schema import CaseRow, EventRow
from casework.status import Status
from detection.headline import headline
from workspace.settings import Settings

BY_DETECTION = "ringtrace"


def bring_in(session: Session, run: dict[str, Any], settings: Settings) -> int:
    """Open a case for each ring and alert that has none; how many were opened. `run` is a parsed rings.json.

    Deadlines count from the moment at which the run was made. A status is never touched.
    """
    known = {(row.kind, row.finding_id): row for row in session.scalars(select(CaseRow))}
    opened = [
        _open(run, finding, settings)
        for finding in _findings(run)
        if not _known(known.get((finding["kind"], finding["finding_id"])), finding)
    ]
    session.add_all(opened)
    session.flush()
    session.add_all(
        EventRow(
            case_id=case.id, at=case.opened_at, who=BY_DETECTION, kind="opened", before="", after=case.run, text=""
        )
        for case in opened
    )
    return len(opened)


def _findings(run: dict[str, Any]) -> list[dict[str, Any]]:
    rings = [
        {"kind": "ring", "finding_id": one["ring_id"], "level": one["level"], "headline": headline(one)} | _of(run, one)
        for one in run["rings"]
    ]
    alerts = [
        {"kind": "alert", "finding_id": one["alert_id"], "level": "", "headline": one["statement"]} | _of(run, one)
        for one in run["alerts"]
    ]
    return rings + alerts


def _of(run: dict[str, Any], finding: dict[str, Any]) -> dict[str, Any]:
    return {"run": run["run"], "score": finding["score"]}


def _known(case: CaseRow | None, finding: dict[str, Any]) -> bool:
    """Whether there is a case; it takes the figures of the run, which changes nothing where they are the same."""
    if case is None:
        return False
    for name in ("run", "level", "score", "headline"):
        if getattr(case, name) != finding[name]:
            setattr(case, name, finding[name])
    return True


def _open(run: dict[str, Any], finding: dict[str, Any], settings: Settings) -> CaseRow:
    made = datetime.fromisoformat(run["generated_at"])
    at = made if made.tzinfo else made.replace(tzinfo=UTC)
    return CaseRow(
        **finding,
        status=Status.NEW.value,
        owner="",
        opened_at=at,
        review_due=review_due(at, settings),
        action_due=action_due(at, settings),
    )
