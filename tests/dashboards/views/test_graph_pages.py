"""Explorer and queries on a small city with a graph."""

import pytest

from tests.dashboards.conftest import searched_city, tables_of, words_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    return searched_city(tmp_path_factory.mktemp("shown"))


def person(city):
    import duckdb

    with duckdb.connect() as engine:
        city.require_current().register(engine)
        return engine.execute("SELECT min(person_id) FROM settlements").fetchone()[0]


def test_the_explorer_shows_the_surroundings_of_a_person_and_grows(opened, city):
    app = opened(city.path, "explorer")
    app.text_input[0].set_value(f"person:{person(city)}").run()
    assert not app.exception
    before = len(tables_of(app)[0])
    assert before > 1
    expand = app.main.selectbox[0]
    expand.set_value(expand.options[-1]).run()
    assert not app.exception
    assert len(tables_of(app)[0]) >= before


def test_the_explorer_says_that_a_name_is_unknown(opened, city):
    app = opened(city.path, "explorer")
    app.text_input[0].set_value("nobody <script>").run()
    assert "Nothing is called nobody \\<script\\>" in app.error[0].value


def test_a_query_runs_from_its_form_and_shows_its_text(opened, city):
    app = opened(city.path, "queries")
    app.main.selectbox[0].set_value("institutions_by_amount").run()
    app.main.button[0].click().run()
    assert not app.exception
    assert len(tables_of(app)[0]) > 0
    assert "MATCH" in app.code[0].value


def test_a_value_that_does_not_fit_is_told(opened, city):
    app = opened(city.path, "queries")
    app.main.selectbox[0].set_value("agents_for_many").run()
    app.text_input[0].set_value("many")
    app.main.button[0].click().run()
    assert "is not" in app.error[0].value
    assert "MATCH" not in words_of(app)
