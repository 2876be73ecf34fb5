"""The way through the app as a person goes it: start, rings, a ring, the explorer, a path, a saved view, and back."""

import json

import pytest

from command_line.serving import serve
from tests.dashboards.conftest import searched_city
from tests.dashboards.views.test_in_a_browser import browser, page  # noqa: F401

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    workspace = searched_city(tmp_path_factory.mktemp("way"))
    with serve(workspace.path, 0) as address:
        yield workspace, address


def settled(page):  # noqa: F811
    page.wait_for_timeout(1200)
    busy = "[data-testid=stSpinner], [data-testid=stStatusWidget], [data-testid=stSkeleton]"
    page.wait_for_function("busy => !document.querySelector(busy)", arg=busy)
    page.wait_for_timeout(800)


def test_an_empty_workspace_offers_the_demonstration(page, tmp_path):  # noqa: F811
    with serve(tmp_path / "empty", 0) as address:
        page.goto(address)
        page.get_by_role("button", name="demonstration").first.wait_for()
    assert page.trouble == []


def test_from_the_rings_to_a_saved_view_and_back_all_is_as_it_was_left(page, city):  # noqa: F811
    workspace, address = city
    page.goto(address)
    table = page.get_by_test_id("stDataFrame").first
    table.wait_for()
    settled(page)
    table.click(position={"x": 16, "y": 52})
    page.wait_for_url("**/ring?*ring=*")
    walk(page, "ArrowRight", "Enter")  # from the ring's graph to the explorer
    page.wait_for_url("**/explorer?*node=*")
    before = drawn(page)
    for _ in range(6):  # until a node brings others
        walk(page, "ArrowRight", "Enter")
        if drawn(page) > before:
            break
    assert drawn(page) > before
    walk(page, "ArrowRight", "Space", "ArrowLeft", "Space")
    page.get_by_text("2 selected.").wait_for()
    page.get_by_role("button", name="Hide selected").click()
    settled(page)
    save(page, "as left")
    left = kept(workspace, "as left")
    assert left["hidden"]
    assert set(left["positions"]) >= set(left["nodes"]) - set(left["hidden"])
    shown = drawn(page)
    page.reload()
    page.locator(".graph").first.wait_for()
    settled(page)
    assert "saved=as+left" in page.url
    assert drawn(page) == shown
    save(page, "as found")
    found = kept(workspace, "as found")
    assert found | {"name": "as left"} == left
    assert page.outside == []
    assert page.trouble == []


def test_a_path_between_two_nodes_comes_with_what_ties_them(page, city):  # noqa: F811
    _, address = city
    page.goto(address)
    settled(page)
    page.get_by_test_id("stDataFrame").first.click(position={"x": 16, "y": 52})
    page.wait_for_url("**/ring?*ring=*")
    walk(page, "ArrowRight", "Enter")
    page.wait_for_url("**/explorer?*node=*")
    walk(page, "ArrowRight", "Space")
    page.get_by_text("1 selected.").wait_for()
    for _ in range(8):  # a card or a contact may be no end: another is tried
        walk(page, "ArrowRight", "Space")
        if page.get_by_text("2 selected.").count():
            page.get_by_role("button", name="Path between two").click()
            settled(page)
            if page.get_by_role("button", name="Undo").is_enabled():
                break
            page.locator(".graph").first.focus()
            page.keyboard.press("Space")
            settled(page)
    assert page.locator("[data-testid=stMarkdown] li").count() > 0
    assert page.trouble == []


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
