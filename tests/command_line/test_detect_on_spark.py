"""`detect --engine spark` where something is missing says in one line what, and what to do; nothing is changed."""

import json
import socket
import sys

import pytest


@pytest.fixture
def refused(ringtrace, searched):
    """The one line that `detect --engine spark` ends with; the run in force stays."""

    def call(**env):
        result = ringtrace("detect", "--engine", "spark", "-w", searched, env=env)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "Traceback" not in result.stderr
        assert (searched / "snapshots" / "s1" / "current_run").read_text() == "r1"
        return result.stderr.strip().splitlines()[-1]

    return call


def test_without_the_extra_it_says_what_to_install(refused, monkeypatch):
    monkeypatch.delitem(sys.modules, "ibis.backends.pyspark", raising=False)
    monkeypatch.setitem(sys.modules, "pyspark", None)
    assert "pip install 'ringtrace[pyspark]'" in refused()


def test_without_java_it_says_what_to_install(refused, tmp_path, monkeypatch):
    monkeypatch.delenv("JAVA_HOME", raising=False)
    line = refused(PATH=str(tmp_path))
    assert "Java 17 or later" in line
    assert "openjdk-17-jre-headless" in line


def test_a_java_home_without_java_is_named(refused, tmp_path):
    assert f"JAVA_HOME names {tmp_path}" in refused(JAVA_HOME=str(tmp_path))


def test_a_master_that_does_not_answer_is_named(refused):
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))  # bound, but it listens to nobody
        master = f"spark://127.0.0.1:{unheard.getsockname()[1]}"
        line = refused(RINGTRACE_SPARK_MASTER=master)
    assert f"No Spark answers at {master} (setting spark_master)" in line


@pytest.mark.parametrize("master", ["spark://nowhere", "spark://", "spark://127.0.0.1:99999999999"])
def test_an_address_that_is_none_is_named(refused, master):
    assert f"at {master} (setting spark_master)" in refused(RINGTRACE_SPARK_MASTER=master)


@pytest.mark.slow
def test_a_master_of_no_kind_is_named(refused):
    line = refused(RINGTRACE_SPARK_MASTER="elsewhere")
    assert "Spark did not start on elsewhere (setting spark_master)" in line
    assert "spark.log" in line


@pytest.mark.slow
def test_on_this_machine_it_searches(ringtrace, searched):
    result = ringtrace("detect", "--engine", "spark", "-w", searched, "--json", env={"RINGTRACE_MEMORY_LIMIT_GB": "1"})
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["rings"] == []
    assert not list((searched / ".spill").glob("kept_*"))
