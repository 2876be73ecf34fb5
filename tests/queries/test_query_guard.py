"""Other people's queries: nothing but reading, within limits, and a failure is one failed query."""

import hashlib
import os
import signal
import subprocess
import sys
import threading
import time

import hostile
import pytest
from drawing import QUERIES, drawn

from benchmarks.measuring import RINGTRACE, run_measured
from graph.store import Limits, QueryRefused, QueryTimedOut
from queries.guard import GuardedStore, QueryFailed, guarded
from queries.messages import packed, unpacked
from queries.runner import run_query
from workspace.errors import RingtraceError
from workspace.settings import Settings

REFUSED = {name: getattr(hostile, name) for name in ("WRITES", "SCHEMA", "FILES", "SYSTEM", "BROKEN")}


@pytest.fixture(scope="module")
def guard(city):
    with guarded(city) as store:
        yield store


def state(city):
    """The snapshot's files and what is in them."""
    folder = city.require_current().path
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def rows_of(rows):
    return [row for batch in rows for row in batch]


def test_the_battery_is_as_large_as_it_should_be(tmp_path):
    assert sum(len(hostile.queries(block, tmp_path)) for block in [*REFUSED.values(), hostile.RUNAWAY]) >= 200


@pytest.mark.parametrize("kind", REFUSED)
def test_hostile_and_broken_queries_are_refused_and_change_nothing(city, guard, tmp_path, kind):
    before = state(city)
    taken = []
    for text in hostile.queries(REFUSED[kind], tmp_path):
        try:
            rows_of(guard.stream(text, limits=Limits(seconds=10, rows=100)))
            taken.append(text)
        except (QueryRefused, QueryFailed) as error:  # two of them crash the engine itself (0.22)
            assert str(error).strip(), text
    assert taken == []
    assert list(tmp_path.iterdir()) == []
    assert state(city) == before
    assert rows_of(guard.stream("MATCH (r:Ring) RETURN count(*)")) == [(3,)]


@pytest.mark.slow
def test_runaway_queries_are_stopped_in_time_and_change_nothing(city, guard, tmp_path):
    before, taken = state(city), []
    for text in hostile.queries(hostile.RUNAWAY, tmp_path):
        started = time.monotonic()
        try:
            rows_of(guard.stream(text, limits=Limits(seconds=0.3, rows=100)))
            taken.append(text)
        except (QueryTimedOut, QueryRefused, QueryFailed) as error:
            assert str(error).strip(), text
        assert time.monotonic() - started < 60, text
    assert taken == []
    assert state(city) == before
    assert rows_of(guard.stream("RETURN 1")) == [(1,)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("MATCH (p:Person) SET p.name = 'x'", "read-only"),
        ("COPY (RETURN 1) TO '/tmp/x.csv'", "reads or writes files or the network"),
        ("CHECKPOINT", "checkpoint"),
        ("CALL timeout=0", "settings"),
        ("INSTALL httpfs", "extensions"),
        ("RETURN 1; RETURN 2", "One statement at a time"),
        ("MATCH (p:Person)-[:LIVES_WITH*1..99]-(q) RETURN q", "at most 30 steps"),
    ],
)
def test_a_refusal_says_why(guard, text, told):
    with pytest.raises(QueryRefused, match=told):
        guard.stream(text)


def test_what_the_plan_let_through_meets_closed_doors(city, tmp_path):
    script = (
        "import sys; from pathlib import Path; from graph.ladybug_store import LadybugStore; "
        "from queries.confinement import confine; from workspace.settings import Settings\n"
        "store = LadybugStore(Path(sys.argv[1]), Settings(threads=1, memory_limit_gb=1.0))\n"
        "store.prepare_to_be_confined(); confine()\n"
        "for text in sys.argv[2:]:\n"
        "    try:\n        store.query(text)\n        print('done')\n"
        "    except Exception as error:\n        print(type(error).__name__)\n"
        "print(store.query('MATCH (r:Ring) RETURN count(*)').rows)\n"
    )
    before = state(city)
    unchecked = [
        f"COPY (RETURN 1) TO '{tmp_path}/x.csv'",
        "LOAD FROM '/etc/passwd' (file_format='csv', header=false, delim=':') RETURN *",
        "CHECKPOINT",
    ]
    store = str(city.require_current().store)
    ended = subprocess.run(
        [sys.executable, "-P", "-c", script, store, *unchecked], check=True, capture_output=True, text=True
    )
    assert ended.stdout.split() == ["QueryRefused", "QueryRefused", "QueryRefused", "((3,),)"]
    assert list(tmp_path.iterdir()) == []
    assert state(city) == before


def test_a_crash_is_one_failed_query(guard):
    rows_of(guard.stream("RETURN 1"))
    crashed = guard._process.pid
    threading.Timer(0.3, os.kill, (crashed, signal.SIGSEGV)).start()
    with pytest.raises(QueryFailed, match="crashed"):
        guard.stream("UNWIND range(1, 1000000000) AS a RETURN sum(a % 7)", limits=Limits(seconds=20))
    assert rows_of(guard.stream("RETURN 2")) == [(2,)]


def test_a_query_can_be_cancelled(guard):
    rows_of(guard.stream("RETURN 1"))
    threading.Timer(0.3, guard.cancel).start()
    started = time.monotonic()
    with pytest.raises(QueryFailed, match="cancelled"):
        guard.stream("UNWIND range(1, 1000000000) AS a RETURN sum(a % 7)", limits=Limits(seconds=60))
    assert time.monotonic() - started < 10
    assert rows_of(guard.stream("RETURN 2")) == [(2,)]


def test_rows_stream_and_the_limit_is_told(guard):
    text = "UNWIND range(1, 200000) AS x RETURN x"
    whole = guard.stream(text, limits=Limits(rows=0))
    sizes = [len(batch) for batch in whole]
    assert (sum(sizes), max(sizes), whole.truncated) == (200_000, 1_000, False)
    cut = guard.stream(text, limits=Limits(rows=2_500))
    assert (len(rows_of(cut)), cut.truncated) == (2_500, True)


def test_rows_that_nobody_reads_to_the_end_do_not_disturb_the_next_query(guard):
    for batch in guard.stream("UNWIND range(1, 200000) AS x RETURN x", limits=Limits(rows=0)):
        assert batch[0] == (1,)
        break
    assert rows_of(guard.stream("RETURN 'next'")) == [("next",)]


@pytest.mark.slow
def test_ten_million_rows_are_written_without_filling_the_memory(city, tmp_path):
    text = "UNWIND range(1, 10000000) AS x RETURN x"
    out = tmp_path / "rows.csv"
    words = ["cypher", text, "--limit", "0", "--seconds", "600", "--out", str(out)]
    run = run_measured([str(RINGTRACE), "-w", str(city.path), *words])
    assert out.read_bytes().count(b"\n") == 10_000_001
    assert run.peak_bytes < 1.5e9  # of both processes


@pytest.mark.parametrize("name", QUERIES)
def test_every_saved_query_runs_behind_the_guard(guard, store, name):
    direct = rows_of(run_query(store, QUERIES[name], drawn(store, name), limits=Limits(rows=0), unmasked=True))
    assert rows_of(run_query(guard, QUERIES[name], drawn(store, name), limits=Limits(rows=0), unmasked=True)) == direct


@pytest.mark.slow
def test_a_query_that_takes_too_much_memory_is_stopped(city):
    small = Settings(threads=1, memory_limit_gb=0.5)
    text = "UNWIND range(1, 30000000) AS a RETURN collect(repeat('long text', 20) + string(a))"
    with GuardedStore(city.require_current().store, small, lambda *_: None) as store:
        with pytest.raises((QueryFailed, QueryRefused), match="memory"):
            rows_of(store.stream(text, limits=Limits(seconds=60)))
        assert rows_of(store.stream("RETURN 1")) == [(1,)]


def test_nodes_edges_and_paths_come_without_the_store_s_own_numbers(guard):
    (row,) = rows_of(guard.stream("MATCH (p:Person)-[h:HOLDS]->(c:Card) RETURN p, h, c LIMIT 1"))
    assert [value["_label"] for value in row] == ["Person", "HOLDS", "Card"]
    assert "node_number" not in row[0]
    ((path,),) = rows_of(guard.stream("MATCH x = (:Person)-[:HOLDS]->(:Card) RETURN x LIMIT 1"))
    assert [node["_label"] for node in path["nodes"]] == ["Person", "Card"]
    assert "institution_id" not in path["nodes"][0]


def test_parameters_are_bound_and_must_be_those_that_the_query_uses(guard):
    hostile_value = "x'}) MATCH (n) DETACH DELETE n //"
    assert rows_of(guard.stream("MATCH (p:Person {person_id: $id}) RETURN p", {"id": hostile_value})) == []
    with pytest.raises(QueryRefused, match=r"No value for \$id"):
        guard.stream("MATCH (p:Person {person_id: $id}) RETURN p")
    with pytest.raises(QueryRefused, match=r"no parameter \$ids.*uses \$id"):
        guard.stream("RETURN $id", {"id": 1, "ids": 2})


def test_a_store_that_is_not_there_is_told(tmp_path):
    with (
        GuardedStore(tmp_path / "none.lbug", Settings(), lambda *_: None) as store,
        pytest.raises(RingtraceError, match="ringtrace build"),
    ):
        store.stream("RETURN 1")


class Evil:
    def __reduce__(self):
        return (os.system, ("true",))


def test_the_guard_takes_values_from_a_worker_never_code():
    with pytest.raises(Exception, match="no value of an answer"):
        unpacked(packed(Evil()))
    assert unpacked(packed([1, "a", None])) == [1, "a", None]


def test_the_worker_does_not_pick_up_modules_from_the_folder_it_is_called_in(city, tmp_path, monkeypatch):
    (tmp_path / "queries").mkdir()
    (tmp_path / "queries" / "__init__.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    with guarded(city) as store:
        assert rows_of(store.stream("RETURN 1")) == [(1,)]
