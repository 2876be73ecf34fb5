"""Where the casebook is kept: SQLite in the workspace, or PostgreSQL by the setting `casebook_url`."""

import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, ProgrammingError

from casework.schema import HEAD
from workspace.errors import RingtraceError
from workspace.snapshots import Workspace

_VERSION = text("SELECT version_num FROM alembic_version")
READING = {"reading": True}  # execution option: a transaction that writes nothing
_LOCK = 7_211_907_304  # PostgreSQL's advisory lock while tables are made
_WAIT = 30  # seconds for another writer of the SQLite file


def connect(workspace: Workspace) -> Engine:
    """The casebook's database, its tables made or brought up to date.

    Raises:
        RingtraceError: the address does not fit, nobody answers there, or a newer Ringtrace made the casebook.
    """
    url = _address(workspace)
    if url.get_backend_name() == "sqlite":
        _owner_only(Path(url.database or ""))
    engine = _engine(url)
    try:
        if not _is_current(engine):
            with engine.begin() as connection:
                _migrate(connection)
    except DBAPIError as error:
        raise RingtraceError(
            f"The casebook {engine.url.render_as_string()} cannot be opened: {_first_line(error)}. "
            "Check that it is there, and the setting casebook_url."
        ) from error
    return engine


def _address(workspace: Workspace) -> URL:
    """The database's address.

    Raises:
        RingtraceError: it is no address of PostgreSQL, or the workspace's file holds a password.
    """
    given = workspace.settings.casebook_url
    if not given:
        workspace.path.mkdir(parents=True, exist_ok=True)
        return URL.create("sqlite", database=str((workspace.path / "casebook.sqlite").absolute()))
    try:
        url = make_url(given)
    except ArgumentError:
        raise RingtraceError("casebook_url is no address, such as postgresql://team@host/casebook.") from None
    if url.get_backend_name() != "postgresql":
        raise RingtraceError(f"casebook_url names {url.get_backend_name()}; Ringtrace keeps cases in PostgreSQL.")
    if url.password and "RINGTRACE_CASEBOOK_URL" not in os.environ:
        raise RingtraceError(
            "casebook_url in ringtrace.toml holds a password. Take it out, and set PGPASSWORD or "
            "RINGTRACE_CASEBOOK_URL in the environment."
        )
    return url.set(drivername="postgresql+psycopg")


@lru_cache(maxsize=16)
def _engine(url: URL) -> Engine:
    """One engine for a database and process, for what it compiled: a page of the app opens the casebook many times.

    Its connections are let go after each use, so that a file which took the place of another is the one that is read.
    """
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": _WAIT})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 10})
    except ImportError as error:
        raise RingtraceError("PostgreSQL needs psycopg. Install it: pip install 'psycopg[binary]'") from error


def _owner_only(file: Path) -> None:
    """Make the file readable by its owner alone; what people note may be personal."""
    try:
        file.touch(mode=0o600)
    except OSError as error:
        raise RingtraceError(f"The casebook {file} cannot be written: {error.strerror}.") from error


def _prepare_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # transactions are begun by `_begin_sqlite`
    for statement in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {statement}")


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes its lock at once: one that has read before is refused by SQLite instead of waiting."""
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _is_current(engine: Engine) -> bool:
    """Whether the tables are those of this version: read without the lock that making them takes."""
    try:
        with engine.connect().execution_options(**READING) as connection:
            return connection.execute(_VERSION).scalar() == HEAD
    except (ProgrammingError, OperationalError):  # there are none yet, or nobody answers, which making them tells
        return False


def _migrate(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    known = inspect(connection).has_table("alembic_version")
    at = connection.execute(_VERSION).scalar() if known else None
    if at == HEAD:
        return
    if at is not None and at > HEAD:
        raise RingtraceError(f"The casebook was made by a newer Ringtrace (version {at}, here {HEAD}). Update it.")
    from alembic import command  # takes a third of a second, and is seldom needed
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _first_line(error: DBAPIError) -> str:
    return (str(error.orig).splitlines() or [""])[0]
