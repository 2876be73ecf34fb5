"""The app behind a reverse proxy that adds a strict content-security-policy, in Chromium: all works as before.

What Streamlit needs beyond its own files: styles that its scripts write ('unsafe-inline'), WebAssembly for its messages
('wasm-unsafe-eval'), fonts and pictures as data, and one inline script, allowed by its hash. Our canvas and editor need
nothing: their modules are files of the app.
"""

import base64
import hashlib
import re
import urllib.request
from collections import Counter

import pytest

from command_line.serving import serve
from tests.dashboards.conftest import searched_city
from tests.dashboards.proxied import with_header
from tests.dashboards.watched import launched, settled, watched

pytestmark = pytest.mark.slow

POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {inline}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
NOTED = """
    window.refused_ = [];
    document.addEventListener("securitypolicyviolation", (one) =>
      window.refused_.push(`${one.violatedDirective} ${one.blockedURI}`));
"""
DRAWN = """() => {
  const find = (root) => root.querySelector(".graph") ||
    [...root.querySelectorAll("*")].map((one) => one.shadowRoot && find(one.shadowRoot)).find(Boolean);
  return Number(find(document)?.dataset.nodes ?? 0) > 1;
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    workspace = searched_city(tmp_path_factory.mktemp("strict"))
    with serve(workspace.path, 0) as app, with_header(app, "Content-Security-Policy", policy(app)) as proxied:
        yield proxied


@pytest.fixture
def page():
    with launched() as browser, watched(browser, width=1280, height=1100) as page:
        page.add_init_script(NOTED)
        yield page


def policy(app):
    """The policy with the hash of the one script that stands in Streamlit's page itself."""
    with urllib.request.urlopen(app, timeout=20) as answer:
        [script] = re.findall(r"<script>(.*?)</script>", answer.read().decode("utf-8"), re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return POLICY.format(inline=f"'sha256-{digest}'")


def refused(page):
    return Counter(page.evaluate("window.refused_"))


def test_every_page_works_and_nothing_of_it_is_refused(page, address):
    for name in ("", "ring", "overview", "cases", "alerts", "explorer", "flow", "queries", "data"):
        answer = page.goto(f"{address}/{name}")
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        page.get_by_test_id("stHeading").first.wait_for()
        settled(page)
        assert refused(page) == {}, name
        assert page.trouble == [], name
    assert page.outside == []


def test_the_canvas_draws_and_charts_do(page, address):
    page.goto(f"{address}/ring")
    page.wait_for_function(DRAWN)
    page.get_by_role("tab", name="Timeline").click()
    page.locator(".vega-embed canvas").first.wait_for()
    assert refused(page) == {}


def test_the_editor_of_queries_takes_words(page, address):
    page.goto(f"{address}/queries")
    page.get_by_text("Write a query of your own").click()
    page.locator(".cm-content").first.wait_for()
    assert refused(page) == {}


def test_a_script_that_is_not_the_apps_is_refused(page, address):
    """That the policy is in force: else the other tests would say nothing."""
    page.goto(address)
    page.get_by_test_id("stHeading").first.wait_for()
    page.evaluate("document.head.append(Object.assign(document.createElement('script'), {text: 'window.ran_ = 1'}))")
    assert page.evaluate("window.ran_") is None
    assert refused(page) == {"script-src-elem inline": 1}
