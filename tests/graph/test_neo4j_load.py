"""What the database of a Neo4j may hold, and what a build does about it."""

import neo4j
import pytest

from graph.neo4j_build import build_in_neo4j, open_neo4j
from graph.neo4j_connection import connect
from workspace.errors import RingtraceError
from workspace.settings import Settings

pytestmark = pytest.mark.slow


@pytest.fixture
def driver(neo4j_server):
    auth = (neo4j_server.user, neo4j_server.password)
    with neo4j.GraphDatabase.driver(neo4j_server.uri, auth=auth) as driver:
        yield driver


def test_a_build_that_was_killed_goes_on_and_ends_with_the_same(town_in_neo4j, driver):
    whole = open_neo4j(town_in_neo4j)
    before = whole.counts()
    whole.close()
    driver.execute_query(
        "MATCH (m:RingtraceSnapshot) SET m.whole = false, m.kinds = [x IN m.kinds WHERE NOT x IN ['AT', 'DISPENSED']]"
    )
    driver.execute_query("MATCH ()-[a:AT]->() WITH a LIMIT 2 DELETE a")
    with pytest.raises(RingtraceError, match="a part of snapshot"):
        open_neo4j(town_in_neo4j)
    assert build_in_neo4j(town_in_neo4j).counts == before
    assert build_in_neo4j(town_in_neo4j).counts == before


def test_a_database_with_another_snapshot_says_so_and_stays(town_in_neo4j, driver):
    driver.execute_query("MATCH (m:RingtraceSnapshot) SET m.before = m.snapshot, m.snapshot = 'another'")
    try:
        with pytest.raises(RingtraceError, match="holds snapshot another, not"):
            build_in_neo4j(town_in_neo4j)
        with pytest.raises(RingtraceError, match="holds snapshot another"):
            open_neo4j(town_in_neo4j)
    finally:
        driver.execute_query("MATCH (m:RingtraceSnapshot) SET m.snapshot = m.before REMOVE m.before")
    assert build_in_neo4j(town_in_neo4j, force=True).counts["Person"] == 3


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"neo4j_uri": "bolt://127.0.0.1:9"}, "Nothing answers as Neo4j"),
        ({"neo4j_uri": "http://127.0.0.1:7474"}, "starts with one of bolt://"),
        ({"neo4j_user": "nobody"}, "wrong password"),
        ({"neo4j_database": "nowhere"}, "no database 'nowhere'"),
    ],
)
def test_a_connection_that_fails_says_why(town_in_neo4j, changed, told):
    with pytest.raises(RingtraceError, match=told):
        connect(town_in_neo4j.settings.model_copy(update=changed))


def test_a_secret_that_others_may_read_is_refused(tmp_path, monkeypatch):
    monkeypatch.delenv("RINGTRACE_NEO4J_PASSWORD", raising=False)
    (tmp_path / "secret").write_text("x")
    (tmp_path / "secret").chmod(0o644)
    with pytest.raises(RingtraceError, match="chmod 600"):
        connect(Settings(neo4j_secret_file=str(tmp_path / "secret")))
