"""A run's rings and alerts as cases: new ones are opened, known ones get the new run's figures and say what changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.deadlines import action_due, review_due
from casework.ground import changes, ground_of
from casework.schema import CaseRow, EventRow
from casework.status import DECIDED, Status
from casework.succession import Tell, tell_gone, tell_split
from detection.headline import headline
from workspace.settings import Settings

BY_DETECTION = "ringtrace"
NO_REGIONS: Mapping[str, Iterable[str]] = MappingProxyType({})
NO_LINEAGE: Mapping[str, Any] = MappingProxyType({"rings": (), "gone": ()})


@dataclass(frozen=True)
class Brought:
    """What bringing a run in did."""

    opened: int
    told: tuple[tuple[CaseRow, EventRow], ...]  # what cases were told, besides that they were opened; not added yet


def bring_in(
    session: Session,
    run: dict[str, Any],
    settings: Settings,
    lineage: Mapping[str, Any] = NO_LINEAGE,
    regions: Mapping[str, Iterable[str]] = NO_REGIONS,
) -> Brought:
    """Open a case for each ring and alert that has none; what cases are told is for the caller to add.

    `run` is a parsed rings.json, `lineage` the lineage.json beside it, `regions` the codes that a finding touches.
    Deadlines count from the moment at which the run was made; where it asks for a verdict again, they begin anew.
    A status is never touched.
    """
    made = _moment(run)
    told: list[tuple[CaseRow, EventRow]] = []

    def tell(case: CaseRow, kind: str, text: str) -> None:
        told.append((case, _event(case, made, kind, str(run["run"]), text)))

    known = {(row.kind, row.finding_id): row for row in session.scalars(select(CaseRow))}
    opened = []
    for finding in _findings(run, regions):
        case = known.get((finding["kind"], finding["finding_id"]))
        if case is None:
            opened.append(_open(made, finding, settings))
        else:
            _meet(case, finding, made, settings, tell)
    session.add_all(opened)
    session.flush()
    session.add_all(_event(case, case.opened_at, "opened", case.run, "") for case in opened)
    everything = [*known.values(), *opened]
    tell_gone(everything, run, lineage, tell)
    tell_split(opened, everything, lineage, tell)
    session.flush()
    return Brought(len(opened), tuple(told))


def _event(case: CaseRow, at: datetime, kind: str, run: str, text: str) -> EventRow:
    return EventRow(case_id=case.id, at=at, who=BY_DETECTION, kind=kind, before="", after=run, text=text)


def _findings(run: dict[str, Any], regions: Mapping[str, Iterable[str]]) -> list[dict[str, Any]]:
    rings = [
        {"kind": "ring", "finding_id": one["ring_id"], "level": one["level"], "headline": headline(one)}
        | {"ground": ground_of(one)}
        | _of(run, one)
        for one in run["rings"]
    ]
    alerts = [
        {"kind": "alert", "finding_id": one["alert_id"], "level": "", "headline": one["statement"], "ground": ""}
        | _of(run, one)
        for one in run["alerts"]
    ]
    for finding in (*rings, *alerts):
        if regions.get(finding["finding_id"]):
            finding["regions"] = " ".join(sorted(regions[finding["finding_id"]]))
    return rings + alerts


def _of(run: dict[str, Any], finding: dict[str, Any]) -> dict[str, Any]:
    return {"run": run["run"], "score": finding["score"]}


def _meet(case: CaseRow, finding: dict[str, Any], made: datetime, settings: Settings, tell: Tell) -> None:
    """A case meets its ring or alert again: it takes the figures of the run, and says what is not as it was.

    A verdict from before grounds were kept rests on what the first run that has one says.
    """
    decided = Status(case.status) in DECIDED
    told = changes(case.ground, finding["ground"])
    if told:
        tell(case, "ground", "; ".join(told))
    before = changes(case.judged, case.ground)
    for name, value in finding.items():
        if getattr(case, name) != value:  # what is the same changes nothing, not even the version
            setattr(case, name, value)
    if decided and not case.judged and case.ground:
        case.judged = case.ground
    if decided and not before and changes(case.judged, case.ground):
        case.review_due, case.action_due = review_due(made, settings), action_due(made, settings)


def _open(made: datetime, finding: dict[str, Any], settings: Settings) -> CaseRow:
    return CaseRow(
        **finding,
        status=Status.NEW.value,
        owner="",
        opened_at=made,
        review_due=review_due(made, settings),
        action_due=action_due(made, settings),
    )


def _moment(run: dict[str, Any]) -> datetime:
    made = datetime.fromisoformat(run["generated_at"])
    return (made if made.tzinfo else made.replace(tzinfo=UTC)).astimezone(UTC)
