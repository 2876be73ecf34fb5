"""The look-up of known weaknesses, against a service of our own that answers as OSV does."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

ROOT = Path(__file__).parents[2]
LOCKED = {
    line.partition("==")[0]
    for name in ("requirements.lock", "requirements-dev.lock")
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines()
    if line[:1].isalpha() and "==" in line
}


@contextmanager
def service(weak: set[str]) -> Iterator[tuple[str, set[str]]]:
    """A service that knows weaknesses of some packages; its address, and whom it was asked about."""
    asked: set[str] = set()

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            name = given["package"]["name"]
            asked.add(name)
            old = (name, given["version"]) == ("jinja2", "2.4.1")  # by which a service is known to know
            package = {"name": name, "ecosystem": "PyPI"}
            ranges = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "99.1"}]}]
            known = {"id": "PYSEC-1-1", "summary": "bad", "affected": [{"package": package, "ranges": ranges}]}
            body = json.dumps({"vulns": [known]} if old or name in weak else {}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/query", asked
    finally:
        server.shutdown()
        server.server_close()


def audit(address: str, **more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, ".ci/audit.py"],
        cwd=ROOT,
        env=dict(os.environ) | {"OSV_URL": address, "NO_PROXY": "127.0.0.1", **more},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_a_known_weakness_fails_and_is_named_with_the_version_that_mends_it() -> None:
    with service({"duckdb"}) as (address, asked):
        found = audit(address)
    assert found.returncode == 1, found.stderr
    [told] = [line for line in found.stdout.splitlines() if "PYSEC-1-1" in line]
    assert told.startswith("duckdb ")
    assert told.endswith("mended in 99.1")
    assert asked >= {name.lower().replace("_", "-") for name in LOCKED}


@pytest.mark.slow
def test_where_no_locked_version_is_weak_nothing_fails() -> None:
    with service(set()) as (address, _):
        found = audit(address)
    assert found.returncode == 0, found.stdout
    assert "packages looked up at osv, 0 with known weaknesses" in found.stdout


def test_a_service_out_of_reach_is_told_in_one_line_and_fails_nothing() -> None:
    closed = "http://127.0.0.1:9/v1/query"
    found = audit(closed, HTTPS_PROXY="http://127.0.0.1:9", https_proxy="http://127.0.0.1:9")
    assert (found.returncode, found.stdout.count("\n")) == (0, 1), found.stderr
    assert "nothing was looked up" in found.stdout
