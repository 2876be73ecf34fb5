"""No answer shows a personal value whole unless it is asked for: every saved query, and what people write."""

import pytest

from graph.masking import PERSONAL
from graph.store import Limits
from queries.library import built_in
from queries.masking import PersonalValues, masked_rows
from queries.runner import run_query
from tests.queries.test_query_library import drawn

COLUMNS = {
    ("persons", "name"), ("persons", "phone"), ("persons", "address"), ("persons", "id_number"), ("doctors", "name"),
    ("institutions", "legal_representative"), ("cards", "card_id"),
}  # fmt: skip


@pytest.fixture(scope="module")
def personal(tables):
    found = set()
    for table, column in COLUMNS:
        found |= {row[0] for row in tables.execute(f"SELECT {column} FROM {table} WHERE {column} > ''").fetchall()}
    return found | {f"{kind}:{value}" for value in found for kind in ("phone", "address")}


def leaves(value):
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in leaves(one)]
    return [leaf for one in value for leaf in leaves(one)] if isinstance(value, list | tuple) else [value]


@pytest.fixture
def asked(store, city):
    """Leaves of the masked answer to a text, and of the whole one."""

    def ask(text):
        whole = [leaf for batch in store.stream(text) for leaf in leaves(batch)]
        return [
            leaf for batch in masked_rows(store.stream(text), PersonalValues(city)) for leaf in leaves(batch)
        ], whole

    return ask


@pytest.mark.parametrize("name", built_in())
@pytest.mark.parametrize("compares", [True, False])
def test_no_column_of_a_saved_query_holds_a_personal_value(store, city, personal, name, compares):
    known = PersonalValues(city) if compares else None
    rows = run_query(store, built_in()[name], drawn(store, name), limits=Limits(rows=0), known=known)
    assert not personal.intersection(leaf for batch in rows for leaf in leaves(batch) if isinstance(leaf, str))


def test_the_flag_shows_contacts_whole(store, personal):
    rows = run_query(store, built_in()["shared_contacts"], {"at_least": "2"}, unmasked=True)
    assert personal & {row[0] for batch in rows for row in batch}


@pytest.mark.parametrize(
    "text",
    [
        "MATCH (p:Person) RETURN p LIMIT 50",
        "MATCH (p:Person) RETURN p.name AS x, p.phone AS y, p.address AS z, p.id_number AS person_id LIMIT 50",
        "MATCH (p:Person) WITH p LIMIT 50 RETURN collect(p.name) AS many, {inner: collect(p.phone)} AS map",
        "MATCH (p:Person)-[:HOLDS]->(c:Card) WITH p, c LIMIT 20 RETURN c.card_id AS x, p AS q, c AS k",
        "MATCH way = (p:Person)-[:HOLDS]->(:Card) RETURN way LIMIT 20",
        "MATCH (k:Contact) RETURN k, k.contact_id AS a, k.value AS b LIMIT 50",
        "MATCH (d:Doctor) RETURN d.name AS kind LIMIT 20",
        "MATCH (i:Institution) RETURN i LIMIT 20",
    ],
)
def test_aliases_lists_maps_and_paths_are_masked(asked, personal, text):
    masked, whole = asked(text)
    shown = [leaf for leaf in masked if isinstance(leaf, str)]
    assert personal.intersection(leaf for leaf in whole if isinstance(leaf, str)) or "Institution" in text
    assert not personal.intersection(shown)


def test_ids_and_numbers_stay_as_they_are(asked):
    masked, whole = asked("MATCH (p:Person) RETURN p.person_id, p.region_code, 1, true LIMIT 20")
    assert masked == whole


def test_what_is_joined_to_another_text_is_not_recognised(asked):
    """The limit that `ringtrace cypher --help` names."""
    masked, whole = asked("MATCH (p:Person) RETURN p.name + '!' AS x LIMIT 5")
    assert masked == whole


def test_a_limit_that_cut_is_still_told(store, city):
    rows = masked_rows(store.stream("MATCH (p:Person) RETURN p.name", limits=Limits(rows=5)), PersonalValues(city))
    assert sum(len(batch) for batch in rows) == 5
    assert rows.truncated


def test_every_personal_property_is_declared():
    from graph.declaration import NODE_KINDS

    assert all(name in [one.name for one in NODE_KINDS[label].properties] for label, name in PERSONAL)
