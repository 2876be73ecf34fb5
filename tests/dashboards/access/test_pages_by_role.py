"""What the pages show to whom, and what they write before they show it."""

import pytest

from casework.access.people import add_person, people
from casework.access.permissions import Role
from casework.audit.log import AuditLog
from casework.casebook import Casebook
from casework.status import Status
from dashboards import identity
from dashboards.navigation import entries
from evidence.options import Audience
from tests.dashboards.conftest import DOCUMENT, tables_of, words_of
from workspace.access import Identity, acting_as
from workspace.audit import Action
from workspace.settings import Settings
from workspace.snapshots import Workspace

# By role, the pages that are offered.
LOOKING = ("rings", "ring", "overview", "cases", "alerts", "explorer", "flow", "queries")
OFFERED = {
    Role.INVESTIGATOR: LOOKING,
    Role.ANALYST: LOOKING,
    Role.CASE_OFFICER: (*LOOKING, "reports"),
    Role.SUPERVISOR: (*LOOKING, "reports"),
    Role.ADMINISTRATOR: ("data", "administration"),
    Role.AUDITOR: ("audit",),
}


@pytest.fixture
def workspace(searched):
    return Workspace(searched, Settings())


@pytest.fixture
def book(workspace):
    made = Casebook(workspace)
    made.bring_in(DOCUMENT)
    yield made
    made.close()


@pytest.fixture
def as_user(monkeypatch):
    def become(name):
        monkeypatch.setattr(identity, "local_user", lambda: name)

    return become


@pytest.fixture
def staff(workspace, book):
    """Somebody of every role who works where the town's people live, and one who works elsewhere."""
    with acting_as(Identity("boss")):
        add_person(workspace, "boss", ["administrator"], [])
        for role in Role:
            add_person(workspace, role.value, [role.value], ["31"])
        add_person(workspace, "elsewhere", ["supervisor"], ["44"])
    return workspace


def rows(workspace, action):
    with AuditLog(workspace) as log:
        return [one for one in log.rows() if one.action == action]


def button(app, label):
    return next(one for one in app.main.button if one.label == label)


def field(app, label):
    return next(one for one in app.main.text_input if one.label == label)


@pytest.mark.slow
@pytest.mark.parametrize("role", list(Role))
def test_a_page_is_for_those_whose_role_needs_it(opened, staff, searched, as_user, role):
    as_user(role.value)
    app = opened(searched, "rings")
    for name in [one.name for one in entries()]:
        page = f"dashboards/views/{name}.py"
        if name in OFFERED[role]:
            app.switch_page(page).run()
            assert not app.exception
            assert "Refused" not in words_of(app)
        else:
            with pytest.raises(ValueError, match="Could not find a navigation page"):
                app.switch_page(page)
    assert rows(staff, Action.REFUSED) == []


def test_a_forged_address_opens_no_ring_of_another_region(opened, staff, searched, as_user):
    as_user("elsewhere")
    app = opened(searched, "ring", ring="R-AAAA01")
    assert "No ring R-AAAA01" in words_of(app).replace("\\", "")
    assert tables_of(app) == []
    assert "People" not in [one.label for one in app.metric]


def test_lists_of_pages_hold_only_what_is_of_ones_regions(opened, staff, searched, as_user):
    as_user("elsewhere")
    for name in ("rings", "overview", "cases", "alerts"):
        app = opened(searched, name)
        shown = words_of(app) + str(tables_of(app)) + str([one.label for one in app.main.button])
        assert "R-AAA" not in shown
        assert "A-1" not in shown
    as_user("supervisor")
    assert set(tables_of(opened(searched, "cases"))[0]["about"]) == {"R-AAAA01", "R-AAAB02", "R-CCCC03", "A-1"}


def test_what_one_saw_first_is_not_shown_to_the_next_from_a_cache(opened, staff, searched, as_user):
    as_user("supervisor")
    assert tables_of(opened(searched, "ring", ring="R-AAAA01"))
    as_user("elsewhere")
    assert tables_of(opened(searched, "ring", ring="R-AAAA01")) == []


def test_what_is_refused_below_is_told_on_the_page(opened, staff, searched, as_user):
    as_user("investigator")
    app = opened(searched, "ring", ring="R-AAAA01")
    app.main.text_area[0].set_value("looks honest")
    as_user("analyst")  # as if the role had been taken away between the page and the click
    button(app, "Innocent").click().run()
    assert "Refused" in words_of(app)
    assert [one.about for one in rows(staff, Action.REFUSED)] == ["ring:R-AAAA01"]


def test_names_are_shown_whole_for_a_purpose_once_and_are_in_the_log_before(opened, staff, searched, as_user):
    as_user("investigator")
    app = opened(searched, "ring", ring="R-AAAA01")
    button(app, "Write it in the log and show them").click().run()
    assert "purpose" in words_of(app)
    assert "王小明" not in str(tables_of(app))
    field(app, "What for (stands in the audit log)").set_value("hearing of 3 May")
    button(app, "Write it in the log and show them").click().run()
    assert "王小明" in str(tables_of(app))
    [row] = rows(staff, Action.REVEAL)
    assert (row.who, row.about, row.purpose, row.told["of_the_day"]) == (
        "investigator",
        "ring:R-AAAA01",
        "hearing of 3 May",
        1,
    )
    app.run()
    assert "王小明" not in str(tables_of(app))


def test_where_the_log_cannot_be_written_no_name_is_shown(opened, staff, searched, as_user):
    as_user("investigator")
    app = opened(searched, "ring", ring="R-AAAA01")
    (searched / "audit.head").write_text("{")
    field(app, "What for (stands in the audit log)").set_value("hearing of 3 May")
    button(app, "Write it in the log and show them").click().run()
    assert "王小明" not in str(tables_of(app))
    assert "audit.head" in words_of(app).replace("\\", "")


def test_beyond_the_days_limit_there_is_an_alarm_and_no_name(opened, staff, searched, as_user):
    (searched / "ringtrace.toml").write_text("reveals_a_day = 0\n", encoding="utf-8")
    as_user("investigator")
    app = opened(searched, "alerts")
    field(app, "What for (stands in the audit log)").set_value("hearing of 3 May")
    button(app, "Write it in the log and show them").click().run()
    assert "an alarm is in the audit log" in words_of(app).replace("\\", "")
    as_user("boss")
    assert "investigator" in opened(searched, "administration").warning[0].value


# By role, the buttons of a new case: decisions, then what else changes it.
DECISIONS = {"Confirm", "Innocent", "Needs evidence", "Take under review"}
BUTTONS = {
    Role.INVESTIGATOR: DECISIONS | {"Add the note", "Take it myself", "Attach the file", "Add the task", "Link"},
    Role.ANALYST: {"Add the note", "Attach the file", "Add the task", "Link"},
    Role.CASE_OFFICER: {"Add the note", "Take it myself", "Attach the file", "Add the task", "Link"},
    Role.SUPERVISOR: DECISIONS
    | {"Add the note", "Assign", "Take it myself", "Attach the file", "Add the task", "Link"},
}


@pytest.mark.slow
@pytest.mark.parametrize("role", list(BUTTONS))
def test_a_button_is_shown_to_those_whose_role_may_press_it(opened, staff, searched, as_user, role):
    as_user(role.value)
    app = opened(searched, "ring", ring="R-AAAA01")
    known = set().union(*BUTTONS.values())
    assert {one.label for one in app.main.button} & known == BUTTONS[role]
    app = opened(searched, "alerts")
    assert {one.label for one in app.main.button} & DECISIONS == BUTTONS[role] & DECISIONS


def test_handing_over_is_shown_to_case_officers_once_a_case_is_confirmed(opened, staff, searched, as_user, book):
    with acting_as(Identity("supervisor")):
        book.judge("R-AAAA01", Status.CONFIRMED, "seen", "supervisor")
    for role, handing in (("investigator", set()), ("case_officer", {"Transfer", "Close", "Note it"})):
        as_user(role)
        app = opened(searched, "ring", ring="R-AAAA01")
        assert {one.label for one in app.main.button} & {"Transfer", "Close", "Note it"} == handing


def bundle_for(app, audience):
    app.session_state["for_R-AAAA01"] = audience
    return app.run()


def test_a_bundle_for_the_police_is_a_reveal_with_purpose_and_case(opened, staff, searched, as_user):
    as_user("case_officer")
    app = bundle_for(opened(searched, "ring", ring="R-AAAA01"), Audience.POLICE)
    app.text_input(key="police_case_R-AAAA01").set_value("")
    app.text_input(key="police_why_R-AAAA01").set_value("transfer")
    button(app, "Write it in the log and make the bundle").click().run()
    assert "case only" in words_of(app)
    assert rows(staff, Action.REVEAL) == []
    app.text_input(key="police_case_R-AAAA01").set_value("R-AAAA01")
    button(app, "Write it in the log and make the bundle").click().run()
    assert not app.exception
    [row] = rows(staff, Action.REVEAL)
    assert (row.who, row.purpose, row.told["for"]) == ("case_officer", "transfer", "police")


def test_questions_to_an_institution_are_an_export_in_the_log(opened, staff, searched, as_user):
    as_user("case_officer")
    app = bundle_for(opened(searched, "ring", ring="R-AAAA01"), Audience.INSTITUTION)
    button(app, "Make the bundle").click().run()
    assert not app.exception
    [row] = rows(staff, Action.EXPORT)
    assert (row.who, row.told["for"], row.told["institution"]) == ("case_officer", "institution", "I1")


@pytest.mark.parametrize("role", ["analyst"])
def test_who_may_not_is_not_offered_names_bundles_or_sheets(opened, staff, searched, as_user, role):
    as_user(role)
    app = opened(searched, "ring", ring="R-AAAA01")
    labels = [one.label for one in app.expander]
    assert not {"Names and numbers whole", "Evidence bundle"} & set(labels)
    assert not [one for one in labels if one.startswith("Field check")]


def test_an_auditor_finds_what_was_done_and_checks_the_log(opened, staff, searched, as_user):
    as_user("supervisor")
    opened(searched, "ring", ring="R-AAAA01")
    as_user("auditor")
    app = opened(searched, "audit")
    field(app, "Who").set_value("supervisor")
    button(app, "Search").click().run()
    assert "ring:R-AAAA01" in list(tables_of(app)[0]["About"])
    button(app, "Check every row and seal").click().run()
    assert "Intact" in app.success[0].value
    assert rows(staff, Action.LOOK)[-1].who == "auditor"


def test_an_administrator_gives_and_takes_roles(opened, staff, searched, as_user):
    as_user("boss")
    app = opened(searched, "administration")
    app.text_input(key="person_name").set_value("wu@office.cn")
    app.multiselect(key="roles_").set_value([Role.INVESTIGATOR])
    app.text_input(key="regions_").set_value("3301 3302")
    button(app, "Save").click().run()
    with acting_as(Identity("boss")):
        made = next(one for one in people(staff) if one.name == "wu@office.cn")
    assert (made.roles, made.regions, made.changed_by) == (("investigator",), ("3301", "3302"), "boss")
    app.main.selectbox[0].set_value("wu@office.cn").run()
    app.multiselect(key="roles_wu@office.cn").set_value([])
    button(app, "Save").click().run()
    with acting_as(Identity("boss")):
        assert next(one for one in people(staff) if one.name == "wu@office.cn").roles == ()


def test_on_a_machine_of_ones_own_the_side_says_so(opened, searched, workspace, as_user):
    as_user("me")
    app = opened(searched, "rings")
    assert "me · this machine alone, no sign-in, all rights" in " ".join(
        one.value for one in app.sidebar.caption
    ).replace("\\", "")


def test_an_app_that_others_reach_shows_nothing_without_sign_in(opened, searched, monkeypatch):
    monkeypatch.setattr(identity.st, "get_option", lambda name: "0.0.0.0")
    app = opened(searched, "rings")
    assert "nobody would have to sign in" in app.error[0].value
    assert tables_of(app) == []
