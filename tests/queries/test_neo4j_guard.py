"""Other people's queries on a real Neo4j: nothing but reading, within limits, and the data stays as it is."""

import hashlib
import time

import hostile
import hostile_neo4j
import neo4j
import pytest

from graph.store import Limits, QueryRefused, QueryTimedOut
from queries.advised import AdvisedStore

pytestmark = pytest.mark.slow

KINDS = ("WRITES", "SCHEMA", "FILES", "SYSTEM", "BROKEN")
# Broken on the embedded store, but sound and harmless Cypher on Neo4j.
SOUND = {
    "RETURN file()",  # null, outside LOAD CSV
    "RETURN linenumber()",
    "RETURN [1, 2][0]",
    "MATCH (p:Person) RETURN p.name + 1",
    "MATCH (p:Person)-[:LIVES_WITH*1..99]-(q:Person) RETURN q",
    "MATCH (p:Person)-[:LIVES_WITH*5..2]-(q:Person) RETURN q",
    "MATCH (p:Person) CALL { RETURN 1 AS x } RETURN x",
}


def battery(kind, folder):
    own = getattr(hostile_neo4j, kind).strip().splitlines()
    return [*hostile.queries(getattr(hostile, kind), folder), *(one.replace("{}/", f"{folder}/") for one in own)]


def state(server):
    """A digest of everything that the server holds: nodes, edges, indexes, constraints, users, databases."""
    digest = hashlib.sha256()
    asked = [
        "MATCH (n) RETURN elementId(n), labels(n), properties(n) ORDER BY elementId(n)",
        "MATCH (a)-[e]->(b) RETURN elementId(e), elementId(a), type(e), elementId(b), properties(e) "
        "ORDER BY elementId(e)",
        "SHOW INDEXES YIELD name, type, state RETURN name, type, state ORDER BY name",
        "SHOW CONSTRAINTS YIELD name, type RETURN name, type ORDER BY name",
        "SHOW USERS",
        "SHOW DATABASES YIELD name, currentStatus RETURN name, currentStatus ORDER BY name",
        "CALL db.labels()",
        "CALL db.relationshipTypes()",
        "CALL db.propertyKeys()",
    ]
    auth = (server.user, server.password)
    with neo4j.GraphDatabase.driver(server.uri, auth=auth) as driver, driver.session() as session:
        for text in asked:
            for record in session.run(text):
                values = [sorted(one.items()) if isinstance(one, dict) else one for one in record.values()]
                digest.update(repr(values).encode())
    return digest.hexdigest()


def test_the_battery_is_as_large_as_it_should_be(tmp_path):
    assert sum(len(set(battery(kind, tmp_path))) for kind in KINDS) >= 350


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_and_broken_queries_are_refused_and_change_nothing(city_in_neo4j, server, tmp_path, kind):
    before, taken = state(server), []
    for text in battery(kind, tmp_path):
        try:
            for _ in city_in_neo4j.stream(text, limits=Limits(seconds=10, rows=100)):
                pass
            taken.append(text)
        except QueryRefused as error:
            assert str(error).strip(), text
    assert set(taken) == {text for text in SOUND if text in battery(kind, tmp_path)}
    assert list(tmp_path.iterdir()) == []
    assert state(server) == before


@pytest.mark.parametrize(
    ("text", "told", "place"),
    [
        ("MATCH (p:Persn) RETURN p", "Did you mean Person?", "Persn"),
        ("MATCH ()-[:HOLD]->() RETURN 1", "Did you mean HOLDS?", "HOLD"),
        ("MATCH (p:Person)\nRETURN p.nam", "Did you mean name?", "nam"),
        ("MATCH (p:Person {nam: 'x'}) RETURN p", "Did you mean name?", "nam"),
        ("MATCH (p:Person) RETURN uper(p.name)", "Did you mean upper?", "uper"),
        ("MATCH (who:Person) RETURN whom", "Did you mean who?", "whom"),
        ("MATCH (p:Person)\nRETRUN p", "Did you mean RETURN instead of RETRUN?", "R"),
        ("MATCH (p:Person)\nRETURN p LIMIT -1", "it is not Cypher at the place below", "-"),
        ("RETURN toInteger(date())", "Type mismatch", "d"),
    ],
)
def test_a_refusal_shows_the_place_and_the_nearest_name(city_in_neo4j, text, told, place):
    with pytest.raises(QueryRefused) as raised:
        AdvisedStore(city_in_neo4j).stream(text)
    message = str(raised.value)
    assert told in message
    *_, line, marks = message.splitlines()
    assert line.strip() in text.splitlines()
    assert line[marks.index("^") : marks.rindex("^") + 1] == place


def test_parameters_must_be_those_that_the_query_uses(city_in_neo4j):
    with pytest.raises(QueryRefused, match=r"No value for \$id"):
        AdvisedStore(city_in_neo4j).stream("MATCH (p:Person {person_id: $id}) RETURN p")


def test_runaway_queries_are_stopped_in_time_and_change_nothing(city_in_neo4j, server, tmp_path):
    before = state(server)
    for text in hostile.queries(hostile.RUNAWAY, tmp_path):
        started = time.monotonic()
        try:
            rows = city_in_neo4j.stream(text, limits=Limits(seconds=1, rows=100))
            assert sum(map(len, rows)) == 100
            assert rows.truncated, text
        except (QueryTimedOut, QueryRefused) as error:
            assert str(error).strip(), text
        assert time.monotonic() - started < 30, text
    assert state(server) == before
    assert city_in_neo4j.query("RETURN 1").rows == ((1,),)
