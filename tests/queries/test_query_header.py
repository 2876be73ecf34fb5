import pytest

from queries.header import parse_query
from queries.library import built_in, find_query, keep, queries
from queries.saved_query import ColumnType, ParameterType, parameters_in
from workspace.errors import RingtraceError
from workspace.snapshots import Workspace

GOOD = """\
// title: Cards of a person
// 标题: 某人的卡
// question: Which cards does a person hold?
// 问题: 此人持有哪些卡?
// group: own
// for: investigator, analyst
// on: Person
// param: person_id string from Person.person_id -- the person
// param: kind string = '' -- kind of card; empty: any
// row: one card
// column: card string -- the card
// example: person_id='P 1' kind=social_card
MATCH (:Person {person_id: $person_id})-[:HOLDS]->(c:Card)
WHERE $kind = '' OR c.kind = $kind
RETURN c.card_id AS card ORDER BY card
"""


def problems(text, name="cards_of_a_person"):
    with pytest.raises(RingtraceError) as refused:
        parse_query(name, text, "somewhere.cypher")
    first, *rest = str(refused.value).splitlines()
    assert first == "somewhere.cypher is not a saved query:"
    return [one.strip() for one in rest]


def without(key):
    return "\n".join(line for line in GOOD.splitlines() if not line.startswith(f"// {key}:"))


def test_a_header_makes_the_form():
    query = parse_query("cards_of_a_person", GOOD, "x")
    person, kind = query.parameters
    assert (person.type, person.default, person.suggestions) == (ParameterType.STRING, None, ("Person", "person_id"))
    assert (kind.default, kind.meaning) == ("", "kind of card; empty: any")
    assert [(one.name, one.type) for one in query.columns] == [("card", ColumnType.STRING)]
    assert query.example == {"person_id": "P 1", "kind": "social_card"}
    assert query.command == "ringtrace query run cards_of_a_person -p 'person_id=P 1' -p kind=social_card"
    assert query.starts_from_node
    assert query.text.startswith("MATCH")


@pytest.mark.parametrize("key", ["title", "标题", "question", "问题", "group", "for", "on", "row", "example"])
def test_every_line_that_must_be_there_is_missed(key):
    assert f"{key}: missing" in problems(without(key))


def test_all_problems_are_told_at_once():
    wrong = (
        GOOD.replace("// group: own", "// group: mine")
        .replace("investigator, analyst", "king")
        .replace("kind string = ''", "kind text = ''")
        .replace("card string --", "card string -")
        .replace("from Person.person_id", "from Person.id")
        .replace("// row: one card", "// rows: one card")
    )
    told = problems(wrong)
    for word in ("'mine'", "'king'", "type 'text'", "column: 'card string -", "Person.id", "unknown key 'rows'"):
        assert any(word in one for one in told), word
    assert len(told) >= 6


def test_parameters_of_header_and_text_must_be_the_same():
    assert "$kind is used but not declared by a param line" in problems(
        GOOD.replace("// param: kind string = '' -- kind of card; empty: any\n", "")
    )
    unused = GOOD.replace("// row:", "// param: more integer = 1 -- more\n// row:")
    assert problems(unused) == ["param more: not used in the query"]


def test_a_default_must_fit_its_type():
    told = problems(GOOD.replace("kind string = ''", "kind integer = many"))
    assert "default of kind: 'many' is not a whole number of 64 bits" in told


def test_a_query_offered_on_a_kind_of_node_starts_from_one():
    assert any(
        one.startswith("on: Card needs a param from Card.card_id")
        for one in problems(GOOD.replace("on: Person", "on: Card"))
    )


def test_words_of_no_dialect_are_refused():
    assert "$$year: no such function of `queries.dialects`" in problems(
        GOOD.replace("c.card_id AS", "$$year(c.card_id) AS")
    )


def test_parameters_in_texts_and_comments_do_not_count():
    assert parameters_in("RETURN $a, '$b', \"$c\", `$d`, $$day(x) /* $e */ // $f\n, $a, $g") == ("a", "g")


def test_a_workspace_keeps_its_own_queries(tmp_path):
    workspace = Workspace.open(tmp_path)
    keep(workspace, "cards_of_a_person", GOOD)
    assert find_query(workspace, "cards_of_a_person").built_in is False
    assert queries(workspace).keys() == built_in().keys() | {"cards_of_a_person"}
    with pytest.raises(RingtraceError, match="--replace"):
        keep(workspace, "cards_of_a_person", GOOD)
    keep(workspace, "cards_of_a_person", GOOD.replace("Which", "What"), replace=True)
    assert find_query(workspace, "cards_of_a_person").question.startswith("What")


def test_a_file_named_as_a_built_in_query_does_not_take_its_place(tmp_path):
    workspace = Workspace.open(tmp_path)
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "who_got_lot.cypher").write_text(GOOD, encoding="utf-8")
    assert find_query(workspace, "who_got_lot").built_in
    assert queries(workspace)["who_got_lot"].built_in


def test_the_nearest_name_is_suggested(tmp_path):
    with pytest.raises(RingtraceError, match="Did you mean who_got_lot"):
        find_query(Workspace.open(tmp_path), "who_got_lots")
