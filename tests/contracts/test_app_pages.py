"""Each page of the app is one file that says what it is, is in the docs and in the navigation, and shows itself."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
VIEWS = sorted(file for file in (ROOT / "dashboards/views").glob("*.py") if file.stem != "__init__")
SOURCES = [ROOT / "streamlit_app.py", *sorted((ROOT / "dashboards").rglob("*.py"))]

every_view = pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.stem)


def test_there_are_pages():
    assert len(VIEWS) >= 8


@every_view
def test_a_page_opens_with_its_name_and_what_it_is(view):
    title = (ast.get_docstring(ast.parse(view.read_text(encoding="utf-8"))) or "").partition("\n")[0]
    assert title.lower().startswith(f"{view.stem}:")


@every_view
def test_a_page_is_a_function_that_is_called_once_and_ends_the_file(view):
    body = ast.parse(view.read_text(encoding="utf-8")).body
    assert ast.unparse(body[-1]) == "show()"
    assert [node.name for node in body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")] == [
        "show"
    ]


@every_view
def test_a_page_is_in_the_navigation_and_its_answers_in_the_docs(view):
    assert f'"{view.stem}"' in (ROOT / "dashboards/navigation.py").read_text(encoding="utf-8")
    docs = "".join((ROOT / "docs" / name).read_text("utf-8").lower() for name in ("investigators.md", "supervisors.md"))
    assert view.stem in docs or view.stem == "start"


def test_no_page_shows_markup_of_a_file_and_no_folder_is_taken_for_pages():
    assert [file for file in SOURCES if "unsafe_allow_html" in file.read_text(encoding="utf-8")] == []
    assert list(ROOT.glob("dashboards/**/pages")) == []


def test_what_is_built_is_not_committed():
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8")
    assert "node_modules/" in ignored
    assert "/dashboards/canvas/built/" in ignored
