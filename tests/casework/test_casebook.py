from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from threading import Barrier

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from casework.casebook import Casebook, Conflict
from casework.database import connect
from casework.schema import Base
from casework.status import ALLOWED, Status
from tests.casework.conftest import RUN
from workspace.errors import RingtraceError


def test_each_ring_and_alert_of_a_run_becomes_one_case(book):
    assert {case.finding_id for case in book.cases()} == {"R-AA", "R-BB", "A-1"}
    assert {case.status for case in book.cases()} == {Status.NEW}
    assert book.bring_in(RUN) == 0
    assert len(book.cases()) == 3


def test_a_later_run_brings_its_figures_and_leaves_the_status(book):
    book.decide("R-AA", Status.REVIEWING, "mine", "Li")
    later = deepcopy(RUN) | {"run": "r2", "generated_at": "2026-11-01T00:00:00+00:00"}
    later["rings"][0]["score"] = 0.5
    book.bring_in(later)
    case = book.case("R-AA")
    assert (case.run, case.score, case.status) == ("r2", 0.5, Status.REVIEWING)
    assert case.opened_at.isoformat() == RUN["generated_at"]


def test_a_case_is_found_by_its_number_and_by_what_it_is_about(book):
    case = book.case("R-BB")
    assert book.case(case.id.lower()).finding_id == "R-BB"
    assert book.case(case.id[2:]).finding_id == "R-BB"
    for unknown in ("C-99", "R-ZZ", "", "C-99999999999999999999", "' OR 1=1 --", "²"):
        with pytest.raises(RingtraceError, match="ringtrace cases"):
            book.case(unknown)


@pytest.mark.parametrize("before", list(Status))
@pytest.mark.parametrize("after", list(Status))
def test_only_the_changes_of_the_table_are_allowed(book, before, after):
    for step in way_to(before):
        book.decide("R-AA", step, "on the way", "Li")
    if after in ALLOWED[before]:
        assert book.decide("R-AA", after, "because", "Li").status == after
    else:
        with pytest.raises(RingtraceError, match="cannot become"):
            book.decide("R-AA", after, "because", "Li")
        assert book.case("R-AA").status == before


def way_to(wanted, at=Status.NEW):
    """The shortest way through the table."""
    ways = [[at]]
    while ways[0][-1] != wanted:
        way = ways.pop(0)
        ways += [[*way, step] for step in ALLOWED[way[-1]] if step not in way]
    return ways[0][1:]


def test_every_change_is_kept_with_reason_who_and_when(book):
    book.decide("R-AA", Status.REVIEWING, "took it up", "李雷")
    book.assign("R-AA", "Wang", "knows the shop", "李雷")
    book.note("R-AA", "asked for the ledger\u202e", "Wang")
    assert [(one.kind, one.who, one.before, one.after, one.text) for one in book.history("R-AA")] == [
        ("opened", "ringtrace", "", "r1", ""),
        ("status", "李雷", "new", "reviewing", "took it up"),
        ("owner", "李雷", "", "Wang", "knows the shop"),
        ("note", "Wang", "", "", "asked for the ledger\u202e"),
    ]
    assert [case.finding_id for case in book.cases(owner="Wang")] == ["R-AA"]
    assert [case.finding_id for case in book.cases(status=Status.REVIEWING)] == ["R-AA"]


@pytest.mark.parametrize("words", ["", "  ", "\x00"])
def test_a_decision_without_a_reason_is_refused(book, words):
    with pytest.raises(RingtraceError, match="needs words"):
        book.decide("R-AA", Status.REVIEWING, words, "Li")
    with pytest.raises(RingtraceError, match="needs words"):
        book.note("R-AA", words, "Li")
    with pytest.raises(RingtraceError, match="--who"):
        book.note("R-AA", "words", " ")


def test_overdue_cases_come_first(book):
    for step in (Status.REVIEWING, Status.INNOCENT):
        book.decide("R-AA", step, "a family", "Li")
    assert [(case.finding_id, case.overdue) for case in book.cases()] == [
        ("A-1", "action"),
        ("R-BB", "action"),
        ("R-AA", ""),
    ]
    assert len(book.cases(only_overdue=True)) == 2


def test_of_many_who_decide_at_once_one_wins_and_nobodys_words_are_lost(space, book):
    book.decide("R-AA", Status.REVIEWING, "taken up", "Li")
    seen = book.case("R-AA").version
    people, start = 8, Barrier(8)

    def decide(number):
        own = Casebook(space)  # as a process of its own
        start.wait()
        try:
            own.decide("R-AA", list(ALLOWED[Status.REVIEWING])[number % 3], f"words {number}", f"p{number}", seen=seen)
        except Conflict as error:
            return str(error)
        finally:
            own.close()
        return ""

    with ThreadPoolExecutor(people) as pool:
        told = list(pool.map(decide, range(people)))
    assert told.count("") == 1
    winner = told.index("")
    assert all(f"p{winner} changed it" in one for one in told if one)
    history = book.history("R-AA")
    assert all(any(f"words {number}" in one.text for one in history) for number in range(people))
    assert [one.who for one in history if one.kind == "status"] == ["Li", f"p{winner}"]
    assert book.case("R-AA").version == seen + 1


def test_what_is_brought_in_by_many_at_once_is_there_once(space):
    start = Barrier(6)

    def bring(_):
        own = Casebook(space)
        start.wait()
        opened = own.bring_in(RUN)
        own.close()
        return opened

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(bring, range(6))) == 3
    assert len(Casebook(space).cases()) == 3


def test_the_migrations_make_the_tables_that_the_code_declares(space):
    with connect(space).connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_a_casebook_of_a_newer_version_is_left_alone(space, book):
    with connect(space).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(RingtraceError, match="newer Ringtrace"):
        Casebook(space)
