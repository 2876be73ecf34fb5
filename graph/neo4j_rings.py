"""Rings of a run in a Neo4j; they take the place of those that it holds, in one transaction."""

from typing import Any

import neo4j
from neo4j.exceptions import DriverError, Neo4jError

from graph.declaration import NODE_KINDS
from graph.neighbourhood import quoted_name
from graph.neo4j_loader import MARK, read_mark
from graph.ring_rows import BECAME, FORMER, MEMBER, RING, SIGNAL, SUPPORT, RingRows, Row, in_order, lacking
from workspace.errors import RingtraceError

_ROWS = 5_000  # in one statement


def replace_rings(driver: neo4j.Driver, database: str, rows: RingRows) -> None:
    """Replace the rings, their members and signals, and mark the database as holding this run.

    Raises:
        RingtraceError: a member is not in the database, or the server does not take the rows; nothing was changed.
    """
    try:
        with driver.session(database=database) as session:
            session.execute_write(_replace, rows)
    except (Neo4jError, DriverError) as error:
        told = " ".join(str(error).split())
        raise RingtraceError(f"Neo4j could not take the rings into {database}: {told}. Nothing was changed.") from error


def attached_run(driver: neo4j.Driver, database: str) -> str:
    """The run whose rings the database holds; empty: none."""
    return str((read_mark(driver, database) or {}).get("run", ""))


def _replace(transaction: neo4j.ManagedTransaction, rows: RingRows) -> None:
    transaction.run(f"MATCH (x:{RING}|{SIGNAL}|{FORMER}) DETACH DELETE x").consume()
    for label, nodes in ((RING, rows.rings), (SIGNAL, rows.signals), (FORMER, rows.former)):
        _batches(transaction, f"CREATE (n:{label}) SET n = row", [in_order(label, row) for row in nodes])
    supports = f"MATCH (s:{SIGNAL} {{signal_id: row.signal_id}}) MATCH (r:{RING} {{ring_id: row.ring_id}}) "
    ends = [{name: row[name] for name in ("signal_id", "ring_id")} for row in rows.signals]
    _batches(transaction, f"{supports}CREATE (s)-[:{SUPPORT}]->(r)", ends)
    _batches(
        transaction,
        f"MATCH (a:{FORMER} {{former_id: row.former_id}}) MATCH (r:{RING} {{ring_id: row.ring_id}}) "
        f"CREATE (a)-[:{BECAME} {{shared: row.shared, joined: row.joined, gone: row.gone}}]->(r)",
        rows.became,
    )
    for label, members in rows.members.items():
        key = quoted_name(NODE_KINDS[label].key.name)
        asked = {"keys": sorted({row["id"] for row in members})}
        text = f"UNWIND $keys AS k OPTIONAL MATCH (n:{label} {{{key}: k}}) WITH k, n WHERE n IS NULL RETURN k"
        if missing := [record["k"] for record in transaction.run(text, asked)]:
            raise lacking(label, missing)
        _batches(
            transaction,
            f"MATCH (n:{label} {{{key}: row.id}}) MATCH (r:{RING} {{ring_id: row.ring_id}}) "
            f"CREATE (n)-[:{MEMBER} {{role: row.role, weight: row.weight}}]->(r)",
            members,
        )
    transaction.run(f"MATCH (m:{MARK}) SET m.run = $run", {"run": rows.run}).consume()


def _batches(transaction: neo4j.ManagedTransaction, text: str, rows: list[Row]) -> None:
    for first in range(0, len(rows), _ROWS):
        given: dict[str, Any] = {"rows": rows[first : first + _ROWS]}
        transaction.run(f"UNWIND $rows AS row {text}", given).consume()
