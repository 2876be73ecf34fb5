import subprocess
import sys

from dashboards.demonstration import Making


def making(tmp_path, said, code=0):
    log = tmp_path / "log"
    log.write_text(said, encoding="utf-8")
    process = subprocess.Popen([sys.executable, "-c", f"raise SystemExit({code})"])
    process.wait()
    return Making(process, log)


def test_progress_follows_the_stage_that_spoke_last(tmp_path):
    assert (
        making(tmp_path, "").share
        < making(tmp_path, "load: x\n").share
        < making(tmp_path, "load: x\ndetect: y\n").share
    )


def test_one_that_failed_says_why(tmp_path):
    ended = making(tmp_path, "a\nringtrace: no room\n", code=1)
    assert ended.failed
    assert not ended.running
    assert ended.last_lines(1) == "ringtrace: no room"
