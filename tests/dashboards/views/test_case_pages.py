import pytest

from casework.audit.log import AuditLog
from casework.casebook import Casebook
from casework.status import Status
from tests.dashboards.conftest import DOCUMENT, tables_of, words_of, write_workspace
from workspace.audit import Act, Action
from workspace.settings import Settings
from workspace.snapshots import Workspace


@pytest.fixture
def book(searched):
    made = Casebook(Workspace(searched, Settings()))
    made.bring_in(DOCUMENT)
    yield made
    made.close()


def button(app, label):
    return next(one for one in app.main.button if one.label == label)


def area(app, label):
    return next(one for one in [*app.main.text_area, *app.main.text_input] if one.label == label)


REASON = "Reason (stands in the history)"


def test_the_board_shows_what_is_overdue_by_status(opened, searched, book):
    book.decide("R-AAAA01", Status.REVIEWING, "mine", "Li")
    app = opened(searched, "cases")
    told = words_of(app)
    assert "new (3) · 3 overdue" in told.replace("\\", "")
    assert "under review (1) · 1 overdue" in told.replace("\\", "")
    assert [one.value for one in app.metric] == ["4", "4", "0", "0"]
    assert set(tables_of(app)[0]["about"]) == {"R-AAAA01", "R-AAAB02", "R-CCCC03", "A-1"}


def test_the_board_is_filtered_by_owner_and_kind(opened, searched, book):
    book.assign("A-1", "Wu", "", "Li")
    app = opened(searched, "cases")
    app.main.radio[0].set_value("nobody").run()
    assert "A-1" not in set(tables_of(app)[0]["about"])
    app.main.radio[1].set_value("alert").run()
    assert "No case fits" in app.info[0].value


def test_a_card_opens_its_ring(opened, searched, book):
    app = opened(searched, "cases")
    app.button(key=f"open_{book.case('R-AAAB02').id}").click().run()
    assert app.main.selectbox[0].value == "R-AAAB02"


def test_a_ring_is_decided_on_its_page_with_a_reason(opened, searched, book):
    app = opened(searched, "ring", ring="R-AAAA01")
    area(app, REASON).set_value("a family")
    button(app, "Innocent").click().run()
    assert book.case("R-AAAA01").status == Status.INNOCENT
    assert [one.after for one in book.history("R-AAAA01") if one.kind == "status"] == ["reviewing", "innocent"]
    assert "a family" in words_of(app)


def test_without_a_reason_nothing_is_decided(opened, searched, book):
    app = opened(searched, "ring", ring="R-AAAA01")
    button(app, "Confirm").click().run()
    assert "Say why" in app.error[0].value
    assert book.case("R-AAAA01").status == Status.NEW


def test_who_edits_a_case_that_changed_meanwhile_is_told_and_keeps_the_words(opened, searched, book):
    app = opened(searched, "ring", ring="R-AAAA01")
    book.decide("R-AAAA01", Status.REVIEWING, "mine", "Li")  # somebody else, after the page was shown
    area(app, REASON).set_value("looks like a family")  # written, not sent
    button(app, "Innocent").click().run()
    assert "Nothing was overwritten: Li changed" in app.warning[0].value.replace("\\", "")
    assert book.case("R-AAAA01").status == Status.REVIEWING
    assert "looks like a family" in book.history("R-AAAA01")[-1].text


def test_owner_and_notes_are_kept(opened, searched, book):
    app = opened(searched, "ring", ring="R-AAAA01")
    button(app, "Take it myself").click().run()
    assert book.case("R-AAAA01").owner
    area(app, "Text").set_value("closed on Mondays <script>")
    button(app, "Add the note").click().run()
    assert "closed on Mondays" in words_of(app)
    area(app, "Whose case it is").set_value("Wang")
    button(app, "Assign").click().run()
    assert book.case("R-AAAA01").owner == "Wang"


def test_alerts_are_decided_one_after_the_other(opened, tmp_path):
    alerts = [DOCUMENT["alerts"][0] | {"alert_id": f"A-{n}", "score": 0.9 - n / 10} for n in (1, 2, 3)]
    folder = write_workspace(tmp_path / "w", DOCUMENT | {"alerts": alerts})
    app = opened(folder, "alerts")
    assert "1 of 3 that wait" in words_of(app)
    button(app, "Next").click().run()
    assert "2 of 3 that wait" in words_of(app)
    button(app, "Previous").click().run()
    area(app, REASON).set_value("a course of treatment")
    button(app, "Innocent").click().run()
    assert "1 of 2 that wait" in words_of(app)
    book = Casebook(Workspace(folder, Settings()))
    assert [book.case(f"A-{n}").status for n in (1, 2, 3)] == [Status.INNOCENT, Status.NEW, Status.NEW]
    book.close()


def test_an_alert_of_the_address_is_shown_even_when_it_was_decided(opened, searched, book):
    book.judge("A-1", Status.INNOCENT, "a course", "Li")
    app = opened(searched, "alerts", alert="A-1")
    assert any(one.label == "Close" for one in app.main.button)


def test_each_page_and_ring_that_is_opened_is_in_the_audit_log_once(opened, searched, book):
    app = opened(searched, "ring", ring="R-AAAB02")
    app.run()
    with AuditLog(Workspace(searched, Settings())) as log:
        looks = [one.about for one in log.rows() if one.action == Action.LOOK]
    assert looks == ["page:rings", "page:ring", "ring:R-AAAB02"]


def test_what_cannot_be_written_in_the_log_is_not_shown(opened, searched, book):
    (searched / "audit.head").write_text("{")
    app = opened(searched, "ring", ring="R-AAAB02")
    assert "audit.head" in app.error[0].value.replace("\\", "")
    assert not app.main.subheader
    assert tables_of(app) == []


def test_alarms_are_told_to_whoever_opens_the_cases(opened, searched, book):
    with AuditLog(Workspace(searched, Settings())) as log:
        log.append(Act(Action.ALARM, "ring:R-AAAA01", "curious", "C-1"), "Wu")
    assert "Wu" in opened(searched, "cases").warning[0].value


def test_the_pages_speak_chinese(opened, searched, book):
    app = opened(searched, "cases", lang="zh_CN")
    assert app.header[0].value == "案件"
    assert "新建" in words_of(app)


def test_the_field_check_sheet_is_shown_when_it_is_asked_for(opened, searched, book):
    app = opened(searched, "ring", ring="R-AAAA01")
    app.toggle(key="sheet_R-AAAA01").set_value(True).run()
    assert "Camera footage" in words_of(app)
    assert "Whom to hear" in words_of(app)


def test_the_overview_tells_how_often_signals_were_right(opened, searched, book):
    assert "No case has a verdict yet" in "".join(one.value for one in opened(searched, "overview").info)
    book.judge("R-AAAA01", Status.CONFIRMED, "seen", "Li")
    book.judge("R-CCCC03", Status.INNOCENT, "a family", "Li")
    table = next(one for one in tables_of(opened(searched, "overview")) if "decided" in one)
    signal = table[table["kind"] == "Signal"].iloc[0]
    assert (signal["name"], signal["right"], signal["decided"], signal["share"]) == ("co swipe", 1, 2, 50)
    assert 9 < signal["low"] < 10


def test_the_overview_grades_whom_confirmed_cases_name(opened, searched, book):
    assert "everybody has the best grade" in "".join(one.value for one in opened(searched, "overview").info)
    book.judge("R-AAAA01", Status.CONFIRMED, "seen", "Li")
    app = opened(searched, "overview")
    table = next(one for one in tables_of(app) if "points" in one)
    assert dict(zip(table["id"], table["grade"], strict=True)) == {
        "I1": "B",
        "P1": "attention",
        "P2": "attention",
        "P3": "attention",
    }
    assert set(table["name"]) >= {"王**"}
    assert "王小明" not in str(tables_of(app))
