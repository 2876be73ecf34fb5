"""Explorer and queries on a small city with a graph."""

from contextlib import closing

import pytest
from pypinyin import lazy_pinyin

from dashboards.asking import editor
from graph.build import open_store
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
    [expand] = [one for one in app.main.selectbox if one.label == "Expand"]
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
    next(one for one in app.text_input if one.label == "at\\_least").set_value("many")
    app.main.button[0].click().run()
    assert "is not" in app.error[0].value
    assert "MATCH" not in words_of(app)


def run(opened, city, name, **given):
    app = opened(city.path, "queries", query=name, **given)
    [button] = [one for one in app.main.button if one.label == "Run"]
    return button.click().run()


def test_a_link_opens_a_query_with_its_values(opened, city):
    app = opened(city.path, "queries", query="places_of_a_card", **{"p.card_id": "C-1"})
    assert not app.exception
    assert app.query_params["query"] == "places_of_a_card"
    assert [one.value for one in (*app.main.selectbox, *app.text_input) if one.label == "card\\_id"] == ["C-1"]


def test_a_parameter_suggests_what_the_graph_holds(opened, city):
    app = opened(city.path, "queries", query="drugs_of_an_institution")
    [field] = [one for one in app.main.selectbox if one.label == "institution\\_id"]
    assert len(field.options) > 3


def test_a_personal_parameter_suggests_nothing_and_stays_out_of_the_address(opened, city):
    app = opened(city.path, "queries", query="places_of_a_card")
    [field] = [one for one in app.text_input if one.label == "card\\_id"]
    field.set_value("no-such-card")
    [button] = [one for one in app.main.button if one.label == "Run"]
    button.click().run()
    assert "no-such-card" not in str(app.query_params)


def test_an_answer_is_a_table_a_chart_and_a_graph(opened, city):
    app = run(opened, city, "institutions_by_amount")
    assert not app.exception
    assert [tab.label for tab in app.tabs] == ["Table", "Chart", "Graph"]
    assert {"XLSX", "CSV", "Parquet"} <= {one.label for one in app.get("download_button")}


def test_what_was_asked_is_in_the_history(opened, city):
    app = run(opened, city, "institutions_by_amount")
    assert "Asked before (1)" in [one.label for one in app.expander]
    assert "institutions_by_amount" in tables_of(app)[1].to_string()


def test_the_library_is_searched_by_words_of_a_question_in_both_languages(opened, city):
    app = opened(city.path, "queries", find="terminal cards")
    names = app.main.selectbox[0].options
    assert any("cards_behind_a_terminal" in one for one in names)
    assert len(names) < 10
    assert any("cards_behind" in one for one in opened(city.path, "queries", find="终端").main.selectbox[0].options)
    assert "No query fits" in words_of(opened(city.path, "queries", find="zzz"))


def test_an_own_query_is_refused_at_its_place_and_kept_when_mended(opened, city, monkeypatch, tmp_path):
    monkeypatch.setattr(editor, "LIBRARY", tmp_path / "not built")  # the plain field, which AppTest can fill
    app = opened(city.path, "queries", query="institutions_by_amount")
    [area] = app.text_area
    right = area.value
    area.set_value(right.replace("MATCH (", "MATCH ((", 1)).run()
    keep(app)
    assert "does not understand" in app.error[0].value
    assert any("^" in one.value for one in app.code)
    app.text_area[0].set_value(right).run()
    button(app, "Try").click().run()
    assert "With its example" in words_of(app)
    keep(app)
    assert "Kept as" in app.success[0].value
    assert (city.path / "queries/my_institutions_by_amount.cypher").is_file()


def keep(app):
    [button] = [one for one in app.main.button if one.label == "Try and keep"]
    button.click().run()
    assert not app.exception


def button(app, label):
    [found] = [one for one in app.main.button if one.label == label]
    return found


def test_an_expansion_is_undone_and_done_again(opened, city):
    app = opened(city.path, "explorer", node=f"Person:{person(city)}")
    before = len(tables_of(app)[0])
    [expand] = [one for one in app.main.selectbox if one.label == "Expand"]
    shop = next(one for one in expand.options if one.startswith("institution"))
    expand.set_value(expand.options[expand.options.index(shop)]).run()
    assert "say which to take" in words_of(app)  # a shop with many customers asks before it grows
    assert len(tables_of(app)[0]) == before
    first = next(one for one in app.main.button if one.label == "The 20 strongest")
    first.click().run()
    after = len(tables_of(app)[0])
    assert after > before
    button(app, "Undo").click().run()
    assert len(tables_of(app)[0]) == before
    button(app, "Redo").click().run()
    assert len(tables_of(app)[0]) == after
    assert not app.exception


def test_a_saved_view_is_left_as_it_was_for_a_later_session(opened, city):
    app = opened(city.path, "explorer", node=f"Person:{person(city)}")
    rows = tables_of(app)[0]
    [name] = [one for one in app.text_input if one.label == "Name of the view"]
    name.set_value("第一 ../../<b>")
    button(app, "Save").click().run()
    assert not app.exception
    assert app.query_params["saved"] == "第一 ../../<b>"
    later = opened(city.path, "explorer", saved="第一 ../../<b>")
    assert not later.exception
    assert tables_of(later)[0].equals(rows)
    assert [file.parent.parent.parent for file in city.path.rglob("views/*/*.json")] == [city.path]
    button(later, "Remove").click().run()
    assert not list(city.path.rglob("views/*/*.json"))


def test_a_view_that_is_gone_is_told(opened, city):
    app = opened(city.path, "explorer", saved="nothing")
    assert "no saved view" in app.error[0].value


def test_names_are_hidden_for_a_picture(opened, city):
    app = opened(city.path, "explorer", node=f"Person:{person(city)}")
    app.toggle[0].set_value(True).run()
    assert person(city) not in tables_of(app)[0].to_string()


def called(city, table="persons"):
    import duckdb

    with duckdb.connect() as engine:
        city.require_current().register(engine)
        key = "person_id" if table == "persons" else "institution_id"
        only = "count(*) = 1" if table == "persons" else "true"
        return engine.execute(
            f"SELECT name, min({key}) FROM {table} GROUP BY name HAVING {only} ORDER BY len(name) DESC, name LIMIT 1"
        ).fetchone()


def test_a_name_with_a_slip_offers_who_is_meant_and_one_click_opens_it(opened, city):
    name, key = called(city)
    app = opened(city.path, "explorer")
    app.text_input[0].set_value("".join(lazy_pinyin(name))[:-1] + "x").run()
    assert not app.exception
    offered = [one for one in app.main.button if one.key and one.key.startswith("found_")]
    [meant] = [one for one in offered if key in one.label]
    assert "nearly so" in meant.label
    assert name not in meant.label  # masked
    meant.click().run()
    assert app.query_params["node"] == f"Person:{key}"
    assert len(tables_of(app)[0]) > 1


def test_the_cypher_of_what_is_shown_finds_it(opened, city):
    app = opened(city.path, "explorer", node=f"Person:{person(city)}")
    [text] = [one.value for one in app.code if "MATCH" in one.value]
    with closing(open_store(city)) as store:
        rows = [row for batch in store.stream(text.rstrip(";")) for row in batch]
    assert {row[0]["person_id"] for row in rows} == {person(city)}
    assert len({str(row[2]) for row in rows}) == len(tables_of(app)[0]) - 1


def test_what_hangs_on_one_node_is_grouped_and_opened_again(opened, city):
    app = opened(city.path, "explorer", node=f"Institution:{called(city, 'institutions')[1]}")
    [expand] = [one for one in app.main.selectbox if one.label == "Expand"]
    before = len(expand.options)
    button(app, "Group what hangs on one node").click().run()
    [expand] = [one for one in app.main.selectbox if one.label == "Expand"]
    assert len(expand.options) < before
    group = next(one for one in expand.options if one.startswith("group"))
    expand.set_value(group).run()
    [expand] = [one for one in app.main.selectbox if one.label == "Expand"]
    assert len(expand.options) == before


def test_colours_and_sizes_tell_what_is_chosen(opened, city):
    app = opened(city.path, "explorer", node=f"Institution:{called(city, 'institutions')[1]}")
    [colour] = [one for one in app.main.selectbox if one.label == "Colour by"]
    assert {"region", "level of its ring"} <= set(colour.options)
    colour.set_value("region_code").run()
    [size] = [one for one in app.main.selectbox if one.label == "Size by"]
    size.set_value("settlements").run()
    assert not app.exception
