from concurrent.futures import ThreadPoolExecutor

import pytest

from casework.audit.log import AuditLog
from casework.audit.reveals import reveal
from workspace.audit import Act, Action
from workspace.errors import RingtraceError
from workspace.settings import Settings
from workspace.snapshots import Workspace


def asked_for(purpose="hearing", case="R-AA"):
    return Act(Action.REVEAL, "ring:R-AA", purpose, case)


def actions(space):
    with AuditLog(space) as log:
        return [(one.action, one.who, one.case_id) for one in log.rows() if one.action in ("reveal", "alarm")]


@pytest.mark.parametrize(
    ("purpose", "case", "asked"), [("", "C-1", "purpose"), ("hearing", " ", "case"), ("hearing", "C-99", "No case")]
)
def test_without_a_purpose_and_a_case_nothing_is_shown(space, book, purpose, case, asked):
    with pytest.raises(RingtraceError, match=asked):
        reveal(space, asked_for(purpose, case))
    assert actions(space) == []


def test_a_reveal_is_written_with_its_purpose_and_case(space, book):
    entry = reveal(space, asked_for(), "Li")
    assert (entry.purpose, entry.case_id, entry.told["of_the_day"]) == ("hearing", book.case("R-AA").id, 1)
    assert actions(space) == [("reveal", "Li", entry.case_id)]


def limited(space, times):
    return Workspace(space.path, Settings(reveals_a_day=times))


def test_beyond_the_days_limit_an_alarm_is_written_and_nothing_shown(space, book):
    small = limited(space, 2)
    for _ in range(2):
        reveal(small, asked_for(), "Li")
    with pytest.raises(RingtraceError, match="alarm"):
        reveal(small, asked_for(), "Li")
    reveal(small, asked_for(), "Wu")  # each person has a count of their own
    assert [action for action, _, _ in actions(space)] == ["reveal", "reveal", "alarm", "reveal"]


def test_of_many_reveals_at_once_no_more_than_the_limit_pass(space, book):
    small = limited(space, 3)

    def ask(_):
        try:
            reveal(small, asked_for(), "Li")
        except RingtraceError:
            return 0
        return 1

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(ask, range(6))) == 3


def test_where_it_cannot_be_written_nothing_is_shown(space, book):
    (space.path / "audit.head").write_text("{")
    with pytest.raises(RingtraceError, match=r"audit\.head"):
        reveal(space, asked_for())
