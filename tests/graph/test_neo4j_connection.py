"""A connection that fails says exactly why; a doctor of a connection says what it is connected to."""

import logging
import socket
import subprocess
from contextlib import contextmanager
from threading import Thread

import pytest

from benchmarks.neo4j_server import NoServer, running
from graph.neo4j_connection import check_version, connect
from graph.neo4j_state import neo4j_state
from workspace.errors import RingtraceError
from workspace.settings import Settings

TLS = (
    "dbms.ssl.policy.bolt.enabled=true",
    "dbms.ssl.policy.bolt.base_directory=certificates/bolt",
    "dbms.ssl.policy.bolt.client_auth=NONE",
    "server.bolt.tls_level=REQUIRED",
)


@pytest.fixture(autouse=True)
def password(monkeypatch):
    monkeypatch.setenv("RINGTRACE_NEO4J_PASSWORD", "not the password")
    monkeypatch.delenv("RINGTRACE_NEO4J_TOKEN", raising=False)


def told(**settings):
    with pytest.raises(RingtraceError) as raised:
        connect(Settings(**settings)).close()
    return str(raised.value)


@contextmanager
def listening(answer):
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            connection, _ = server.accept()
            with connection:
                connection.recv(1024)
                connection.sendall(answer)

        Thread(target=serve, daemon=True).start()
        yield f"127.0.0.1:{server.getsockname()[1]}"


@contextmanager
def speaking_bolt():
    """A server that speaks Bolt 5.4 as far as a client signs on, and then refuses it: its address, what it got."""
    got = bytearray()
    refused = b"\xb1\x7f\xa2\x84code\xd0\x25Neo.ClientError.Security.Unauthorized\x87message\x82no"
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve():
            connection, _ = server.accept()
            with connection:
                connection.recv(20)
                connection.sendall(b"\x00\x00\x04\x05")
                while b"credentials" not in got:
                    part = connection.recv(4096)
                    if not part:
                        return
                    got.extend(part)
                hello = b"\xb1\x70\xa2\x86server\x8cNeo4j/5.26.0\x8dconnection_id\x81x"
                for one in (hello, refused):
                    connection.sendall(len(one).to_bytes(2, "big") + one + b"\x00\x00")
                connection.recv(4096)

        Thread(target=serve, daemon=True).start()
        yield f"127.0.0.1:{server.getsockname()[1]}", got


@pytest.mark.parametrize(
    ("uri", "reason"),
    [
        ("bolt://127.0.0.1:9", "the connection was refused"),
        ("neo4j://127.0.0.1:9", "the connection was refused"),
        ("bolt://nowhere.invalid:7687", "no such host"),
        ("http://127.0.0.1:7474", "starts with one of bolt://"),
        ("bolt://127.0.0.1:99999", "Port out of range"),
    ],
)
def test_an_address_that_leads_nowhere_says_so(uri, reason):
    assert reason in told(neo4j_uri=uri)


def test_a_web_port_and_a_stranger_are_told_apart():
    with listening(b"HTTP/1.1 400 Bad Request\r\n\r\n") as address:
        assert "port for the browser (HTTP)" in told(neo4j_uri=f"bolt://{address}")
    with listening(b"") as address:
        assert "wants TLS" in told(neo4j_uri=f"bolt://{address}")


def test_a_password_in_the_address_is_refused_and_not_told():
    message = told(neo4j_uri="bolt://neo4j:secret@127.0.0.1:7687")
    assert "names a host and a port" in message
    assert "secret@" not in message


@pytest.mark.parametrize("agent", ["Neo4j/4.4.40", "Neo4j/5.25.1", "Memgraph"])
def test_a_server_that_is_too_old_says_so(agent):
    with pytest.raises(RingtraceError, match=r"too old: Ringtrace needs Neo4j 5\.26"):
        check_version(agent)


@pytest.mark.parametrize("agent", ["Neo4j/5.26.0", "Neo4j/2025.01.0", "Neo4j/2026.09.0"])
def test_newer_servers_are_taken(agent):
    check_version(agent)


def test_a_secret_that_others_may_read_is_refused(tmp_path, monkeypatch):
    monkeypatch.delenv("RINGTRACE_NEO4J_PASSWORD")
    (tmp_path / "secret").write_text("x")
    (tmp_path / "secret").chmod(0o644)
    assert "chmod 600" in told(neo4j_secret_file=str(tmp_path / "secret"))
    assert "there is no file" in told(neo4j_secret_file=str(tmp_path / "none"))
    assert "RINGTRACE_NEO4J_PASSWORD" in told()


def test_a_token_goes_as_a_bearer_token_and_into_no_message_or_log(monkeypatch, caplog):
    """What a server gets; one that takes tokens is not free, so that what it makes of them is not tested."""
    token = "eyJhbGciOi.the-token.of-the-house"
    monkeypatch.setenv("RINGTRACE_NEO4J_TOKEN", token)
    caplog.set_level(logging.DEBUG)
    logging.getLogger("neo4j").setLevel(logging.DEBUG)
    with speaking_bolt() as (address, got):
        message = told(neo4j_uri=f"bolt://{address}", neo4j_user="somebody")
    logging.getLogger("neo4j").setLevel(logging.CRITICAL)
    assert b"bearer" in got and token.encode() in got
    assert b"somebody" not in got and b"not the password" not in got
    assert "token" in message
    assert token not in message + caplog.text


@pytest.mark.slow
def test_a_server_that_takes_no_tokens_says_so(neo4j_server, monkeypatch):
    monkeypatch.setenv("RINGTRACE_NEO4J_TOKEN", "a.token")
    assert "refuses the token" in told(neo4j_uri=neo4j_server.uri)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"neo4j_user": "nobody"}, "refuses user 'nobody': wrong password"),
        ({"neo4j_database": "nowhere"}, "no database 'nowhere'"),
        ({"scheme": "bolt+s"}, "speaks no TLS there"),
        ({"scheme": "neo4j+ssc"}, "speaks no TLS there"),
    ],
)
def test_a_server_that_refuses_says_why(neo4j_server, monkeypatch, changed, reason):
    monkeypatch.setenv("RINGTRACE_NEO4J_PASSWORD", neo4j_server.password)
    changed = dict(changed)
    scheme = changed.pop("scheme", "bolt")
    assert reason in told(neo4j_uri=neo4j_server.uri.replace("bolt", scheme), **changed)


@pytest.mark.slow
def test_a_wrong_password_says_so(neo4j_server):
    assert "wrong password" in told(neo4j_uri=neo4j_server.uri)


@pytest.mark.slow
def test_a_certificate_of_nobody_is_told_and_may_be_taken_and_a_read_only_member_is_seen(tmp_path, monkeypatch):
    folder = tmp_path / "certificates" / "bolt"
    folder.mkdir(parents=True)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-keyout", folder / "private.key", "-out", folder / "public.crt"],
        check=True, capture_output=True,
    )  # fmt: skip
    try:
        with running(tmp_path) as first:  # a database is made while it may be written
            pass
        with running(tmp_path, *TLS, "server.databases.read_only=neo4j", password=first.password) as server:
            _, _, port = server.uri.rpartition(":")
            assert "wants TLS" in told(neo4j_uri=server.uri)
            assert "certificate is not trusted (self" in told(neo4j_uri=f"bolt+s://localhost:{port}")
            monkeypatch.setenv("RINGTRACE_NEO4J_PASSWORD", server.password)
            state = neo4j_state(Settings(neo4j_uri=f"bolt+ssc://localhost:{port}"), None)
    except NoServer as error:
        pytest.skip(str(error))
    assert "read-only" in state.read_only
    assert (state.holds, state.other) == ("nothing yet", "ringtrace build --store neo4j")
