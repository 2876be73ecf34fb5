"""Long work from a page: how far it is, why it failed, that it can be cancelled and changes nothing then."""

import subprocess
import sys
import time

import pytest

from casework.access.guard import CasebookGuard
from casework.access.people import add_person
from casework.audit.keeper import keep
from casework.audit.log import AuditLog
from dashboards.jobs import Job, _begun, begin, job_of, load_arguments
from simulation.generate import generate_city
from tests.casework.access.conftest import acting
from workspace.access import Refused, guard_with
from workspace.audit import keep_with
from workspace.snapshots import Workspace


def ended(tmp_path, said, code=0, verb="demo"):
    log = tmp_path / "log"
    log.write_text(said, encoding="utf-8")
    process = subprocess.Popen([sys.executable, "-c", f"raise SystemExit({code})"])
    process.wait()
    return Job(verb, process, log)


def test_progress_follows_the_last_line(tmp_path):
    said = ["", "generate: x (50%)\n", "load: x\n", "load: x (50%)\n", "load: done in 2.0 s\n", "detect: y (10%)\n"]
    shares = [ended(tmp_path, one).share for one in said]
    assert shares == sorted(shares)
    assert 0.0 <= shares[0] < shares[-1] < 1.0


@pytest.mark.parametrize("line", ["", "?", "load: (x%)", "nonsense: (40%)", "load: x (900%)"])
def test_any_line_gives_a_share(tmp_path, line):
    assert 0.0 <= ended(tmp_path, line, verb="run").share <= 1.0


def test_one_that_failed_says_why(tmp_path):
    job = ended(tmp_path, "a\nringtrace: no room\n", code=1)
    assert job.failed
    assert not job.running
    assert job.last_lines(1) == "ringtrace: no room"


def test_a_source_never_reads_as_an_option():
    assert load_arguments("--help", append=True, mapping="canonical") == [
        "--append", "--mapping", "canonical", "--", "--help",
    ]  # fmt: skip


def wait(job, seconds=90):
    until = time.monotonic() + seconds
    while job.running and time.monotonic() < until:
        time.sleep(0.2)
    assert not job.running


@pytest.mark.slow
def test_a_folder_is_loaded_built_and_searched_beside_the_app(tmp_path):
    city = generate_city(tmp_path / "city", persons=1_000, months=2, seed=7, level="easy", file_type="csv")
    job = begin(tmp_path / "w", "run", load_arguments(str(city), append=False, mapping="canonical"))
    assert begin(tmp_path / "w", "run", load_arguments(str(city), append=False, mapping=None)) is job
    wait(job)
    assert not job.failed, job.last_lines()
    assert job.share == 1.0
    assert Workspace.open(tmp_path / "w").require_current().current_run is not None
    assert job_of(tmp_path / "w") is job


@pytest.mark.slow
def test_a_load_that_is_cancelled_leaves_nothing(tmp_path):
    city = generate_city(tmp_path / "city", persons=20_000, months=6, seed=7, level="easy", file_type="csv")
    job = begin(tmp_path / "w", "run", load_arguments(str(city), append=False, mapping="canonical"))
    until = time.monotonic() + 60
    while "load:" not in job.last_lines() and time.monotonic() < until:
        time.sleep(0.05)
    job.cancel()
    wait(job, 30)
    assert job.failed
    assert Workspace.open(tmp_path / "w").current() is None


@pytest.mark.slow
def test_a_source_that_is_no_source_is_told_without_a_traceback(tmp_path):
    job = begin(tmp_path / "w", "run", load_arguments(str(tmp_path / "nothing"), append=False, mapping=None))
    wait(job)
    assert job.failed
    assert "Traceback" not in job.last_lines(50)
    assert "nothing" in job.last_lines()


@pytest.fixture
def staffed(tmp_path):
    """A workspace that knows an administrator and an investigator; the machine's own user is nobody in it."""
    workspace = Workspace.open(tmp_path / "w")
    workspace.path.mkdir()
    keep_with(keep)
    guard_with(CasebookGuard())
    with acting("li@office.cn"):
        add_person(workspace, "li@office.cn", ["administrator"], [])
        add_person(workspace, "ivy@office.cn", ["investigator"], ["*"])
    return workspace


def rows(workspace):
    with AuditLog(workspace) as log:
        return {(one.who, one.action, one.about) for one in log.rows()}


@pytest.mark.parametrize("verb", ["run", "detect", "demo"])
def test_a_forged_call_begins_nothing_and_is_in_the_log(staffed, verb):
    with acting("ivy@office.cn"), pytest.raises(Refused):
        begin(staffed.path, verb)
    assert job_of(staffed.path) is None
    assert ("ivy@office.cn", "refused", f"data:{verb}") in rows(staffed)


@pytest.mark.slow
def test_the_command_asks_again_for_whom_it_works(staffed, tmp_path):
    with acting("ivy@office.cn"):
        job = _begun(staffed.path, "run", load_arguments(str(tmp_path), append=False, mapping=None))
    wait(job)
    assert job.failed
    assert "Refused" in job.last_lines()
    assert "Traceback" not in job.last_lines(50)


@pytest.mark.slow
def test_an_administrators_job_is_theirs_whoever_runs_the_app(staffed, tmp_path):
    city = generate_city(tmp_path / "city", persons=1_000, months=2, seed=7, level="easy", file_type="csv")
    with acting("li@office.cn"):
        job = begin(staffed.path, "run", load_arguments(str(city), append=False, mapping="canonical"))
    wait(job)
    assert not job.failed, job.last_lines()
    assert ("li@office.cn", "change", "data:run") in rows(staffed)
