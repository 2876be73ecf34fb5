"""How people sign in, where the settings say so: by a provider of OpenID Connect; secrets stand in the environment."""

import ipaddress
import os
from dataclasses import dataclass
from urllib.parse import urlparse

from workspace.errors import RingtraceError
from workspace.settings import Settings

CLIENT_SECRET = "RINGTRACE_SIGN_IN_SECRET"  # noqa: S105 - the variable's name
COOKIE_KEY = "RINGTRACE_COOKIE_KEY"
CALLBACK = "/oauth2callback"
_SHORTEST = 32


@dataclass(frozen=True)
class SignIn:
    """A provider and how this app is known there."""

    issuer: str
    client: str
    address: str  # of the app, as people's browsers reach it

    @property
    def metadata(self) -> str:
        """Where the provider describes itself."""
        return f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"

    @property
    def callback(self) -> str:
        """Where the provider sends people back to."""
        return self.address.rstrip("/") + CALLBACK


def sign_in(settings: Settings) -> SignIn | None:
    """The sign-in of the settings; None where there is none.

    Raises:
        RingtraceError: it is set in part only, or would send names and tokens in clear over a network.
    """
    given = {
        "sign_in_issuer": settings.sign_in_issuer,
        "sign_in_client": settings.sign_in_client,
        "sign_in_address": settings.sign_in_address,
    }
    missing = [name for name, value in given.items() if not value]
    if len(missing) == len(given):
        return None
    if missing:
        raise RingtraceError(f"Sign-in is set in part: {', '.join(missing)} is missing. docs/access.md says how.")
    for name in ("sign_in_issuer", "sign_in_address"):
        url = urlparse(given[name])
        if not url.hostname or not (url.scheme == "https" or (url.scheme == "http" and is_loopback(url.hostname))):
            raise RingtraceError(f"{name} is {given[name]}: it must be https://…, or http:// on this machine alone.")
    return SignIn(*given.values())


def client_secret() -> str:
    """The secret by which the provider knows this app.

    Raises:
        RingtraceError: the environment has none.
    """
    secret = os.environ.get(CLIENT_SECRET, "")
    if not secret:
        raise RingtraceError(f"Sign-in needs the client's secret in the environment: {CLIENT_SECRET}.")
    return secret


def cookie_key(made: str) -> str:
    """The key that signs cookies: of the environment, else one that was just made, with which sessions end.

    Raises:
        RingtraceError: the environment's is too short.
    """
    key = os.environ.get(COOKIE_KEY, "")
    if key and len(key) < _SHORTEST:
        raise RingtraceError(f"{COOKIE_KEY} is shorter than {_SHORTEST} characters. Make one: openssl rand -hex 32")
    return key or made


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
