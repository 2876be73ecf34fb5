import pytest

from graph.store import QueryRefused
from queries.advice import advised, check_parameters

SAYS = "The graph store does not understand the query: "


def marked(message):
    """The part of the query under the marks of a message."""
    *_, line, marks = message.splitlines()
    return line[marks.index("^") : marks.rindex("^") + 1]


@pytest.mark.parametrize(
    ("text", "engine", "place", "meant"),
    [
        ("MATCH (p:Persn) RETURN p", "Binder exception: Table Persn does not exist.", "Persn", "Person"),
        ("MATCH ()-[:HOLD]->() RETURN 1", "Binder exception: Table HOLD does not exist.", "HOLD", "HOLDS"),
        ("MATCH (p:Person) RETURN p.nam", "Binder exception: Cannot find property nam for p.", "nam", "name"),
        ("MATCH (p:Person) RETURN uper(p.name)", "Catalog exception: function UPER does not exist.", "uper", "upper"),
        ("MATCH (who:Person) RETURN whom", "Binder exception: Variable whom is not in scope.", "whom", "who"),
    ],
)
def test_the_place_is_marked_and_the_nearest_name_suggested(text, engine, place, meant):
    message = advised(SAYS + engine, text)
    assert f"Did you mean {meant}?" in message
    assert marked(message) == place


def test_a_name_in_a_text_or_comment_is_not_the_place():
    text = "// Persn\nMATCH (p:Person) WHERE p.name = ':Persn' RETURN p\nUNION MATCH (q:Persn) RETURN q"
    message = advised(f"{SAYS}Binder exception: Table Persn does not exist.", text)
    assert "line 3, column 16" in message


def test_a_property_is_sought_among_those_of_the_kind():
    text = "MATCH (s:Settlement) RETURN s.amount"
    message = advised(f"{SAYS}Binder exception: Cannot find property amount for s.", text)
    assert "Did you mean total_amount?" in message or "Did you mean cash_amount?" in message or "fund_amount" in message


def test_a_misspelt_word_of_the_language_is_named():
    engine = "Parser exception: Invalid input <RETRUN>: expected rule oC_SingleQuery (line: 1, offset: 17)"
    message = advised(SAYS + engine, "MATCH (p:Person) RETRUN p")
    assert "Did you mean RETURN instead of RETRUN?" in message
    assert "line 1, column 18" in message


def test_nothing_near_is_suggested_where_nothing_is_near():
    message = advised(f"{SAYS}Binder exception: Table Zzz does not exist.", "MATCH (z:Zzz) RETURN z")
    assert "Did you mean" not in message
    assert marked(message) == "Zzz"


def test_other_messages_stay_as_they_are():
    assert advised("The query is refused: it writes.", "x") == "The query is refused: it writes."


def test_parameters_in_texts_are_none():
    check_parameters("RETURN '$a', `$b` // $c", {})
    with pytest.raises(QueryRefused, match=r"\$a, \$b"):
        check_parameters("RETURN $a, $b, $a", {})
