"""Downloads: each is in the log, under the name of whoever was shown the button, before anything is handed out."""

import ast
from pathlib import Path

import pytest

from casework.access.people import change_person
from casework.audit.log import AuditLog
from dashboards import taking
from dashboards.taking import taken
from tests.casework.access.conftest import acting, keep_guarded
from tests.dashboards.conftest import DOCUMENT, write_workspace
from workspace.access import Identity, Refused
from workspace.audit import Act, Action
from workspace.settings import Settings
from workspace.snapshots import Workspace

DASHBOARDS = Path(taking.__file__).parent
FILE = Act(Action.EXPORT, "ring:R-AAAA01", details={"file": "abc"})
ROWS = Act(Action.EXPORT, "query:repeat_customers", details={"file": "csv"})
GRAPH = Act(Action.EXPORT, "graph", details={"nodes": 3})


@pytest.fixture
def town(tmp_path, monkeypatch):
    workspace = Workspace(write_workspace(tmp_path / "w"), Settings())
    keep_guarded(workspace, DOCUMENT, "investigator", "analyst", "auditor")
    monkeypatch.setattr(taking, "space", lambda: workspace)
    return workspace


def shown_to(monkeypatch, name, act):
    """The button as it was shown to somebody; it is pressed where nobody acts."""
    monkeypatch.setattr(taking, "who", lambda: Identity(name))
    return taken(act, lambda: b"content")


@pytest.mark.parametrize("act", [FILE, ROWS, GRAPH], ids=["a case's file", "an answer's rows", "the graph"])
def test_a_download_is_in_the_log_under_the_name_of_who_was_shown_it(town, monkeypatch, act):
    made = shown_to(monkeypatch, "investigator", act)
    with acting("nobody"):
        assert made() == b"content"
    with AuditLog(town) as log:
        [row] = [one for one in log.rows() if one.action == "export"]
    assert (row.who, row.about) == ("investigator", act.about)


@pytest.mark.parametrize(("name", "act"), [("analyst", FILE), ("auditor", FILE), ("auditor", ROWS), ("auditor", GRAPH)])
def test_who_may_not_take_it_gets_nothing(town, monkeypatch, name, act):
    with pytest.raises(Refused):
        shown_to(monkeypatch, name, act)()


def test_what_was_taken_away_since_the_page_was_drawn_is_gone(town, monkeypatch):
    made = shown_to(monkeypatch, "investigator", FILE)
    with acting("boss"):
        change_person(town, "investigator", roles=[])
    with pytest.raises(Refused):
        made()


def test_where_the_log_cannot_be_written_nothing_is_handed_out(town, monkeypatch):
    made = shown_to(monkeypatch, "investigator", FILE)
    (town.path / "audit.head").write_text("{")
    with pytest.raises(Exception, match="audit"):
        made()


def downloads(file):
    """What each download button of a file hands out: the name of what is called, or of the value."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "download_button":
            data = node.args[1]
            yield data.func.id if isinstance(data, ast.Call) else getattr(data, "id", ast.dump(data))


def test_every_download_of_the_pages_goes_through_the_log():
    found = {file.name: set(downloads(file)) for file in DASHBOARDS.rglob("*.py") if set(downloads(file))}
    assert len(found) >= 6
    # `made` is a bundle that was written in the log when it was made, in the same click
    assert {name: one - {"taken"} for name, one in found.items() if one - {"taken"}} == {
        "evidence_download.py": {"made"}
    }
