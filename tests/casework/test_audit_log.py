import json
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from casework.audit import log as audit_log
from casework.audit.log import AuditLog
from casework.audit.verifying import verify_log
from casework.casebook import Casebook
from casework.database import connect
from casework.status import Status
from tests.casework.conftest import RUN
from workspace.audit import Act, Action, Secret
from workspace.errors import RingtraceError

LOOK = Act(Action.LOOK, "ring:R-AA")


@pytest.fixture
def log(space):
    with AuditLog(space) as opened:
        yield opened


def found(log):
    """What verification names, and how it says it was changed."""
    return {one.where: one.what for one in verify_log(log).problems}


def test_what_is_added_is_read_in_order_and_found_intact(log):
    for number in range(5):
        log.append(Act(Action.LOOK, f"ring:{number}"), "Li")
    assert [(one.number, one.about, one.who) for one in log.rows()] == [(n + 1, f"ring:{n}", "Li") for n in range(5)]
    checked = verify_log(log)
    assert (checked.rows, checked.intact, checked.last) == (5, True, list(log.rows())[-1].digest)


def test_an_empty_log_is_intact(log):
    assert verify_log(log).intact


def test_the_database_refuses_to_change_or_remove_a_row(space, log):
    log.append(LOOK)
    for statement in ("UPDATE audit SET who = 'x'", "DELETE FROM audit"):
        with pytest.raises(DBAPIError, match="only added to"), connect(space).begin() as connection:
            connection.execute(text(statement))


def test_what_was_searched_for_is_found_again_and_stands_nowhere(space, log):
    log.append(Act(Action.SEARCH, "graph", details={"text": Secret("王小明")}))
    log.append(Act(Action.SEARCH, "graph", details={"text": Secret("李雷")}))
    marks = [one.told["text"] for one in log.rows()]
    assert marks[0] == audit_log.hidden(log.key, " 王小明 ") != marks[1]
    assert "王小明" not in "".join(str(one) for one in log.rows())


def test_many_writers_at_once_make_one_chain(space):
    def write(number):
        with AuditLog(space) as own:
            for _ in range(5):
                own.append(LOOK, f"p{number}")

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(6)))
    with AuditLog(space) as log:
        assert [one.number for one in log.rows()] == list(range(1, 31))
        assert found(log) == {}


@how(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(about=st.text(max_size=30), purpose=st.text(max_size=30), who=st.text(max_size=30), told=st.text(max_size=30))
def test_any_text_can_be_written_and_stays_intact(log, about, purpose, who, told):
    log.append(Act(Action.QUERY, about, purpose, details={"told": told}), who)
    assert found(log) == {}


class Clock:
    """Gives the moments that a test wants."""

    def __init__(self, *days):
        self.moments = [datetime.fromisoformat(f"{day}T03:00:00+00:00") for day in days]

    def now(self, zone=None):
        moment = self.moments.pop(0) if len(self.moments) > 1 else self.moments[0]
        return moment.astimezone(zone)


@pytest.fixture
def three_days(log, monkeypatch):
    """A log of three days with two rows each; the first two days are sealed."""
    days = ["2026-03-01", "2026-03-02", "2026-03-03"]
    monkeypatch.setattr(audit_log, "datetime", Clock(*(day for day in days for _ in (1, 2))))
    for number in range(6):
        log.append(Act(Action.LOOK, f"ring:{number}"), "Li")
    return log


def test_each_day_that_is_over_is_sealed(three_days):
    assert [(seal.day, seal.first, seal.last) for seal in three_days.seals()] == [
        ("2026-03-01", 1, 2),
        ("2026-03-02", 3, 4),
    ]
    assert three_days.anchors.seals() == three_days.seals()
    assert found(three_days) == {}


def test_a_clock_that_was_put_back_dates_nothing_back(log, monkeypatch):
    monkeypatch.setattr(audit_log, "datetime", Clock("2026-03-05", "2026-03-01"))
    assert log.append(LOOK).at == log.append(LOOK).at
    assert found(log) == {}


def tampered(space, *statements):
    """Change the tables as somebody can who owns the database: the triggers are taken away before."""
    with connect(space).begin() as connection:
        if connection.dialect.name == "sqlite":
            for table in ("audit", "audit_seals"):
                for what in ("UPDATE", "DELETE"):
                    connection.execute(text(f"DROP TRIGGER {table}_no_{what}"))
        else:
            for table in ("audit", "audit_seals"):
                connection.execute(text(f"DROP TRIGGER {table}_only_added ON {table}"))
        for statement in statements:
            connection.execute(text(statement))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("who", "'Wu'"),
        ("login", "'Wu'"),
        ("action", "'search'"),
        ("about", "'ring:9'"),
        ("purpose", "'none'"),
        ("case_id", "'C-9'"),
        ("details", "'{\"a\": 1}'"),
        ("day", "'2026-02-28'"),
        ("at", "'2026-03-01T00:00:00.000000+00:00'"),
        ("previous", "'ab'"),
        ("digest", "'ab'"),
    ],
)
def test_each_edited_column_is_found_and_its_row_named(space, three_days, column, value):
    tampered(space, f"UPDATE audit SET {column} = {value} WHERE number = 3")
    assert "row 3" in found(three_days)


def test_a_removed_row_is_named(space, three_days):
    tampered(space, "DELETE FROM audit WHERE number = 4")
    assert found(three_days)["row 4"] == "removed"


def test_rows_removed_at_the_end_are_found_by_what_stands_beside(space, three_days):
    tampered(space, "DELETE FROM audit WHERE number > 4")
    assert "removed" in found(three_days)["row 6"]
    with pytest.raises(RingtraceError, match="not what it was"):
        three_days.append(LOOK)


def test_all_rows_removed_is_found(space, three_days):
    tampered(space, "DELETE FROM audit", "DELETE FROM audit_seals")
    assert {"row 6", "seal of 2026-03-01", "seal of 2026-03-02"} <= set(found(three_days))


def test_swapped_rows_are_named(space, three_days):
    swap = "UPDATE audit SET number = {after} WHERE number = {before}"
    steps = ((3, 99), (4, 3), (99, 4))
    tampered(space, *(swap.format(before=before, after=after) for before, after in steps))
    assert {"row 3", "row 4"} <= set(found(three_days))


def test_a_row_dated_back_is_named_even_where_its_digest_fits(space, three_days):
    entry = list(three_days.rows())[-1]
    earlier = entry.moment - timedelta(days=40)
    forged = {**entry.__dict__, "number": 7, "at": earlier.isoformat(timespec="microseconds"), "previous": entry.digest}
    digest = type(entry)(**forged).computed(three_days.key)
    columns = ", ".join(f'"{name}"' for name in forged)
    values = ", ".join(
        str(one) if isinstance(one, int) else f"'{one}'" for one in (forged | {"digest": digest}).values()
    )
    tampered(space, f"INSERT INTO audit ({columns}) VALUES ({values})")
    assert found(three_days)["row 7"].startswith("dated back")


def test_a_seal_that_was_edited_or_removed_is_named(space, three_days):
    tampered(space, "UPDATE audit_seals SET last_digest = 'x' WHERE day = '2026-03-01'")
    assert "seal of 2026-03-01" in found(three_days)
    tampered_again = "DELETE FROM audit_seals WHERE day = '2026-03-02'"
    with connect(space).begin() as connection:
        connection.execute(text(tampered_again))
    assert "removed" in found(three_days)["seal of 2026-03-02"] or "another" in found(three_days)["seal of 2026-03-02"]


def test_who_rewrites_the_whole_log_with_a_key_of_their_own_is_found(space, three_days, monkeypatch):
    monkeypatch.setenv("RINGTRACE_AUDIT_KEY", "a key of somebody else")
    with AuditLog(space) as other:
        assert "row 1" in {one.where for one in verify_log(other).problems}


def test_a_head_that_was_removed_or_changed_is_told(space, three_days):
    head = space.path / "audit.head"
    told = json.loads(head.read_text())
    head.write_text(json.dumps({store: one | {"digest": "x"} for store, one in told.items()}))
    assert "row 6" in found(three_days)
    head.write_text("{")
    assert "beside the database" in found(three_days)
    head.unlink()
    assert "audit.head" in found(three_days)


def test_the_key_is_for_its_owner_alone(space, log):
    assert stat.S_IMODE((space.path / "audit.key").stat().st_mode) == 0o600


def test_a_key_of_the_environment_that_is_too_short_is_refused(space, monkeypatch):
    monkeypatch.setenv("RINGTRACE_AUDIT_KEY", "short")
    with pytest.raises(RingtraceError, match="RINGTRACE_AUDIT_KEY"):
        AuditLog(space)


def test_every_change_of_a_case_is_in_the_log(space, log):
    book = Casebook(space)
    book.bring_in(RUN)
    book.decide("R-AA", Status.REVIEWING, "taken up", "Li")
    book.note("R-AA", "the ledger is missing", "Wu")
    rows = list(log.rows())
    assert [(one.who, one.action, one.about) for one in rows] == [
        ("ringtrace", "change", "run:r1"),
        ("Li", "change", "ring:R-AA"),
        ("Wu", "change", "ring:R-AA"),
    ]
    assert (rows[1].told["before"], rows[1].told["after"]) == ("new", "reviewing")
    assert "ledger" not in str(rows)
    assert found(log) == {}
    book.close()


@pytest.mark.parametrize(
    ("statement", "word"),
    [
        ("UPDATE events SET text = 'never mind' WHERE kind = 'status'", "edited"),
        ("DELETE FROM events WHERE kind = 'status'", "removed"),
        (
            "INSERT INTO events (id, case_id, at, who, kind, before, after, text) "
            "SELECT 1000, case_id, at, who, kind, before, after, text FROM events WHERE kind = 'status'",
            "added",
        ),
    ],
)
def test_a_history_that_was_rewritten_is_found(space, book, log, statement, word):
    book.decide("R-AA", Status.REVIEWING, "taken up", "Li")
    with connect(space).begin() as connection:
        connection.execute(text(statement))
    assert any(what.startswith(word) for what in found(log).values())


def test_a_change_that_cannot_be_written_in_the_log_is_not_made(space, book, monkeypatch):
    def fail(*_):
        raise RingtraceError("no log")

    monkeypatch.setattr(AuditLog, "add", fail)
    with pytest.raises(RingtraceError, match="no log"):
        book.decide("R-AA", Status.REVIEWING, "taken up", "Li")
    assert book.case("R-AA").status == Status.NEW
