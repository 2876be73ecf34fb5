"""What an error on the way to a Neo4j is to people: exactly what is wrong, and what to do."""

import os
import socket
import ssl
from collections.abc import Iterator

from neo4j.exceptions import AuthError, Neo4jError

from workspace.errors import RingtraceError
from workspace.settings import Settings

PASSWORD, TOKEN = "RINGTRACE_NEO4J_PASSWORD", "RINGTRACE_NEO4J_TOKEN"


def connection_error(error: Exception, settings: Settings) -> RingtraceError:
    """The error as one sentence that names the server, the fault and what to do."""
    return RingtraceError(f"Neo4j at {settings.neo4j_uri}: {_told(list(_causes(error)), settings)}")


def _told(causes: list[BaseException], settings: Settings) -> str:
    for cause in causes:
        if isinstance(cause, Neo4jError):
            return _refused(cause, settings)
        told = _unreached(cause)
        if told:
            return told
    return f"it cannot be used ({_line(causes[-1])})."


def _refused(error: Neo4jError, settings: Settings) -> str:
    """What the server itself said."""
    code, database = str(error.code), settings.neo4j_database
    if "AuthenticationRateLimit" in code:
        return "too many wrong passwords in a row. Wait some seconds, then give the right one."
    if isinstance(error, AuthError):
        if os.environ.get(TOKEN):
            return f"it refuses the token of {TOKEN}, or takes none, as Neo4j's community edition."
        return f"it refuses user {settings.neo4j_user!r}: wrong password."
    if "DatabaseNotFound" in code:
        return f"it has no database {database!r}. Set neo4j_database."
    if "DatabaseUnavailable" in code:
        return f"its database {database!r} is not online: it starts, or was stopped. Try again, or look into its log."
    if "CredentialsExpired" in code:
        return "the initial password must be changed first, such as in Neo4j's browser."
    return f"it refuses ({error.message})."


def _unreached(error: BaseException) -> str:
    """What kept a connection from being made; empty where this error does not tell."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"its TLS certificate is not trusted ({error.verify_message}). Have it signed by an authority that this "
            "machine knows; bolt+ssc:// or neo4j+ssc:// takes any certificate."
        )
    if isinstance(error, ssl.SSLError):
        return f"TLS failed ({error.reason}): it speaks no TLS there. Without TLS use bolt:// or neo4j://."
    if isinstance(error, socket.gaierror):
        return "there is no such host. Mend neo4j_uri."
    if isinstance(error, ConnectionRefusedError):
        return "the connection was refused: nothing listens there. Is it running, and the port right?"
    if isinstance(error, TimeoutError):
        return "no answer in time. Is the address right, and open in the firewall?"
    if "looks like HTTP" in str(error):
        return "that is its port for the browser (HTTP). Name that for Bolt, which is 7687 unless set otherwise."
    if "incomplete handshake" in str(error):
        return "it closed the connection: it wants TLS (bolt+s:// or neo4j+s://), or is no Neo4j."
    return ""


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what caused it, the innermost first; of several at once, those of each."""
    for one in getattr(error, "exceptions", ()):
        yield from _causes(one)
    if error.__cause__ is not None:
        yield from _causes(error.__cause__)
    yield error


def _line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
