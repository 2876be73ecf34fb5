"""Time stamps of a real authority, `openssl ts`, behind a server on this machine."""

import json
import shutil
import subprocess
import zipfile
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from evidence.bundle import export_ring
from evidence.stamping import checked, stamp
from evidence.verify import verify
from tests.evidence.conftest import RING, contents, options
from workspace.errors import RingtraceError
from workspace.settings import Settings
from workspace.snapshots import Workspace

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl, which is the authority here")

CONFIGURATION = """
[tsa]
default_tsa = own
[own]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
[ext]
extendedKeyUsage = critical,timeStamping
keyUsage = critical,digitalSignature
[ca]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign
subjectKeyIdentifier = hash
"""


def openssl(*words, stdin=None):
    return subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True, input=stdin).stdout


def authority(folder: Path) -> Path:
    """The files of an authority and of the root that vouches for it."""
    folder.mkdir()
    configuration = folder / "tsa.cnf"
    configuration.write_text(CONFIGURATION.format(folder=folder))
    (folder / "serial").write_text("01\n")
    for name, subject in (("ca", "Root"), ("tsa", "Stamps")):
        openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", folder / f"{name}.key")
        openssl(
            "req", "-new", "-key", folder / f"{name}.key", "-subj", f"/CN={subject}", "-out", folder / f"{name}.csr"
        )
    openssl("x509", "-req", "-in", folder / "ca.csr", "-signkey", folder / "ca.key", "-days", 30,
            "-extfile", configuration, "-extensions", "ca", "-out", folder / "ca.pem")  # fmt: skip
    openssl("x509", "-req", "-in", folder / "tsa.csr", "-CA", folder / "ca.pem", "-CAkey", folder / "ca.key",
            "-set_serial", 2, "-days", 30, "-extfile", configuration, "-extensions", "ext",
            "-out", folder / "tsa.pem")  # fmt: skip
    return folder


@contextmanager
def serving(answer):
    """A server on loopback that answers each request by a function of its body."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/tsr"
    finally:
        server.shutdown()
        server.server_close()


def replying(folder):
    def answer(query):
        (folder / "query.tsq").write_bytes(query)
        configuration = folder / "tsa.cnf"
        openssl("ts", "-reply", "-config", configuration, "-queryfile", folder / "query.tsq", "-out", folder / "r.tsr")
        return (folder / "r.tsr").read_bytes()

    return answer


@pytest.fixture(scope="module")
def tsa(tmp_path_factory):
    return authority(tmp_path_factory.mktemp("tsa") / "own")


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    return authority(tmp_path_factory.mktemp("tsa") / "other")


@pytest.fixture
def stamped(workspace, tsa, tmp_path):
    with serving(replying(tsa)) as server:
        settings = Settings(timestamp_server=server, timestamp_roots=str(tsa / "ca.pem"))
        export_ring(Workspace(workspace.path, settings), RING, tmp_path / "ring.zip", options())
    return tmp_path / "ring.zip"


def test_a_bundle_is_stamped_and_verify_tells_when_and_by_whom(stamped, tsa, tmp_path):
    found = verify(stamped, roots=tsa / "ca.pem")
    assert found.intact
    assert found.stamp.trusted
    assert found.stamp.when.startswith("20")
    assert not verify(stamped).stamp.trusted
    (tmp_path / "m").write_bytes(contents(stamped)["manifest.json"])
    (tmp_path / "r").write_bytes(contents(stamped)["manifest.tsr"])
    told = openssl("ts", "-verify", "-data", tmp_path / "m", "-in", tmp_path / "r", "-CAfile", tsa / "ca.pem")
    assert b"OK" in told or told == b""  # openssl ends with an error where it does not hold


def rewritten(file, out, change):
    """The bundle packed anew after a change of its files, as somebody would who forges."""
    with zipfile.ZipFile(file) as former, zipfile.ZipFile(out, "w") as made:
        for name, content in change({one: former.read(one) for one in former.namelist()}).items():
            made.writestr(name, content)
    return out


def test_a_stamp_that_was_taken_away_is_missed(stamped, tmp_path):
    bare = rewritten(stamped, tmp_path / "bare.zip", lambda files: files | {} if files.pop("manifest.tsr") else files)
    assert ("manifest.tsr", "removed") in [(one.file, one.what) for one in verify(bare).problems]


def test_a_stamp_of_another_manifest_does_not_hold(stamped, tmp_path):
    def later(files):
        told = json.loads(files["manifest.json"])
        told["made"]["when"] = "2020-01-01T00:00:00+00:00"
        return files | {"manifest.json": json.dumps(told).encode()}

    forged = verify(rewritten(stamped, tmp_path / "forged.zip", later))
    assert any(one.file == "manifest.tsr" and "does not hold" in one.what for one in forged.problems)
    assert forged.stamp is None


def test_an_authority_that_is_not_among_the_roots_is_refused_at_export_and_told_by_verify(
    workspace, stamped, tsa, other, tmp_path
):
    assert not verify(stamped, roots=other / "ca.pem").intact
    with serving(replying(tsa)) as server:
        settings = Settings(timestamp_server=server, timestamp_roots=str(other / "ca.pem"))
        with pytest.raises(RingtraceError, match="does not hold"):
            export_ring(Workspace(workspace.path, settings), RING, tmp_path / "no.zip", options())
    assert not (tmp_path / "no.zip").exists()


def test_an_old_answer_played_again_is_refused(tsa):
    with serving(replying(tsa)) as server:
        old = stamp(b"content", server, tsa / "ca.pem")
    assert checked(old, b"content", tsa / "ca.pem").trusted
    with serving(lambda _: old) as server, pytest.raises(RingtraceError, match="does not hold"):
        stamp(b"content", server, tsa / "ca.pem")


@pytest.mark.parametrize("server", ["file:///etc/passwd", "tsa", "http://127.0.0.1:1/tsr"])
def test_an_address_that_gives_none_is_told_and_nothing_is_exported(workspace, tmp_path, server):
    settings = Settings(timestamp_server=server)
    with pytest.raises(RingtraceError, match=r"timestamp_server|gives no time stamp"):
        export_ring(Workspace(workspace.path, settings), RING, tmp_path / "no.zip", options())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("answer", [b"", b"<html>busy</html>", b"0\x03\x02\x01\x02"])
def test_an_answer_that_is_no_time_stamp_is_told(answer):
    with serving(lambda _: answer) as server, pytest.raises(RingtraceError, match="does not hold"):
        stamp(b"content", server, None)
