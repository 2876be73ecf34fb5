import json
from typing import ClassVar

import pytest

from dashboards.charts import clicked
from tests.dashboards.conftest import tables_of, words_of


def test_rings_come_likeliest_first_and_a_filter_narrows_them(opened, searched):
    app = opened(searched, "rings")
    assert list(tables_of(app)[0]["ring_id"]) == ["R-AAAA01", "R-AAAB02", "R-CCCC03"]
    app.multiselect("kept_pattern").set_value(["resale"]).run()
    assert list(tables_of(app)[0]["ring_id"]) == ["R-CCCC03"]
    app.multiselect("kept_level").set_value(["red"]).run()
    assert "No ring fits" in app.info[0].value


def test_the_address_names_the_ring(opened, searched):
    app = opened(searched, "ring", ring="R-AAAB02")
    assert app.main.selectbox[0].value == "R-AAAB02"


def test_another_ring_can_be_chosen_and_goes_into_the_address(opened, searched):
    app = opened(searched, "ring")
    app.main.selectbox[0].set_value("R-CCCC03").run()
    assert app.query_params["ring"] in ("R-CCCC03", ["R-CCCC03"])
    assert "Drug resale" in app.subheader[0].value


def test_a_ring_shows_members_signals_explanations_lines_and_law(opened, searched):
    app = opened(searched, "ring")
    words = words_of(app)
    for part in ("co swipe", "1\\.2e\\-09", "ruled out", "Order 735", "Members by role"):
        assert part in words
    lines = next(table for table in tables_of(app) if "settled_at" in table)
    assert len(lines) == 9
    assert list(lines["file"].unique()) == ["lines.csv"]


def test_what_was_found_and_what_speaks_for_innocence_come_before_the_tabs(opened, searched):
    app = opened(searched, "ring")
    first = [one.value for one in app.main.markdown]
    tabs = first.index(next(one for one in first if one.startswith("**co swipe**")))
    assert any("paid together at" in one for one in first[:tabs])
    assert any("ruled out" in one and "household" in one for one in first[:tabs])


def test_a_ring_whose_graph_was_not_built_says_how_to_build_it(opened, searched):
    assert any("ringtrace build" in one.value for one in opened(searched, "ring").info)


def test_data_shows_rejects_by_reason(opened, searched):
    rejects = tables_of(opened(searched, "data"))[0]
    assert list(rejects["rows"]) == [2]
    assert list(rejects["reason"]) == ["not one of M, F"]


def test_a_link_opens_the_rings_with_its_filters(opened, searched):
    app = opened(searched, "rings", pattern="resale")
    assert list(tables_of(app)[0]["ring_id"]) == ["R-CCCC03"]
    app = opened(searched, "rings", lang="zh", level="yellow", month="2026-03")
    assert list(tables_of(app)[0]["ring_id"]) == ["R-AAAB02"]
    assert app.query_params["level"] in ("yellow", ["yellow"])


def test_a_value_of_a_link_that_does_not_exist_is_passed_over(opened, searched):
    app = opened(searched, "rings", pattern="<b>nothing</b>", view="nothing")
    assert not app.exception
    assert len(tables_of(app)[0]) == 3


def test_rings_are_searched_by_id_member_and_sign(opened, searched):
    app = opened(searched, "rings", q="aaab")
    assert list(tables_of(app)[0]["ring_id"]) == ["R-AAAB02"]
    app.text_input("kept_q").set_value("co swipe").run()
    assert len(tables_of(app)[0]) == 3
    app.text_input("kept_q").set_value("no such").run()
    assert "No ring fits" in app.info[0].value


@pytest.fixture
def followed(searched):
    rows = {"since": "r0", "run": "r1", "split_from": [], "merged": [], "became": "", "people": {}}
    told = {"number": 2, "before": "r0", "run": "r1", "when": {}, "went": ["R-GONE01"], "gone": []}
    events = {"R-AAAA01": ["new"], "R-AAAB02": ["grown"], "R-CCCC03": ["kept"]}
    told["rings"] = [
        rows | {"ring_id": name, "events": what, "gained": [], "lost": []} for name, what in events.items()
    ]
    (searched / "snapshots/s1/runs/r1/lineage.json").write_text(json.dumps(told), encoding="utf-8")
    return searched


def test_the_overview_says_what_is_new_grown_gone_and_overdue(opened, followed):
    app = opened(followed, "overview")
    assert not app.exception
    labels = [one.label for one in app.main.button]
    assert "1 new" in labels
    assert "1 grown" in labels
    assert any("reviews" in one for one in labels)
    assert "R\\-GONE01" in words_of(app)


def test_what_is_new_leads_to_its_rings(opened, followed):
    app = opened(followed, "overview")
    next(one for one in app.main.button if one.label == "1 new").click().run()
    assert list(tables_of(app)[0]["ring_id"]) == ["R-AAAA01"]


def test_a_first_run_is_told_as_one(opened, searched):
    assert "this is the first run" in words_of(opened(searched, "overview"))


def test_a_clicked_bar_is_told_by_its_fields():
    class Event:
        selection: ClassVar = {"clicked": [{"pattern_name": "resale", "level_name": "red"}]}

    assert clicked(Event()) == {"pattern_name": "resale", "level_name": "red"}
    assert clicked(None) == {}


def test_of_more_rings_than_the_table_takes_the_first_by_an_order_that_can_be_chosen_are_shown(opened, searched):
    # 5,001 likely rings, and the loss of the last is the largest
    ring_file = next((searched / "snapshots").glob("*/runs/*/rings.json"))
    document = json.loads(ring_file.read_text())
    first = document["rings"][0]
    many = [first | {"ring_id": f"R-{n:06d}", "score": 0.9, "loss_amount": float(n)} for n in range(5_001)]
    ring_file.write_text(json.dumps(document | {"rings": many}))
    app = opened(searched, "rings")
    assert len(tables_of(app)[0]) == 5_000
    assert "R-005000" not in set(tables_of(app)[0]["ring_id"])
    app.radio("kept_by").set_value("loss").run()
    assert tables_of(app)[0]["ring_id"].iloc[0] == "R-005000"
    app.text_input("kept_q").set_value("r-0050").run()
    assert set(tables_of(app)[0]["ring_id"]) == {"R-005000"}
