import csv
import io

import pyarrow.parquet as pq
import pytest

from dashboards.downloads import Table
from dashboards.drawing import draw
from dashboards.inert import escaped, not_a_formula, plain
from graph.store import Node, NodeRef


def test_what_turns_the_reading_order_is_spelt_out():
    assert plain("a\u202eb\x1b[2J") == "a⟨U+202E⟩b⟨U+001B⟩[2J"


@pytest.mark.parametrize(
    "text", ["<script>", "[a](http://b)", "![a](b)", "$x$", ":red[a]", "**a**", "# a", "`a`", "a|b"]
)
def test_markdown_is_only_text(text):
    assert escaped(text).replace("\\", "").replace("\u2060", "") == text
    assert escaped(text) != text


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", " =1"])
def test_a_formula_is_only_text(text):
    assert not_a_formula(text) == f"'{text}"


def test_csv_neutralises_texts_and_leaves_numbers_and_parquet_alone(tmp_path):
    table = Table(("name", "amount"), ("string", "integer"), (("=1+1", -5), ("药店", 3)), False)
    assert list(csv.reader(io.StringIO(table.csv()))) == [["name", "amount"], ["'=1+1", "-5"], ["药店", "3"]]
    file = tmp_path / "rows.parquet"
    file.write_bytes(table.parquet())
    assert pq.read_table(file).to_pylist()[0] == {"name": "=1+1", "amount": -5}


def test_the_canvas_masks_people_and_hides_contacts():
    nodes = [
        Node(NodeRef("Person", "P1"), {"name": "王小明"}),
        Node(NodeRef("Contact", "phone:13812345678"), {}),
        Node(NodeRef("Institution", "I1"), {"name": "\u202e<img src=x>"}),
    ]
    shown = [(one["label"], one["told"]) for one in draw(nodes, []).nodes]
    assert shown[0] == ("王**", "insured person 王** (P1)")
    assert "1381234" not in "".join(shown[1])
    assert "\u202e" not in "".join(shown[2])
