"""What the database of a Neo4j may hold, and what a build does about it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Timer

import neo4j
import pytest

from benchmarks.neo4j_server import NoServer, running
from graph.neo4j_build import build_in_neo4j, open_neo4j
from graph.neo4j_connection import connect
from graph.neo4j_loader import MARK, Neo4jLoader, told, written
from graph.neo4j_state import neo4j_state
from workspace.errors import RingtraceError

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


def test_a_load_that_was_killed_keeps_what_was_whole(town_in_neo4j, neo4j_server, driver):
    def people():
        return {record["id"] for record in driver.execute_query("MATCH (p:Person) RETURN elementId(p) AS id").records}

    wanted = build_in_neo4j(town_in_neo4j).counts
    code = (
        "import sys, time; from pathlib import Path; from graph.neo4j_build import build_in_neo4j; "
        "from workspace.snapshots import Workspace; "
        "build_in_neo4j(Workspace.open(Path(sys.argv[1])), force=True, "
        "progress=lambda name, *_: name == 'load HOLDS' and (print(name, flush=True), time.sleep(60)))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(town_in_neo4j.path)],
        env={**os.environ, "RINGTRACE_NEO4J_URI": neo4j_server.uri, "PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == b"load HOLDS"
    process.kill()
    process.wait()
    before = people()
    with pytest.raises(RingtraceError, match="a part of snapshot"):
        open_neo4j(town_in_neo4j)
    assert build_in_neo4j(town_in_neo4j).counts == wanted
    assert people() == before, "people were loaded again"


def test_what_passes_is_tried_again_and_what_does_not_is_told_at_once(town, tmp_path, monkeypatch):
    """A lock that another holds for a while, and then a key that is there twice."""
    try:
        with running(tmp_path, "db.lock.acquisition.timeout=300ms") as server:
            monkeypatch.setenv("RINGTRACE_NEO4J_PASSWORD", server.password)
            driver = connect(town.settings.model_copy(update={"neo4j_uri": server.uri}))
            loader = Neo4jLoader(driver, "neo4j", "snapshot")
            other = driver.session().begin_transaction()
            other.run(f"MATCH (m:{MARK}) SET m.held = true").consume()
            Timer(2.0, other.rollback).start()
            started = time.monotonic()
            loader.flush()
            assert time.monotonic() - started > 1.5, "it waited for nobody"
            driver.execute_query("CREATE (:Person {person_id: '1'})")
            started = time.monotonic()
            with pytest.raises(RingtraceError, match=r"could not take the graph.*already exists"), told("neo4j"):
                written(driver, "neo4j", "CREATE (:Person {person_id: '1'})", {})
            assert time.monotonic() - started < 5, "it was tried again"
            driver.close()
    except NoServer as error:
        pytest.skip(str(error))


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


def test_what_the_database_holds_is_told(town, town_in_neo4j):
    snapshot = town.require_current()
    state = neo4j_state(town_in_neo4j.settings, snapshot)
    assert (state.agent.partition("/")[0], state.read_only, state.other) == ("Neo4j", "", "")
    assert state.holds == f"snapshot {snapshot.id}, no rings"
    assert "in force is another" in neo4j_state(town_in_neo4j.settings, None).holds


def test_ctrl_c_ends_the_query_on_the_server_too(town_in_neo4j, neo4j_server, driver):
    def running():
        records, *_ = driver.execute_query("SHOW TRANSACTIONS YIELD metaData, currentQuery RETURN currentQuery AS text")
        return [record["text"] for record in records if "SHOW" not in record["text"]]

    text = "UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b RETURN sum(a * b % 7)"
    command = ["-w", town_in_neo4j.path, "cypher", "--store", "neo4j", "--seconds", "500", text]
    asked = subprocess.Popen(
        [sys.executable, "-c", "from command_line.app import main; main()", *command],
        env={**os.environ, "RINGTRACE_NEO4J_URI": neo4j_server.uri},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert within(60, running), "the query never came to the server"
        asked.send_signal(signal.SIGINT)
        _, told = asked.communicate(timeout=30)
        assert within(10, lambda: not running()), "it runs on"
        assert asked.returncode not in (0, None)
        assert "Traceback" not in told
    finally:
        asked.kill()


def within(seconds, holds):
    until = time.monotonic() + seconds
    while not holds() and time.monotonic() < until:
        time.sleep(0.2)
    return holds()
