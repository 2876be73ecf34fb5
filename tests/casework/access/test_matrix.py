"""Every role × every permission × own or foreign region, by the deed itself: the table is what is enforced."""

from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import product

import pytest
from sqlalchemy import text

from casework.access.people import people
from casework.access.permissions import Grant, Role, table
from casework.audit.log import AuditLog
from casework.audit.recent import alarms
from casework.audit.searching import Asked, counts, search
from casework.audit.verifying import verify_log
from casework.casebook import Casebook
from casework.database import connect
from casework.folder import add_task, answer, attach, content_of, finish_task, link, tasks
from casework.grades.appeals import decide_appeal, file_appeal
from casework.grades.rules import read_rules
from casework.outcome import Outcome
from casework.status import Status
from casework.verdicts import Verdict
from command_line.steps import do_build
from detection.dossier import dossier
from detection.lookup import find_ring, run_in_force
from evidence.bundle import export_ring
from evidence.field_check.sheet import field_check
from evidence.options import Options
from graph.build import open_store
from graph.lookup import find_node
from queries.asked import asked
from queries.dialects import Engine, text_for
from queries.guard import guarded as guarded_store
from queries.library import built_in
from queries.runner import run_query
from tests.casework.access.conftest import acting
from tests.casework.access.town import HERE
from workspace.access import Refused, guard_with
from workspace.audit import Act, Action, record
from workspace.errors import RingtraceError


@contextmanager
def opened(town):
    book = Casebook(town)
    yield book
    book.close()


def look(town, where, me, tmp_path):
    dossier(town, find_ring(run_in_force(town), HERE[where][0]))


def look_by_a_forged_name(town, where, me, tmp_path):
    record(town, Act(Action.LOOK, f"ring:{HERE[where][0]}"))


def look_at_a_person(town, where, me, tmp_path):
    record(town, Act(Action.LOOK, f"Person:{HERE[where][1]}"))


def look_at_a_case(town, where, me, tmp_path):
    with opened(town) as book:
        record(town, Act(Action.LOOK, "cases"))
        book.case(HERE[where][0])
        book.history(HERE[where][0])


def find(town, where, me, tmp_path):
    store = open_store(town)
    try:
        find_node(town, store, f"person:{HERE[where][1]}")
    finally:
        store.close()


def find_by_name(town, where, me, tmp_path):
    store = open_store(town)
    try:
        find_node(town, store, "王小明" if where == "own" else "韩梅梅")
    finally:
        store.close()


def ask(town, where, me, tmp_path):
    with guarded_store(town) as store:
        run_query(store, built_in()["repeat_customers"], {"institution_id": HERE[where][2], "at_least": "1"})


def ask_of_a_ring(town, where, me, tmp_path):
    record(town, asked(text_for(built_in()["ring_members"].text, Engine.LADYBUG), {"ring_id": HERE[where][0]}, town))


def reveal(town, where, me, tmp_path):
    record(town, Act(Action.REVEAL, f"ring:{HERE[where][0]}", "hearing", HERE[where][0]))


def export(town, where, me, tmp_path):
    export_ring(town, HERE[where][0], tmp_path / f"{me}-{where}.zip", Options(why="hearing"))


def sheet(town, where, me, tmp_path):
    field_check(town, HERE[where][0], date(2026, 4, 2), Options())


def note(town, where, me, tmp_path):
    with opened(town) as book:
        book.note(HERE[where][0], "seen", me)


def attach_a_file(town, where, me, tmp_path):
    with opened(town) as book:
        attach(book, HERE[where][0], "photo.jpg", b"counter", "the counter", me)


def read_a_file(town, where, me, tmp_path):
    with unguarded(), opened(town) as book:
        digest = attach(book, HERE[where][0], "photo.jpg", b"counter", "the counter", "chief")
        case = book.case(HERE[where][0])
    record(town, Act(Action.EXPORT, f"{case.kind}:{case.finding_id}", case=case.id, details={"file": digest}))
    with opened(town) as book:
        content_of(book, HERE[where][0], digest)


def link_cases(town, where, me, tmp_path):
    with opened(town) as book:
        link(book, HERE[where][0], HERE[where][3], "one shop", me)


def set_a_task(town, where, me, tmp_path):
    with opened(town) as book:
        add_task(book, HERE[where][0], "ask the shop", me, None, me)


def finish_a_task(town, where, me, tmp_path):
    with unguarded(), opened(town) as book:
        add_task(book, HERE[where][0], "ask the shop", "", None, "chief")
        number = max(one.number for one in tasks(book) if one.case == book.case(HERE[where][0]).id)
    with opened(town) as book:
        finish_task(book, HERE[where][0], number, "asked", me)


def bring_back_an_answer(town, where, me, tmp_path):
    with opened(town) as book:
        answer(book, HERE[where][0], "Camera footage", Outcome.UNCLEAR, "it was wiped", me)


def take(town, where, me, tmp_path):
    with opened(town) as book:
        book.assign(HERE[where][0], me, "", me)


def assign(town, where, me, tmp_path):
    with opened(town) as book:
        book.assign(HERE[where][0], "somebody", "", me)


def decide(town, where, me, tmp_path):
    with opened(town) as book:
        book.decide(HERE[where][0], Status.REVIEWING, "taken up", me)


def transfer(town, where, me, tmp_path):
    prepared(town, where)
    with opened(town) as book:
        book.decide(HERE[where][0], Status.TRANSFERRED, "to the police", me)


def note_money_that_came_back(town, where, me, tmp_path):
    prepared(town, where)
    with opened(town) as book:
        book.recover(HERE[where][0], Decimal("120.50"), "paid in May", me)


def appeal(town, where, me, tmp_path):
    case = prepared(town, where)
    verdict = Verdict(case, True, datetime.now(UTC), "chief", "seen", {})
    with opened(town) as book:
        file_appeal(book, verdict, "person", HERE[where][1], "my card was stolen", me, read_rules(town))


def rule(town, where, me, tmp_path):
    case = prepared(town, where)
    verdict = Verdict(case, True, datetime.now(UTC), "chief", "seen", {})
    with unguarded(), opened(town) as book:
        file_appeal(book, verdict, "person", HERE[where][1], "my card was stolen", "clerk", read_rules(town))
    with opened(town) as book:
        decide_appeal(book, "person", HERE[where][1], case.id, "upheld", "the report is of that day", me)


def restrict(town, where, me, tmp_path):
    with opened(town) as book:
        book.restrict(HERE[where][0], [me], me)


def write_cypher(town, where, me, tmp_path):
    """Cypher reads everything, so that its own region is everywhere."""
    with guarded_store(town) as store:
        store.stream("MATCH (n:Person) RETURN count(n)")


def read_log(town, where, me, tmp_path):
    record(town, Act(Action.LOOK, "audit"))
    with AuditLog(town) as log:
        search(log, Asked())
        counts(log, Asked())
        assert verify_log(log).intact


def be_told(town, where, me, tmp_path):
    with unguarded(), AuditLog(town) as log:
        log.append(Act(Action.ALARM, "ring:R-OWN1"), "Li")
    if not alarms(town, days=1):
        raise Refused("nothing was told")


def make_report(town, where, me, tmp_path):
    record(town, Act(Action.EXPORT, "report:weekly"))


def administer(town, where, me, tmp_path):
    people(town)


def build_anew(town, where, me, tmp_path):
    do_build(town)


def begin_a_job(town, where, me, tmp_path):
    record(town, Act(Action.CHANGE, "data:run"))


def page(name):
    def open_page(town, where, me, tmp_path):
        record(town, Act(Action.LOOK, f"page:{name}"))

    open_page.__name__ = f"page {name}"
    return open_page


DEEDS = {
    "look": (look, look_by_a_forged_name, look_at_a_person, look_at_a_case),
    "search": (find, find_by_name),
    "query": (ask, ask_of_a_ring),
    "cypher": (write_cypher,),
    "reveal": (reveal,),
    "export": (export,),
    "field_check": (sheet,),
    "report": (make_report,),
    "files": (read_a_file,),
    "note": (note, attach_a_file, link_cases, set_a_task, finish_a_task, bring_back_an_answer),
    "take": (take,),
    "assign": (assign,),
    "decide": (decide,),
    "transfer": (transfer, note_money_that_came_back),
    "appeal": (appeal,),
    "rule": (rule,),
    "restrict": (restrict,),
    "audit": (read_log, page("audit")),
    "alarms": (be_told,),
    "administer": (administer, page("administration")),
    "data": (build_anew, begin_a_job, page("data")),
}


@contextmanager
def unguarded():
    from casework.access.guard import CasebookGuard

    guard_with(None)
    yield
    guard_with(CasebookGuard())


def prepared(town, where):
    """The region's case, confirmed by somebody before."""
    with unguarded(), opened(town) as book:
        return book.judge(HERE[where][0], Status.CONFIRMED, "seen", "chief")


def test_every_permission_of_the_table_has_its_deeds():
    assert set(DEEDS) == set(table())


def done(deed, town, where, me, tmp_path):
    """Whether it could be done; what is kept from somebody is refused, or is told as not being there."""
    try:
        deed(town, where, me, tmp_path)
    except Refused:
        return False
    except RingtraceError as error:
        assert str(error).startswith(("No ring", "No case", "Nothing is called")), error
        return False
    return True


def as_before(town):
    """The cases as they were opened."""
    engine = connect(town)
    with engine.begin() as connection:
        for table_name in ("appeals", "readers"):
            connection.execute(text(f"DELETE FROM {table_name}"))
        connection.execute(text("UPDATE cases SET status = 'new', owner = ''"))
    engine.dispose()


def expected(permission, role, where):
    granted = table()[permission][role]
    everywhere = permission == "report"  # a report is of what its maker sees; there is no foreign one
    return granted is Grant.ALL or (granted is Grant.OWN and (where == "own" or everywhere))


@pytest.mark.slow
@pytest.mark.parametrize("role", list(Role))
def test_a_role_does_what_the_table_says_in_its_region_and_nowhere_else(staff, role, tmp_path):
    found, wanted = {}, {}
    for permission, deeds in DEEDS.items():
        for deed, where in product(deeds, ("own", "foreign")):
            me = f"{role}-everywhere" if deed is write_cypher and where == "own" else role.value
            as_before(staff)
            with acting(me):
                found[permission, deed.__name__, where] = done(deed, staff, where, me, tmp_path)
            wanted[permission, deed.__name__, where] = expected(permission, role, where)
    assert found == wanted
