import pytest

from casework.access.people import add_person, change_person, people
from casework.access.person import person
from casework.audit.log import AuditLog
from casework.casebook import Casebook
from detection.dossier import dossier
from detection.lookup import find_ring, run_in_force
from graph.build import open_store
from graph.lookup import look_around
from graph.store import NodeRef
from queries.guard import guarded as guarded_store
from queries.library import built_in
from queries.runner import run_query
from tests.casework.access.conftest import acting
from workspace.access import Identity, Refused, acting_as, scope
from workspace.audit import Act, Action, record
from workspace.errors import RingtraceError
from workspace.users import local_user


def rows(town, action):
    with AuditLog(town) as log:
        return [one for one in log.rows() if one.action == action]


def rings(town):
    return [one["ring_id"] for one in run_in_force(town)["rings"]]


def test_where_nobody_is_known_whoever_sits_there_may_all(guarded):
    with acting("anybody"):
        assert person(guarded, Identity("anybody")).alone
        assert rings(guarded) == ["R-OWN1", "R-FAR1"]


def test_who_signed_in_is_never_alone(guarded):
    me = person(guarded, Identity("li@office.cn", signed_in=True))
    assert (me.alone, me.roles) == (False, ())
    with acting("li@office.cn", signed_in=True), pytest.raises(Refused):
        record(guarded, Act(Action.LOOK, "rings"))


def test_the_first_person_is_oneself_as_an_administrator(guarded):
    with acting("boss"):
        for name, role in (("boss", "supervisor"), ("li", "administrator")):
            with pytest.raises(RingtraceError, match="ringtrace users add boss"):
                add_person(guarded, name, [role], [])
        add_person(guarded, "boss", ["administrator"], [])
    with acting("li"), pytest.raises(Refused, match="administrator"):
        people(guarded)


def test_one_administrator_is_left(staff):
    with acting("boss"):
        change_person(staff, "administrator", roles=[])
        change_person(staff, "administrator-everywhere", roles=[])
        with pytest.raises(RingtraceError, match="nobody would be"):
            change_person(staff, "boss", roles=["auditor"])
        assert next(one for one in people(staff) if one.name == "boss").roles == ("administrator",)


@pytest.mark.parametrize("name", ["", "a b", "a\u202eb", "n" * 201])
def test_a_name_is_a_word(staff, name):
    with acting("boss"), pytest.raises(RingtraceError, match="no name of a user"):
        add_person(staff, name, ["auditor"], [])


@pytest.mark.parametrize(("roles", "regions"), [(["king"], []), (["auditor"], ["31%"]), (["auditor"], ["** "])])
def test_what_is_no_role_or_region_is_refused(staff, roles, regions):
    with acting("boss"), pytest.raises(RingtraceError, match=r"is no (role|region)"):
        add_person(staff, "wu", roles, regions)


def test_what_is_taken_away_is_gone_at_once(staff):
    with acting("investigator"):
        found = find_ring(run_in_force(staff), "R-OWN1")
        dossier(staff, found)
        with acting("boss"):
            change_person(staff, "investigator", roles=[])
        assert rings(staff) == []
        with pytest.raises(Refused, match="no role"):
            dossier(staff, found)


def test_the_casebook_comes_before_what_a_sign_in_says(staff):
    claims = {"signed_in": True, "roles": ("supervisor",), "regions": ("33",)}
    with acting("new@office.cn", **claims):
        assert rings(staff) == ["R-FAR1"]
    with acting("boss"):
        add_person(staff, "New@Office.cn", [], [])
    with acting("new@office.cn", **claims):
        assert rings(staff) == []
        assert person(staff, Identity("new@office.cn", **claims)).roles == ()


def test_a_role_that_a_sign_in_invents_gives_nothing(staff):
    with acting("x@office.cn", signed_in=True, roles=("root",), regions=("*",)), pytest.raises(Refused):
        record(staff, Act(Action.LOOK, "rings"))


def test_lists_hold_only_what_is_of_ones_regions(staff):
    book = Casebook(staff)
    with acting("investigator"):
        assert rings(staff) == ["R-OWN1"]
        assert [one["alert_id"] for one in run_in_force(staff)["alerts"]] == ["A-OWN1"]
        assert {case.finding_id for case in book.cases()} == {"R-OWN1", "A-OWN1"}
    with acting("supervisor-everywhere"):
        assert {case.finding_id for case in book.cases()} == {"R-OWN1", "A-OWN1", "R-FAR1", "A-FAR1"}
    book.close()


def test_a_case_of_another_region_that_is_ones_own_is_seen(staff):
    book = Casebook(staff)
    with acting("supervisor-everywhere"):
        book.assign("R-FAR1", "investigator", "", "supervisor-everywhere")
    with acting("investigator"):
        assert rings(staff) == ["R-OWN1", "R-FAR1"]
        record(staff, Act(Action.LOOK, "Person:P3"))  # of the ring
        with pytest.raises(Refused):
            record(staff, Act(Action.LOOK, "Card:C3", details={}))
    book.close()


def test_a_need_to_know_case_is_for_those_who_are_named(staff):
    book = Casebook(staff)
    with acting("supervisor"):
        book.restrict("R-OWN1", ["supervisor", "auditor"], "supervisor")
        assert book.readers("R-OWN1") == ("auditor", "supervisor")
        assert rings(staff) == ["R-OWN1"]
    with acting("supervisor-everywhere"):
        assert rings(staff) == ["R-FAR1"]
        with pytest.raises(RingtraceError, match="No case"):
            book.case("R-OWN1")
        with pytest.raises(Refused):
            record(staff, Act(Action.LOOK, "ring:R-OWN1"))
        with pytest.raises(RingtraceError, match="No case"):
            book.restrict("R-OWN1", [], "supervisor-everywhere")
        with guarded_store(staff) as store:
            with pytest.raises(Refused, match="whole graph"):
                store.stream("MATCH (r:Ring) RETURN r.ring_id")
            with pytest.raises(Refused, match="whole graph"):
                run_query(store, built_in()["rings_near_person"], {"person_id": "P1"})
    with acting("auditor"):  # a name on a case gives no role
        assert rings(staff) == []
    with acting("supervisor"):
        book.restrict("R-OWN1", [], "supervisor")
    with acting("supervisor-everywhere"):
        assert rings(staff) == ["R-OWN1", "R-FAR1"]
    book.close()


def test_nobody_acts_in_anothers_name(staff):
    book = Casebook(staff)
    with acting("investigator"), pytest.raises(Refused, match="nobody else's name"):
        book.note("R-OWN1", "it was me", "supervisor")
    book.close()


def test_neighbours_in_other_regions_are_left_out(staff):
    store = open_store(staff)
    try:
        with acting("supervisor-everywhere"):
            everybody = look_around(staff, store, NodeRef("Drug", "D1"))
        with acting("investigator"):
            near = look_around(staff, store, NodeRef("Person", "P1"))
            goods = look_around(staff, store, NodeRef("Drug", "D1"))
            with pytest.raises(Refused):
                look_around(staff, store, NodeRef("Contact", "phone:13900000003"))
            assert look_around(staff, store, NodeRef("Contact", "phone:13800000001")) is not None
    finally:
        store.close()
    assert near is not None
    assert {one.ref.label for one in near.nodes} >= {"Card", "Institution"}
    assert {one.ref.key for one in goods.nodes} < {one.ref.key for one in everybody.nodes}
    assert {one.start for one in goods.edges} | {one.end for one in goods.edges} <= {
        goods.centre.ref,
        *(one.ref for one in goods.nodes),
    }


def test_a_query_that_reads_everything_is_for_those_who_see_everything(staff):
    with guarded_store(staff) as store:
        with acting("analyst"):
            with pytest.raises(Refused, match="whole graph"):
                run_query(store, built_in()["collectors"], {})
            with pytest.raises(Refused, match="whole graph"):
                store.stream("MATCH (p:Person {person_id: 'P1'}) RETURN p.person_id")
        with acting("analyst-everywhere"):
            run_query(store, built_in()["collectors"], {})


def test_what_was_refused_is_in_the_log_of_whoever_tried(staff):
    with acting("auditor"), pytest.raises(Refused):
        record(staff, Act(Action.LOOK, "ring:R-OWN1"))
    with acting("investigator"), pytest.raises(Refused):
        record(staff, Act(Action.LOOK, "ring:R-FAR1"))
    told = [(one.who, one.about, one.told["tried"], one.told["for"]) for one in rows(staff, "refused")]
    assert told == [
        ("auditor", "ring:R-OWN1", "look", "look"),
        ("investigator", "ring:R-FAR1", "look", "scope"),
    ]


def test_a_log_that_cannot_be_written_allows_nothing(staff):
    (staff.path / "audit.head").write_text("{")
    with acting("auditor"), pytest.raises(Refused):
        record(staff, Act(Action.LOOK, "ring:R-OWN1"))


def test_whom_roles_were_given_by_is_in_the_log(staff):
    with acting("boss"):
        change_person(staff, "analyst", roles=["analyst", "auditor"], regions=["33"])
    last = rows(staff, "change")[-1]
    assert (last.who, last.about) == ("boss", "user:analyst")
    assert (last.told["before"], last.told["after"]) == (["analyst", "3101"], ["analyst auditor", "33"])


def test_names_are_the_systems_not_the_environments(monkeypatch):
    before = local_user()
    monkeypatch.setenv("LOGNAME", "boss")
    monkeypatch.setenv("USER", "boss")
    assert local_user() == before != "boss"


def test_without_a_guard_a_program_sees_what_its_files_show(town):
    with acting_as(Identity("anybody")):
        assert scope(town).whole
