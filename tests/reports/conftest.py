"""A searched workspace in which people have decided, in this week and the one before."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from casework.casebook import Casebook
from casework.schema import CaseRow, EventRow
from casework.status import Status
from tests.dashboards.conftest import DOCUMENT, ring, write_workspace
from workspace.snapshots import Workspace

NOW = datetime(2026, 11, 26, 4, tzinfo=UTC)  # a Thursday
LAST_WEEK = datetime(2026, 11, 18, 4, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 1, tzinfo=UTC)
RINGS = [
    ring("R-AAAA01") | {"loss_amount": 1_234_567.89},
    ring("R-CCCC03", pattern="resale", level="watch", score=0.4, people=("P3",)) | {"loss_amount": 0.1},
    ring("R-AAAB02", level="yellow", score=0.8) | {"loss_amount": 0.2},
]


def at(book, name, moment, **events):
    """Put what happened to a case at a moment, as if the clock had shown it."""
    with book.writing() as session:
        case = session.scalars(select(CaseRow).where(CaseRow.finding_id == name)).one()
        for event in session.scalars(select(EventRow).where(EventRow.case_id == case.id)):
            if event.kind in events.get("kinds", ("opened",)):
                event.at = moment


def opened(book, name, moment, review_hours=24):
    with book.writing() as session:
        case = session.scalars(select(CaseRow).where(CaseRow.finding_id == name)).one()
        case.opened_at, case.review_due = moment, moment + timedelta(hours=review_hours)
        case.action_due = moment + timedelta(days=5)


@pytest.fixture
def space(tmp_path):
    made = DOCUMENT | {"rings": RINGS, "skipped": [{"detector": "two_places", "because": "it is switched off"}]}
    return Workspace.open(write_workspace(tmp_path / "w", made))


@pytest.fixture
def book(space):
    """Two rings and an alert opened last week, one ring this week; one confirmed in time, one cleared too late."""
    from workspace.runs import read_run

    made = Casebook(space)
    made.bring_in(read_run(space.require_current().current_run))
    for name in ("R-AAAA01", "R-CCCC03", "A-1"):
        opened(made, name, LAST_WEEK)
    opened(made, "R-AAAB02", MONDAY)
    made.judge("R-AAAA01", Status.CONFIRMED, "the ledger shows it", "Li")
    made.recover("R-AAAA01", Decimal("1000.10"), "paid back", "Li")
    made.recover("R-AAAA01", Decimal("0.20"), "the rest", "Li")
    at(made, "R-AAAA01", LAST_WEEK + timedelta(hours=5), kinds=("status",))
    at(made, "R-AAAA01", MONDAY, kinds=("recovered",))
    made.judge("R-CCCC03", Status.INNOCENT, "neighbours", "Li")
    at(made, "R-CCCC03", MONDAY + timedelta(hours=3), kinds=("status",))
    yield made
    made.close()
