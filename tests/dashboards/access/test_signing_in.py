"""Signing in by a real provider, in Chromium."""

import subprocess

import pytest
from playwright.sync_api import expect

from casework.access.people import add_person, change_person
from casework.audit.log import AuditLog
from tests.dashboards.access.provider import SECRET, enter, signing_in, user
from tests.dashboards.conftest import write_workspace
from tests.dashboards.watched import launched, watched
from workspace.access import Identity, acting_as
from workspace.snapshots import Workspace

pytestmark = pytest.mark.slow

SUE = user("sue@office.cn", roles=["supervisor"], regions=["*"])
IVY = user("ivy@office.cn", roles=["investigator"], regions=["44"])
NEW = user("new@office.cn")


@pytest.fixture(scope="module")
def browser():
    with launched() as browser:
        yield browser


@pytest.fixture
def page(browser):
    with watched(browser, width=1400, height=1100) as page:
        yield page


@pytest.fixture
def folder(tmp_path):
    return write_workspace(tmp_path / "w")


def signs(folder):
    with AuditLog(Workspace.open(folder)) as log:
        return [(one.who, one.action) for one in log.rows() if one.action in ("sign_in", "refused")]


def test_nobody_sees_anything_before_signing_in_whatever_the_address(page, folder, monkeypatch):
    with signing_in(folder, monkeypatch, [SUE]) as address:
        for path in ("", "/rings", "/ring?ring=R-AAAA01", "/explorer?node=Person:P1", "/data", "/audit"):
            page.goto(f"{address}{path}")
            page.get_by_role("button", name="Sign in").wait_for()
            page.wait_for_timeout(500)
            assert "R-AAAA01" not in page.content()
        assert signs(folder) == []


def test_who_signs_in_works_by_name_until_signing_out(page, folder, monkeypatch):
    with signing_in(folder, monkeypatch, [SUE]) as address:
        enter(page, address, "sue@office.cn")
        page.get_by_text("sue@\u2060office.cn · supervisor · everywhere").wait_for()
        page.get_by_test_id("stDataFrame").first.wait_for()
        assert ("sue@office.cn", "sign_in") in signs(folder)
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/end_session**")  # the provider asks whether it should end its own session as well
        page.goto(f"{address}/ring?ring=R-AAAA01")
        page.get_by_role("button", name="Sign in").wait_for()
        assert page.trouble == []


def test_regions_of_the_sign_in_bound_what_is_shown(page, folder, monkeypatch):
    with signing_in(folder, monkeypatch, [IVY]) as address:
        enter(page, address, "ivy@office.cn")
        page.get_by_text("ivy@\u2060office.cn · investigator · 44").wait_for()
        page.goto(f"{address}/ring?ring=R-AAAA01")
        page.get_by_text("No ring R-AAAA01").or_(page.get_by_text("This run found no ring")).first.wait_for()
        page.goto(f"{address}/data")  # no page of hers, so the first is shown instead
        page.get_by_text("ivy@\u2060office.cn").wait_for()
        page.wait_for_timeout(1500)
        assert "Rejected rows" not in page.content()


def test_who_has_no_role_is_told_so(page, folder, monkeypatch):
    with signing_in(folder, monkeypatch, [NEW]) as address:
        enter(page, address, "new@office.cn")
        page.get_by_text("You have no role here yet").wait_for()


def test_what_is_taken_away_is_gone_at_the_next_click(page, folder, monkeypatch):
    workspace = Workspace.open(folder)
    with acting_as(Identity("root")):
        add_person(workspace, "root", ["administrator"], [])
        add_person(workspace, "sue@office.cn", ["supervisor"], ["*"])
    with signing_in(folder, monkeypatch, [SUE]) as address:
        enter(page, address, "sue@office.cn")
        page.get_by_test_id("stDataFrame").first.wait_for()
        page.wait_for_timeout(1000)
        with acting_as(Identity("root")):
            change_person(workspace, "sue@office.cn", roles=[])
        page.get_by_role("link", name="Overview").click()
        page.get_by_text("You have no role here yet").wait_for()


def test_a_session_ends_by_itself(page, folder, monkeypatch):
    with signing_in(folder, monkeypatch, [SUE], session_hours=0.004) as address:  # 14 seconds
        enter(page, address, "sue@office.cn")
        page.get_by_text("sue@\u2060office.cn").wait_for()
        page.wait_for_timeout(15_000)
        page.reload()
        expect(page.get_by_text("Your session is over")).to_be_visible(timeout=20_000)
        page.get_by_role("button", name="Sign in").wait_for()


def test_an_address_of_mail_that_is_not_verified_names_nobody(page, folder, monkeypatch):
    forged = user("sue@office.cn", roles=["supervisor"], regions=["*"], email_verified=False)
    with signing_in(folder, monkeypatch, [forged]) as address:
        enter(page, address, "sue@office.cn")
        page.get_by_text("does not tell who you are").wait_for()
        assert signs(folder) == []


def test_a_cookie_that_was_changed_is_none(page, folder, monkeypatch):
    with signing_in(folder, monkeypatch, [SUE]) as address:
        enter(page, address, "sue@office.cn")
        page.get_by_text("sue@\u2060office.cn · supervisor").wait_for()
        for cookie in page.context.cookies():
            if cookie["name"].startswith("_streamlit_user"):
                value = cookie["value"]
                other = "A" if value[40] != "A" else "B"
                page.context.add_cookies([cookie | {"value": value[:40] + other + value[41:]}])
        page.reload()
        page.get_by_role("button", name="Sign in").wait_for()


def test_the_secret_stands_in_no_command_file_or_environment(folder, monkeypatch):
    with signing_in(folder, monkeypatch, [SUE]):
        commands = subprocess.run(["ps", "axeww"], capture_output=True, check=True, text=True).stdout
        served = [line for line in commands.splitlines() if "streamlit run" in line]
        assert served
        assert not [line for line in served if SECRET in line]
    assert not [file for file in folder.rglob("*") if file.is_file() and SECRET.encode() in file.read_bytes()]
