"""The diagram of flow: boxes that fit, bands that add up, names that stay text."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from dashboards.flow.bands import SHOPS, diagram
from dashboards.sankey import Band, Box, Words, _stacked, sankey
from graph.flow.buyers import Bought
from graph.flow.stock import Flow, Shop
from tests.dashboards.conftest import HARM

WORDS = Words("from", "to", "packs", "what")
AMOUNTS = st.lists(st.floats(0.01, 1e6), min_size=1, max_size=25)


@given(AMOUNTS)
def test_boxes_of_a_column_neither_overlap_nor_leave_the_picture(amounts):
    boxes = [Box("all", 0, "all", "#000"), *(Box(f"b{n}", 1, f"b{n}", "#000") for n in range(len(amounts)))]
    bands = [Band("all", f"b{n}", amount, "", "#000") for n, amount in enumerate(amounts)]
    height = 240 + 24 * len(amounts)
    places = _stacked(boxes, bands, height)
    ordered = [places[box.id] for box in boxes[1:]]
    assert all(top >= 0 and top + tall <= height + 1e-6 for top, tall in places.values())
    assert all(one[0] + one[1] <= other[0] + 1e-6 for one, other in pairwise(ordered))


@given(AMOUNTS)
def test_every_box_is_as_tall_as_what_flows_through_it(amounts):
    boxes = [Box("all", 0, "all", "#000"), *(Box(f"b{n}", 1, f"b{n}", "#000") for n in range(len(amounts)))]
    bands = [Band("all", f"b{n}", amount, "", "#000") for n, amount in enumerate(amounts)]
    places = _stacked(boxes, bands, 1000)
    scale = places["all"][1] / sum(amounts)
    assert all(abs(places[f"b{n}"][1] - scale * amount) < 1e-6 for n, amount in enumerate(amounts))


def shop(name, **given):
    zero = dict.fromkeys(Shop.__dataclass_fields__, 0.0) | {"institution_id": name, "short_at": None}
    return Shop(**(zero | given))


def test_the_smaller_shops_are_one_box_and_the_unexplained_part_is_marked():
    shops = [shop(f"I{n:02}", sold=100 - n, unexplained=float(n == 0)) for n in range(SHOPS + 5)]
    flows = [Flow("delivered", "U1", one.institution_id, one.sold, 1, None, None) for one in shops]
    bought = [Bought(one.institution_id, None, one.sold, 1, 1) for one in shops]
    drawn = diagram(shops, flows, bought, lambda node: node.key)
    assert sum(box.column == 1 for box in drawn.boxes) == SHOPS + 1
    assert drawn.folded == 5
    assert [band.amount for band in drawn.bands if band.start == "…unexplained"] == [1]
    assert sum(band.amount for band in drawn.bands if band.end == "…buyers") == sum(one.sold for one in shops)


def test_a_name_with_markup_is_drawn_as_text():
    boxes = [Box("a", 0, HARM, "#000"), Box("b", 1, "b", "#000")]
    told = sankey(boxes, [Band("a", "b", 1, "x", "#000")], WORDS).to_dict()
    assert "href" not in str(told)
    assert HARM[:10] in str(told["datasets"])
