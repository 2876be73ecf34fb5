"""Every page in Chromium, with names that mean harm, behind a proxy that refuses everything, judged by axe-core."""

import socket
import threading
from pathlib import Path
from urllib.parse import quote

import duckdb
import pytest

from command_line.serving import serve
from tests.dashboards.hostile import hostile_city
from tests.dashboards.watched import launched, picture, settled, watched

pytestmark = pytest.mark.slow

AXE = Path(__file__).parents[1] / "axe/node_modules/axe-core/axe.min.js"
PAGES = (
    *("", "?view=shapes", "ring", "overview", "cases", "alerts", "explorer", "search", "goods", "stock", "code"),
    *("queries", "data", "start"),
)
TABS = ("Innocent explanations", "Timeline", "Loss", "From run to run", "Similar rings", "Law", "Map")
# What Chromium itself asks for, whatever page it shows; what the page asks for is in `page.outside`.
BROWSERS = ("accounts.google.com", "update.googleapis.com", "content-autofill.googleapis.com")
JUDGED = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}


class Refusing:
    """A proxy that takes note of each connection and closes it."""

    def __enter__(self):
        self.asked = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._refuse, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._socket.close()

    @property
    def address(self):
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def _refuse(self):
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                self.asked.append(connection.recv(4096).split(b"\r\n")[0].decode("latin-1"))


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    workspace = hostile_city(tmp_path_factory.mktemp("hostile"))
    with serve(workspace.path, 0) as address:
        yield workspace, address


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("empty") / "<b>空", 0) as address:
        yield address


@pytest.fixture(scope="module")
def refusing():
    with Refusing() as proxy:
        yield proxy


@pytest.fixture(scope="module")
def browser(refusing):
    with launched(proxy={"server": refusing.address, "bypass": "127.0.0.1"}) as browser:
        yield browser


@pytest.fixture
def page(browser):
    with watched(browser, width=1280, height=1400) as page:
        yield page


def path(workspace, name):
    def one(text):
        with duckdb.connect() as engine:
            workspace.require_current().register(engine)
            return engine.execute(text).fetchone()[0]

    if name == "explorer":
        return f"explorer?node=Institution:{one('SELECT min(institution_id) FROM settlements')}"
    if name == "search":
        return f"explorer?node={quote('药药药药')}"
    if name == "goods":
        return f"flow?view=goods&drug={one('SELECT mode(drug_id) FROM batches')}"
    if name == "stock":
        return f"flow?view=stock&shop={one('SELECT mode(institution_id) FROM stock_moves')}"
    if name == "code":
        return f"flow?view=code&code={one('SELECT mode(trace_code) FROM scans')}"
    return "queries?query=institutions_by_amount" if name == "queries" else name


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_hostile_names_as_text_asks_nobody_and_can_be_used_by_all(
    page, city, empty, refusing, name, scheme
):
    workspace, address = city
    page.emulate_media(color_scheme=scheme)
    page.goto(empty if name == "start" else f"{address}/{path(workspace, name)}")
    page.get_by_test_id("stHeading").first.wait_for()
    settled(page)
    if name == "queries":
        page.get_by_role("button", name="Run", exact=True).click()
        page.get_by_role("tab", name="Chart").wait_for()
        page.locator("summary", has_text="Write a query of your own").click()
        page.locator(".cm-content").wait_for()
        settled(page)
    picture(page, f"hostile-{name or 'rings'}-{scheme}")
    judge(page, refusing)
    if name == "ring":
        for tab in TABS:
            page.get_by_role("tab", name=tab).click()
            settled(page)
            judge(page, refusing)


def judge(page, refusing):
    """No harm, no request, no serious fault of accessibility."""
    assert page.get_by_test_id("stAlertContentError").count() == 0
    assert page.locator("img[src=x], a[href*=evil], img[src*=evil], script:not([src]):text('alert')").count() == 0
    assert page.trouble == []
    assert page.outside == []
    assert sorted({one for one in refusing.asked if not any(host in one for host in BROWSERS)}) == []
    assert serious(page) == []


def serious(page):
    """What axe-core calls serious or critical, with where."""
    assert AXE.is_file(), "run `make setup`"
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("options => axe.run(document, options)", JUDGED)["violations"]
    return [
        (one["id"], [node["html"][:160] for node in one["nodes"]][:3])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
