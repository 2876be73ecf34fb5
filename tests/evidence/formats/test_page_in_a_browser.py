"""The stand-alone page in Chromium: it draws, asks nothing of any network, and runs nothing of a file."""

import re
from itertools import pairwise

import pytest

from evidence.formats import html
from evidence.subgraph import GraphEdge, GraphNode, Subgraph
from tests.dashboards.watched import launched

HOSTILE = (
    "<script>alert(1)</script>",
    "</script><script>alert(2)</script>",
    "<img src=http://evil.example/x onerror=alert(3)>",
    '<a href="javascript:alert(4)" onmouseover=alert(5)>href</a>',
    "\u202eexe.药店\u2066",
    "{{7*7}}'\"`${alert(6)}\\u003cscript\\u003e",
    "-->]]><!--<svg/onload=alert(7)>",
)
NODES = tuple(
    GraphNode(f"Person:{one}", "Person", one, one, one, 0.5, x=-1 + number / 3.0, y=(-1.0) ** number / 2)
    for number, one in enumerate(HOSTILE)
)
EDGES = tuple(GraphEdge(start.id, end.id, end.name, statement=f"{end.name} 王小明") for start, end in pairwise(NODES))
GRAPH = Subgraph(f"团伙 {' '.join(HOSTILE)}", NODES, EDGES, "zh")


def test_the_policy_lets_in_only_what_stands_in_the_page():
    page = html.render(GRAPH).decode()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)[1]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert "connect-src" not in policy  # default-src forbids it
    assert re.search(r"<(?:script|link|img|iframe)\b[^>]*\b(?:src|href)=", page) is None


@pytest.mark.slow
def test_hostile_labels_do_nothing_and_no_request_leaves(tmp_path):
    file = tmp_path / "ring.html"
    file.write_bytes(html.render(GRAPH))
    requests, trouble = [], []
    with launched() as browser:
        page = browser.new_page(viewport={"width": 1200, "height": 800})
        page.on("request", lambda one: requests.append(one.url))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda one: trouble.append(one.text) if one.type == "error" else None)
        page.on("dialog", lambda dialog: (trouble.append(dialog.message), dialog.dismiss()))
        page.goto(file.as_uri())
        page.wait_for_function("typeof network !== 'undefined'")
        page.wait_for_timeout(500)
        placed = page.evaluate("network.getPositions()")
        assert placed[NODES[0].id]["x"] == -900
        assert len(placed) == len(NODES)
        shown = set()
        for node in NODES:
            at = page.evaluate("id => network.canvasToDOM(network.getPositions([id])[id])", node.id)
            box = page.locator("#mynetwork").bounding_box()
            page.mouse.move(box["x"] + at["x"], box["y"] + at["y"])
            page.wait_for_timeout(350)
            shown.add(page.locator(".vis-tooltip").inner_text())
        assert any("<script>alert(1)</script>" in text for text in shown)  # as text
        assert any("⟨U+202E⟩exe.药店" in text for text in shown)
        assert page.locator("img, iframe, a, [onerror], [onload], [onmouseover]").count() == 0
    assert requests == [file.as_uri()]
    assert trouble == []
