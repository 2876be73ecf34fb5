"""How a Neo4j is: what answers, whether it takes writes, and what its database holds."""

from dataclasses import dataclass

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from graph.declaration import DIGEST
from graph.neo4j_connection import connect
from graph.neo4j_loader import read_mark
from graph.neo4j_trouble import connection_error
from graph.neo4j_update import held_ancestor
from workspace.settings import Settings
from workspace.snapshots import Snapshot


@dataclass(frozen=True)
class Neo4jState:
    """What was found. `read_only` and `other` say why, and are empty where all is well."""

    agent: str  # such as Neo4j/5.26.30
    read_only: str
    holds: str
    other: str  # what the database lacks or holds beside what is in force


def neo4j_state(settings: Settings, snapshot: Snapshot | None) -> Neo4jState:
    """Look at the server of the settings; nothing is changed.

    Raises:
        RingtraceError: it cannot be used, and why.
    """
    with connect(settings) as driver:
        try:
            holds, other = _held(driver, settings.neo4j_database, snapshot)
            agent = driver.get_server_info().agent
            return Neo4jState(agent, _why_not_writable(driver, settings.neo4j_database), holds, other)
        except (Neo4jError, DriverError) as error:
            raise connection_error(error, settings) from error


def _why_not_writable(driver: neo4j.Driver, database: str) -> str:
    """A write that is taken back at once tells; it leaves no name of a label or property behind."""
    try:
        with driver.session(database=database) as session, session.begin_transaction() as transaction:
            transaction.run("CREATE (n) DELETE n").consume()
            transaction.rollback()
    except Neo4jError as error:
        return str(error.message)
    return ""


def _held(driver: neo4j.Driver, database: str, snapshot: Snapshot | None) -> tuple[str, str]:
    mark = read_mark(driver, database)
    if mark is None:
        with driver.session(database=database, default_access_mode=neo4j.READ_ACCESS) as session:
            nodes = int(session.run("MATCH (n) RETURN count(*) AS n").single(strict=True)["n"])
        if nodes:
            return f"{nodes:,} nodes that Ringtrace did not load", "name an empty one by neo4j_database"
        return "nothing yet", "ringtrace build --store neo4j"
    run = mark.get("run", "")
    holds = f"snapshot {mark['snapshot']}, {f'the rings of {run}' if run else 'no rings'}"
    if not mark["whole"]:
        return f"a part of {holds}", "ringtrace build --store neo4j"
    if snapshot and held_ancestor(mark, snapshot):
        return f"{holds}; in force is what was added to it", "ringtrace build --store neo4j"
    if snapshot is None or (mark["snapshot"], mark["declaration"]) != (snapshot.id, DIGEST):
        return f"{holds}; in force is another", "ringtrace build --store neo4j --force"
    in_force = snapshot.current_run.name if snapshot.current_run else ""
    return holds, "" if run == in_force else "ringtrace build --store neo4j"
