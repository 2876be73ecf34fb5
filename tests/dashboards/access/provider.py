"""A real provider of OpenID Connect on loopback, and the app that people sign in to by it."""

import socket
from contextlib import contextmanager

import oidc_provider_mock

from command_line.serving import serve
from workspace.signing_in import CLIENT_SECRET

SECRET = "a-secret-of-the-client"


def free_port():
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return tried.getsockname()[1]


def user(name, *, roles=(), regions=(), **claims):
    told = {"email": name, "roles": list(roles), "regions": list(regions)}
    return oidc_provider_mock.User(sub=name.partition("@")[0], claims=told | claims)


@contextmanager
def signing_in(workspace, monkeypatch, users, **settings):
    """The app's address; its settings stand in the workspace's file, the secret in the environment."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with oidc_provider_mock.run_server_in_thread(user_claims=users) as server:
        given = {
            "sign_in_issuer": f"http://127.0.0.1:{server.server_port}",
            "sign_in_client": "ringtrace",
            "sign_in_address": address,
            **settings,
        }
        file = workspace / "ringtrace.toml"
        file.write_text("".join(f"{name} = {value!r}\n" for name, value in given.items()), encoding="utf-8")
        monkeypatch.setenv(CLIENT_SECRET, SECRET)
        with serve(workspace, port) as address:
            yield address


def enter(page, address, name):
    """Sign in as somebody: the app's button, then the provider's form."""
    page.goto(address)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_placeholder("sub").fill(name.partition("@")[0])
    page.get_by_role("button", name="Authorize").first.click()
    page.wait_for_url(f"{address}/**")
