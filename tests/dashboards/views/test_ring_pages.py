from tests.dashboards.conftest import tables_of, words_of


def test_rings_come_likeliest_first_and_a_filter_narrows_them(opened, searched):
    app = opened(searched, "rings")
    assert list(tables_of(app)[0]["ring_id"]) == ["R-AAAA01", "R-AAAB02", "R-CCCC03"]
    app.multiselect("patterns").set_value(["resale"]).run()
    assert list(tables_of(app)[0]["ring_id"]) == ["R-CCCC03"]
    app.multiselect("levels").set_value(["red"]).run()
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
