"""The way to a Neo4j: address and user from the settings, the secret from the environment or a private file."""

import logging
import os
from urllib.parse import urlsplit

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from graph.neo4j_trouble import PASSWORD as PASSWORD
from graph.neo4j_trouble import TOKEN as TOKEN
from graph.neo4j_trouble import connection_error
from workspace.errors import RingtraceError
from workspace.secret_files import read_secret
from workspace.settings import Settings

OLDEST = (5, 26)
_SCHEMES = tuple(f"{name}{tls}://" for name in ("bolt", "neo4j") for tls in ("", "+s", "+ssc"))
_CONNECT_SECONDS = 10.0
_ACQUIRE_SECONDS = 20.0  # of which the handshake is a part
logging.getLogger("neo4j").setLevel(logging.CRITICAL)  # what matters becomes a message of ours


def connect(settings: Settings) -> neo4j.Driver:
    """A driver whose server answered, is new enough, and has the database.

    Raises:
        RingtraceError: it cannot be used, and why.
    """
    _check_address(settings.neo4j_uri)
    auth = _auth(settings)
    driver = None
    try:
        driver = neo4j.GraphDatabase.driver(
            settings.neo4j_uri,
            auth=auth,
            connection_timeout=_CONNECT_SECONDS,
            connection_acquisition_timeout=_ACQUIRE_SECONDS,
            max_transaction_retry_time=30.0,
            user_agent="ringtrace",
        )
        check_version(driver.get_server_info().agent)
        driver.execute_query("RETURN 1", database_=settings.neo4j_database)
    except (Neo4jError, DriverError, ValueError, OSError) as error:
        if driver is not None:
            driver.close()
        raise connection_error(error, settings) from error
    except RingtraceError:
        if driver is not None:
            driver.close()
        raise
    return driver


def _check_address(uri: str) -> None:
    if "@" in uri:  # not told as it stands: what is before the @ is a secret
        raise RingtraceError(
            f"neo4j_uri names a host and a port, no user or password; these are {PASSWORD} and a file."
        )
    if not uri.startswith(_SCHEMES):
        raise RingtraceError(f"neo4j_uri is {uri!r}; it starts with one of {', '.join(_SCHEMES)}.")
    try:
        urlsplit(uri).port  # noqa: B018 - asking for it checks it
    except ValueError as error:
        raise RingtraceError(f"neo4j_uri is {uri!r}: {error}.") from error


def _auth(settings: Settings) -> neo4j.Auth:
    token = os.environ.get(TOKEN)
    if token:
        return neo4j.bearer_auth(token)
    return neo4j.basic_auth(settings.neo4j_user, os.environ.get(PASSWORD) or _from_file(settings.neo4j_secret_file))


def _from_file(name: str) -> str:
    if not name:
        raise RingtraceError(f"Neo4j's password is not given. Set {PASSWORD} (or {TOKEN}), or neo4j_secret_file.")
    return read_secret("neo4j_secret_file", name)


def check_version(agent: str) -> None:
    """Refuse a server that is too old; `agent` is such as Neo4j/5.26.30.

    Raises:
        RingtraceError: it is older than `OLDEST`, or no Neo4j.
    """
    numbers = agent.partition("/")[2].split(".")[:2]
    if tuple(int(one) for one in numbers if one.isdigit()) < OLDEST:
        raise RingtraceError(f"{agent} is too old: Ringtrace needs Neo4j {OLDEST[0]}.{OLDEST[1]} or later.")
