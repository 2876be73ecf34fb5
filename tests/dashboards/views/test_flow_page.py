"""Drug flow on a small city: a drug, a shop's stock, a trace code, each in its address."""

import duckdb
import pytest

from tests.dashboards.conftest import searched_city, tables_of, words_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    return searched_city(tmp_path_factory.mktemp("flow"))


def one(city, text):
    with duckdb.connect() as engine:
        city.require_current().register(engine)
        return engine.execute(text).fetchone()[0]


def drug(city):
    return one(
        city, "SELECT drug_id FROM lines JOIN batches USING (drug_id, batch_id) GROUP BY 1 ORDER BY count(*) DESC, 1"
    )


def metrics(app):
    return {metric.label: metric.value for metric in app.metric}


def test_with_nothing_asked_the_page_says_what_to_choose(opened, city):
    app = opened(city.path, "flow")
    assert not app.exception
    assert "Choose a drug" in app.info[0].value
    assert app.query_params["view"] == "goods"


def test_a_link_to_a_drug_opens_its_flow(opened, city):
    app = opened(city.path, "flow", view="goods", drug=drug(city))
    assert not app.exception
    assert not app.error
    sold = one(city, f"SELECT count(*) FROM lines WHERE drug_id = '{drug(city)}'")
    assert sold > 0
    assert int(metrics(app)["Packs sold to insured people"].replace(",", "")) > 0
    assert "Books of the shops" in words_of(app)


def test_a_chosen_drug_and_lot_stand_in_the_address(opened, city):
    app = opened(city.path, "flow")
    app.main.selectbox[0].set_value(drug(city)).run()
    assert app.query_params["drug"] == drug(city)
    app.main.selectbox[1].set_value(
        one(city, f"SELECT min(batch_id) FROM batches WHERE drug_id = '{drug(city)}'")
    ).run()
    assert app.query_params["lot"]
    assert not app.exception


def test_a_shops_stock_adds_up_lot_by_lot(opened, city):
    shop = one(city, "SELECT institution_id FROM stock_moves GROUP BY 1 ORDER BY count(*) DESC, 1")
    app = opened(city.path, "flow", view="stock", shop=shop)
    assert not app.exception
    table = tables_of(app)[0]
    assert f"{table['unexplained'].sum():,.0f}" == metrics(app)["Unexplained packs"]
    left = table["had"] + table["came"] - table["sold"] - table["went"]
    assert ((left - (table["left"] - table["unexplained"])).abs() < 1e-6).all()


def test_the_life_of_a_code_shows_every_sale(opened, city):
    code = one(city, "SELECT trace_code FROM scans GROUP BY 1 ORDER BY count(*) DESC, 1")
    app = opened(city.path, "flow", view="code", code=code)
    assert not app.exception
    reads = one(city, f"SELECT count(*) FROM scans WHERE trace_code = '{code}'")
    sales = tables_of(app)[0]
    assert int(sales["what"].str.contains("sold|undone").sum()) >= reads


def test_a_code_that_was_never_read_is_told(opened, city):
    app = opened(city.path, "flow", view="code", code="<script>")
    assert "never read" in app.warning[0].value


def test_a_period_that_ends_before_it_begins_is_told(opened, city):
    app = opened(city.path, "flow", view="goods", drug=drug(city), **{"from": "2025-03-01", "to": "2025-01-01"})
    assert not app.exception
    assert "ends before it begins" in app.warning[0].value


def test_the_page_speaks_chinese(opened, city):
    app = opened(city.path, "flow", lang="zh_CN", view="stock")
    assert "药品流向" in app.header[0].value
