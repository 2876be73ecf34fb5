import pytest

from dashboards.navigation import START, VIEWS, entries
from tests.dashboards.conftest import HARM, PEOPLE, tables_of, words_of

PAGES = [one.name for one in entries()]
every_page = pytest.mark.parametrize("name", PAGES)


@every_page
@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_every_page_opens_without_an_error(opened, searched, name, lang):
    app = opened(searched, name, lang=lang)
    assert not app.exception
    assert not app.error
    assert app.header


@every_page
def test_no_page_shows_a_whole_name_or_a_tag_that_acts(opened, searched, name):
    app = opened(searched, name)
    shown = words_of(app) + "".join(table.to_csv() for table in tables_of(app))
    assert not [whole for whole in PEOPLE.values() if whole in shown]
    assert HARM not in words_of(app)
    assert "](http" not in words_of(app)
    assert "\u202e" not in shown


@every_page
def test_a_page_of_an_empty_run_says_so(opened, tmp_path, name):
    from tests.dashboards.conftest import DOCUMENT, write_workspace

    folder = write_workspace(tmp_path / "empty", {**DOCUMENT, "rings": [], "alerts": []})
    app = opened(folder, name)
    assert not app.exception
    assert not app.error


def test_an_empty_workspace_says_what_to_do(opened, tmp_path):
    app = opened(tmp_path / "none", START)
    assert not app.exception
    assert "ringtrace -w" in app.code[0].value
    assert {one.label for one in app.main.button} == {"Load, build and search", "Make the demonstration"}


def test_a_workspace_that_was_only_loaded_names_the_next_step(opened, searched):
    (searched / "snapshots" / "s1" / "current_run").unlink()
    app = opened(searched, START)
    assert "detect" in app.code[0].value


def test_a_broken_run_is_told_in_a_line(opened, searched):
    (searched / "snapshots" / "s1" / "runs" / "r1" / "rings.json").write_text("{", encoding="utf-8")
    app = opened(searched, "rings")
    assert not app.exception
    assert "ringtrace detect" in app.error[0].value


def test_the_language_follows_the_address_and_the_choice(opened, searched):
    app = opened(searched, "rings", lang="zh-CN")
    assert app.header[0].value == "团伙"
    app.sidebar.selectbox[0].set_value("en").run()
    assert app.header[0].value == "Rings"


def test_every_file_of_views_is_in_the_navigation():
    files = {file.stem for file in VIEWS.glob("*.py")} - {"__init__"}
    assert files == {*PAGES, START}
