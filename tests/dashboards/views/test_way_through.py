"""The way through the app as a person goes it: start, rings, a ring, the explorer, a path, a saved view, and back."""

import json
from urllib.parse import parse_qs, urlparse

import pytest

from casework.casebook import Casebook
from command_line.serving import serve
from tests.dashboards.conftest import searched_city
from tests.dashboards.views.test_in_a_browser import browser, page  # noqa: F401
from tests.dashboards.watched import picture, settled
from workspace.snapshots import Workspace

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    workspace = searched_city(tmp_path_factory.mktemp("way"))
    with serve(workspace.path, 0) as address:
        yield workspace, address


def test_from_the_first_start_to_a_saved_view_and_back_all_is_as_it_was_left(page, tmp_path):  # noqa: F811
    """First start → demonstration → ring → explorer → expand → path → verdict → saved view → reload."""
    folder = tmp_path / "first"
    with serve(folder, 0) as address:
        page.goto(address)
        page.get_by_role("button", name="Make the demonstration").wait_for()
        settled(page)
        picture(page, "way-1-start")
        page.get_by_role("button", name="Make the demonstration").click()
        page.get_by_test_id("stProgress").wait_for()
        settled(page)
        picture(page, "way-2-making")
        page.get_by_test_id("stDataFrame").first.wait_for(timeout=240_000)
        settled(page)
        picture(page, "way-3-rings")
        page.get_by_test_id("stDataFrame").first.click(position={"x": 16, "y": 52})
        page.wait_for_url("**/ring?*ring=*")
        settled(page)
        picture(page, "way-4-ring")
        ring, ring_url = ring_of(page), page.url
        walk(page, "ArrowRight", "Enter")  # from the ring's graph to the explorer
        page.wait_for_url("**/explorer?*node=*")
        before = drawn(page)
        expand(page)
        assert drawn(page) > before
        picture(page, "way-5-expanded")
        path(page)
        picture(page, "way-6-path")
        hide_one(page)
        save(page, "as left")
        left = kept(Workspace.open(folder), "as left")
        assert left["hidden"]
        assert any(step["way"] == "paths" for step in left["steps"])
        explorer_url, shown = page.url, drawn(page)
        page.goto(ring_url)
        settled(page)
        page.get_by_label("Reason (stands in the history)").fill("cards kept at one counter, seen on the films")
        page.get_by_role("button", name="Confirm", exact=True).click()
        settled(page)
        picture(page, "way-7-verdict")
        page.goto(explorer_url)
        page.locator(".graph").first.wait_for()
        settled(page)
        page.reload()
        page.locator(".graph").first.wait_for()
        settled(page)
        picture(page, "way-8-as-left")
        assert "saved=as+left" in page.url
        assert drawn(page) == shown
        save(page, "as found")
        found = kept(Workspace.open(folder), "as found")
        assert found | {"name": "as left"} == left
    book = Casebook(Workspace.open(folder))
    assert book.case(ring).status == "confirmed"
    book.close()
    assert page.outside == []
    assert page.trouble == []


def test_several_rings_are_given_to_one_owner_at_once(page, city):  # noqa: F811
    workspace, address = city
    page.goto(address)
    settled(page)
    page.get_by_text("Assign several").click()
    settled(page)
    table = page.get_by_test_id("stDataFrame").first
    for row in (52, 87):
        table.click(position={"x": 16, "y": row})
        settled(page)
    page.get_by_label("Owner of the 2 that are ticked").fill("Wang")
    page.get_by_role("button", name="Assign", exact=True).click()
    settled(page)
    picture(page, "several-assigned")
    book = Casebook(workspace)
    assert sum(one.owner == "Wang" for one in book.cases()) == 2
    book.close()
    assert page.trouble == []


def test_a_bar_of_the_overview_leads_to_its_rings(page, city):  # noqa: F811
    _, address = city
    page.goto(f"{address}/overview")
    settled(page)
    chart = page.get_by_test_id("stVegaLiteChart").first
    bar = chart.locator("path[aria-roledescription=bar]").first
    bar.click()
    page.wait_for_url("**pattern=*")
    settled(page)
    assert "level=" in page.url
    assert page.get_by_test_id("stDataFrame").count() == 1
    assert page.trouble == []


def ring_of(page):  # noqa: F811
    return parse_qs(urlparse(page.url).query)["ring"][0]


def expand(page):  # noqa: F811
    """Expand nodes until one brings others; of a shop with too many customers, which asks, the 20 strongest."""
    before = drawn(page)
    for _ in range(8):
        walk(page, "ArrowRight", "Enter")
        if page.get_by_text("say which to take").count():
            page.get_by_role("button", name="bought at → insured person").first.click()
            page.get_by_role("button", name="The 20 strongest", exact=True).first.click()
            page.keyboard.press("Escape")
            settled(page)
        if drawn(page) > before:
            return


def path(page):  # noqa: F811
    """Select two nodes that can be joined, and join them."""
    walk(page, "ArrowRight", "Space")
    for _ in range(8):  # a card or a contact may be no end: another is tried
        walk(page, "ArrowRight", "Space")
        page.get_by_text("2 selected.").wait_for()
        page.get_by_role("button", name="Join two").click()
        page.get_by_role("button", name="The strongest paths").click()
        settled(page)
        page.keyboard.press("Escape")
        if page.locator("[data-testid=stMarkdown] li").count():
            return
        page.locator(".graph").first.focus()
        page.keyboard.press("Space")  # not this one
        settled(page)
    raise AssertionError("no two nodes were joined")


def hide_one(page):  # noqa: F811
    page.get_by_role("button", name="Hide selected").click()
    settled(page)


def walk(page, *keys):  # noqa: F811
    """Press keys on the graph, and wait until the app has answered."""
    graph = page.locator(".graph").first
    graph.wait_for()
    settled(page)
    graph.focus()
    for key in keys:
        page.keyboard.press(key)
    settled(page)


def drawn(page):  # noqa: F811
    """How many nodes the legend counts."""
    text = page.get_by_test_id("stCaptionContainer").filter(has_text="●").first.inner_text()
    return sum(int(word.replace(",", "")) for word in text.split() if word.replace(",", "").isdigit())


def save(page, name):  # noqa: F811
    expander = page.locator("summary", has_text="Saved views")
    field = page.get_by_label("Name of the view")
    if not field.is_visible():
        expander.click()
    field.fill(name)
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**saved=*")
    settled(page)


def kept(workspace, name):
    files = [json.loads(file.read_text("utf-8")) for file in workspace.path.glob("views/*/*.json")]
    [found] = [one for one in files if one["name"] == name]
    return found
