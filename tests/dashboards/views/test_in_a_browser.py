"""The app as a person uses it: clicked in Chromium, and watched for requests that leave the machine."""

import pytest

from casework.casebook import Casebook
from command_line.serving import serve
from dashboards.canvas import LIBRARY
from evidence.verify import verify
from tests.dashboards.conftest import DOCUMENT, searched_city, write_workspace
from tests.dashboards.watched import launched, settled, watched
from workspace.settings import Settings
from workspace.snapshots import Workspace

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser():
    with launched() as browser:
        yield browser


@pytest.fixture
def page(browser):
    with watched(browser, width=1400, height=1100) as page:
        yield page


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    workspace = searched_city(tmp_path_factory.mktemp("clicked"))
    with serve(workspace.path, 0) as address:
        yield workspace, address


def test_a_ticked_row_opens_its_ring_and_hostile_names_do_nothing(page, tmp_path):
    with serve(write_workspace(tmp_path / "w"), 0) as address:
        page.goto(address)
        table = page.get_by_test_id("stDataFrame").first
        table.wait_for()
        page.wait_for_timeout(1500)
        table.click(position={"x": 16, "y": 52})
        page.wait_for_url("**/ring?*ring=R-AAAA01*")
        page.get_by_text("Members by role").wait_for()
        for tab in ("Innocent explanations", "Timeline", "Law"):
            page.get_by_role("tab", name=tab).click()
        page.wait_for_timeout(1000)
        assert page.locator("a[href*=evil]").count() == 0
        assert page.outside == []
        assert page.trouble == []


def test_enter_on_a_node_expands_it(page, city):
    assert LIBRARY.is_file(), "run `make setup`"
    workspace, address = city
    page.goto(f"{address}/explorer?node=Institution:{shop(workspace)}")
    canvas = page.locator(".graph")
    canvas.wait_for()
    page.wait_for_timeout(1500)
    before = page.get_by_text("The same as a table").inner_text()
    canvas.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    told = page.locator(".told").inner_text()
    page.keyboard.press("Enter")
    page.wait_for_function(
        "before => [...document.querySelectorAll('summary')].some(one => one.innerText.includes('The same')"
        " && one.innerText.trim() !== before.trim())",
        arg=before,
    )
    assert "(" in told
    assert page.outside == []
    assert page.trouble == []


def shop(workspace):
    import duckdb

    with duckdb.connect() as engine:
        workspace.require_current().register(engine)
        return engine.execute("SELECT min(institution_id) FROM settlements").fetchone()[0]


def test_the_button_of_a_ring_downloads_a_bundle_that_is_intact(page, tmp_path):
    with serve(write_workspace(tmp_path / "w"), 0) as address:
        page.goto(f"{address}/ring?ring=R-AAAA01")
        page.get_by_text("Evidence bundle").click()
        button = page.get_by_role("button", name="Download the bundle")
        button.wait_for()
        assert button.is_disabled()  # until it is said what it is for
        page.get_by_label("What it is for").fill("case 2026-17")
        page.keyboard.press("Tab")
        with page.expect_download(timeout=60_000) as download:
            button.click()
        download.value.save_as(tmp_path / "ring.zip")
    checked = verify(tmp_path / "ring.zip")
    assert (checked.intact, checked.manifest["ring"]) == (True, "R-AAAA01")
    assert checked.manifest["options"]["masked"] is True
    assert checked.manifest["made"]["why"] == "case 2026-17"
    assert page.trouble == []


def test_alerts_are_decided_by_keyboard(page, tmp_path):
    alerts = [DOCUMENT["alerts"][0] | {"alert_id": f"A-{n}", "score": 0.9 - n / 10} for n in (1, 2, 3)]
    folder = write_workspace(tmp_path / "w", DOCUMENT | {"alerts": alerts})
    with serve(folder, 0) as address:
        page.goto(f"{address}/alerts")
        page.get_by_text("1 of 3 that wait").wait_for()
        settled(page)
        page.keyboard.press("j")
        page.get_by_text("2 of 3 that wait").wait_for()
        settled(page)  # the former alert's form is gone then
        page.get_by_label("Reason (stands in the history)").fill("a course of treatment")
        page.keyboard.press("Alt+2")
        page.get_by_text("2 of 2 that wait").wait_for()
    book = Casebook(Workspace(folder, Settings()))
    assert [book.case(f"A-{n}").status for n in (1, 2, 3)] == ["new", "innocent", "new"]
    assert book.history("A-2")[-1].text == "a course of treatment"
    book.close()
    assert page.trouble == []
