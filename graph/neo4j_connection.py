"""The way to a Neo4j: address and user from the settings, the secret from the environment or a private file."""

import logging
import os
import stat
from pathlib import Path

import neo4j
from neo4j.exceptions import AuthError, ClientError, DriverError, Neo4jError, ServiceUnavailable

from workspace.errors import RingtraceError
from workspace.settings import Settings

PASSWORD, TOKEN = "RINGTRACE_NEO4J_PASSWORD", "RINGTRACE_NEO4J_TOKEN"
OLDEST = (5, 26)
_SCHEMES = tuple(f"{name}{tls}://" for name in ("bolt", "neo4j") for tls in ("", "+s", "+ssc"))
_CONNECT_SECONDS = 10.0
# The driver logs every notification; those that matter become messages of `graph.neo4j_reading`.
logging.getLogger("neo4j.notifications").setLevel(logging.ERROR)


def connect(settings: Settings) -> neo4j.Driver:
    """A driver whose server answered, is new enough, and has the database.

    Raises:
        RingtraceError: it cannot be used, and why.
    """
    if not settings.neo4j_uri.startswith(_SCHEMES):
        raise RingtraceError(f"neo4j_uri is {settings.neo4j_uri!r}; it starts with one of {', '.join(_SCHEMES)}.")
    auth = _auth(settings)
    driver = None
    try:
        driver = neo4j.GraphDatabase.driver(
            settings.neo4j_uri,
            auth=auth,
            connection_timeout=_CONNECT_SECONDS,
            max_transaction_retry_time=30.0,
            user_agent="ringtrace",
        )
        _check_version(driver.get_server_info().agent)
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


def _auth(settings: Settings) -> neo4j.Auth:
    token = os.environ.get(TOKEN)
    if token:
        return neo4j.bearer_auth(token)
    return neo4j.basic_auth(settings.neo4j_user, os.environ.get(PASSWORD) or _from_file(settings.neo4j_secret_file))


def _from_file(name: str) -> str:
    if not name:
        raise RingtraceError(f"Neo4j's password is not given. Set {PASSWORD} (or {TOKEN}), or neo4j_secret_file.")
    file = Path(name).expanduser()
    if not file.is_file():
        raise RingtraceError(f"neo4j_secret_file: there is no file {file}.")
    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise RingtraceError(f"neo4j_secret_file: others may read {file}. Run: chmod 600 {file}")
    return file.read_text(encoding="utf-8").strip()


def _check_version(agent: str) -> None:
    """`agent` is such as Neo4j/5.26.30."""
    numbers = agent.partition("/")[2].split(".")[:2]
    if tuple(int(one) for one in numbers if one.isdigit()) < OLDEST:
        raise RingtraceError(f"{agent} is too old: Ringtrace needs Neo4j {OLDEST[0]}.{OLDEST[1]} or later.")


def connection_error(error: Exception, settings: Settings) -> RingtraceError:
    """What an error on the way to the server is to people."""
    uri, reason = settings.neo4j_uri, _whole(error)
    if isinstance(error, AuthError):
        return RingtraceError(f"Neo4j at {uri} refuses user {settings.neo4j_user!r}: wrong password or token.")
    if isinstance(error, ClientError) and "DatabaseNotFound" in str(error.code):
        return RingtraceError(f"Neo4j at {uri} has no database {settings.neo4j_database!r}. Set neo4j_database.")
    if "SSL" in reason or "certificate" in reason or "TLS" in reason:
        return RingtraceError(
            f"Neo4j at {uri}: TLS failed ({reason}). Without TLS use bolt:// or neo4j://; +ssc takes any certificate."
        )
    if isinstance(error, ServiceUnavailable | OSError):
        return RingtraceError(f"Nothing answers as Neo4j at {uri} ({reason}). Is it running, and the port right?")
    return RingtraceError(f"Neo4j at {uri} cannot be used: {reason}")


def _whole(error: BaseException) -> str:
    """The message with its causes, on one line."""
    told: list[str] = []
    one: BaseException | None = error
    while one is not None:
        told.append(" ".join(str(one).split()))
        one = one.__cause__
    return "; ".join(dict.fromkeys(told))
