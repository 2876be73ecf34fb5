"""Where the app may be reached, and what it is given."""

import json
import tomllib

import pytest

from command_line import serving
from command_line.serving import serve
from workspace.errors import RingtraceError
from workspace.settings import Settings
from workspace.signing_in import CLIENT_SECRET, COOKIE_KEY, is_loopback, sign_in

WHOLE = {
    "sign_in_issuer": "https://login.office.cn/realms/office",
    "sign_in_client": "ringtrace",
    "sign_in_address": "https://ringtrace.office.cn",
}


def written(folder, **settings):
    folder.mkdir(exist_ok=True)
    text = "".join(f"{name} = {json.dumps(value)}\n" for name, value in settings.items())
    (folder / "ringtrace.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "office.example"])
def test_where_others_reach_it_the_app_is_refused_without_sign_in(ringtrace, searched, host):
    answer = ringtrace("app", "-w", searched, "--host", host)
    assert answer.exit_code == 1
    assert "sign in" in answer.output


@pytest.mark.parametrize("missing", list(WHOLE))
def test_a_sign_in_that_is_set_in_part_is_refused(tmp_path, missing):
    with pytest.raises(RingtraceError, match=missing):
        sign_in(Settings(**{**WHOLE, missing: ""}))


@pytest.mark.parametrize("name", ["sign_in_issuer", "sign_in_address"])
@pytest.mark.parametrize("url", ["http://login.office.cn", "login.office.cn", "ftp://127.0.0.1", "https://"])
def test_names_and_tokens_go_over_no_network_in_clear(name, url):
    with pytest.raises(RingtraceError, match=name):
        sign_in(Settings(**{**WHOLE, name: url}))


def test_a_sign_in_without_its_secret_is_refused(tmp_path, monkeypatch):
    monkeypatch.delenv(CLIENT_SECRET, raising=False)
    with pytest.raises(RingtraceError, match=CLIENT_SECRET):
        serve(written(tmp_path / "w", **WHOLE), 0)


def test_a_short_cookie_key_is_refused_and_not_repeated(tmp_path, monkeypatch):
    monkeypatch.setenv(CLIENT_SECRET, "s3cret")
    monkeypatch.setenv(COOKIE_KEY, "hunter2")
    with pytest.raises(RingtraceError, match=COOKIE_KEY) as refused:
        serve(written(tmp_path / "w", **WHOLE), 0)
    assert "hunter2" not in str(refused.value)


def test_what_streamlit_is_told_is_what_was_set(monkeypatch):
    monkeypatch.setenv(CLIENT_SECRET, 's3cret "quoted" \\ 密')
    monkeypatch.setenv(COOKIE_KEY, "k" * 32)
    told = tomllib.loads(serving._secrets(sign_in(Settings(**WHOLE))))["auth"]
    assert told == {
        "redirect_uri": "https://ringtrace.office.cn/oauth2callback",
        "cookie_secret": "k" * 32,
        "client_id": "ringtrace",
        "client_secret": 's3cret "quoted" \\ 密',
        "server_metadata_url": "https://login.office.cn/realms/office/.well-known/openid-configuration",
    }


def test_without_a_cookie_key_each_start_makes_one(monkeypatch):
    monkeypatch.setenv(CLIENT_SECRET, "s3cret")
    monkeypatch.delenv(COOKIE_KEY, raising=False)
    way = sign_in(Settings(**WHOLE))
    keys = {tomllib.loads(serving._secrets(way))["auth"]["cookie_secret"] for _ in range(3)}
    assert len(keys) == 3
    assert all(len(key) == 64 for key in keys)


@pytest.mark.parametrize(
    ("host", "own"),
    [("127.0.0.1", True), ("127.8.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("", False)],
)
def test_loopback_is_told_from_the_rest(host, own):
    assert is_loopback(host) is own
