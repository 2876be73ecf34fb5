"""What a later delivery changed, brought into a Neo4j that holds an earlier snapshot of the workspace: only that.

Every step may be done twice with the same outcome, so that an update that was killed is simply begun again: nodes are
merged by their keys, and edges that are equal are taken away together and made anew, as many as there are.
"""

from collections.abc import Callable, Iterator
from typing import Any

import neo4j

from graph.changes import STEPS as EXPORTING
from graph.changes import Changes, Row, exported
from graph.declaration import DIGEST, EDGE_KINDS, KINDS, LOADING_ORDER, NODE_KINDS
from graph.kinds import EdgeKind, NodeKind
from graph.neighbourhood import quoted_name
from graph.neo4j_loader import MARK, told, written
from graph.neo4j_rings import replace_rings
from graph.nodes import BATCH
from graph.projecting import STEPS as PROJECTING
from graph.ring_rows import RUN_KINDS, RingRows
from graph.staging import Steps
from workspace.snapshots import Snapshot, Workspace, making

STEPS = 2 * EXPORTING + PROJECTING + len(KINDS) + len(NODE_KINDS) + 1


def held_ancestor(mark: dict[str, Any] | None, snapshot: Snapshot) -> Snapshot | None:
    """The earlier snapshot that a database holds whole, or held when an update to this one began; None for any other.

    Earlier are those to which `load --append` added, as long as they stand in the workspace.
    """
    if mark is None or mark["declaration"] != DIGEST or not (mark["whole"] or mark.get("updating") == snapshot.id):
        return None
    seen, parent = {snapshot.id}, snapshot.manifest.get("parent")
    while parent and parent not in seen:
        former = Snapshot(snapshot.path.parent / str(parent))
        if not (former.path / "manifest.json").is_file():
            return None
        if former.id == mark["snapshot"]:
            return former
        seen.add(former.id)
        parent = former.manifest.get("parent")
    return None


class Neo4jUpdate:
    """Brings a database from one snapshot to a later one; `changed` counts the rows that were written, by kind."""

    def __init__(self, driver: neo4j.Driver, database: str, steps: Steps) -> None:
        self._driver, self._database, self._steps = driver, database, steps
        self.changed: dict[str, int] = {}

    def run(self, workspace: Workspace, former: Snapshot, snapshot: Snapshot) -> dict[str, int]:
        """Do it; the rows that the snapshot's tables give, by kind.

        Raises:
            RingtraceError: the tables do not make a graph, or the server does not take the rows; the same call goes on.
        """
        settings = workspace.settings
        with making(snapshot.path) as folder, told(self._database):
            before = exported(settings, former, folder / "before", self._steps)
            after = exported(settings, snapshot, folder / "after", self._steps, project=True)
            self._write(f"MATCH (m:{MARK}) SET m.whole = false, m.updating = $to", to=snapshot.id)
            replace_rings(self._driver, self._database, RingRows("", [], [], {}))
            changes = Changes(settings, before, after, self._lots(), folder)
            try:
                self._bring(changes)
            finally:
                changes.close()
            self._write(
                f"MATCH (m:{MARK}) SET m.snapshot = $to, m.kinds = $kinds, m.whole = true "
                "REMOVE m.updating, m.expected",
                to=snapshot.id,
                kinds=[label for label in LOADING_ORDER if label not in RUN_KINDS],
            )
        return {label: rows for label, rows in after.rows.items() if label not in RUN_KINDS}

    def _bring(self, changes: Changes) -> None:
        """Nodes before the edges that join them; nodes that are gone last, when nothing is tied to them any more."""
        of_tables = [label for label in LOADING_ORDER if label not in RUN_KINDS]
        nodes = [NODE_KINDS[label] for label in of_tables if label in NODE_KINDS]
        for node in nodes:
            self._step(f"update {node.label}", node.label, changes.nodes(node), self._merge(node))
        for label in of_tables:
            if label in EDGE_KINDS:
                self._step(f"update {label}", label, changes.edges(EDGE_KINDS[label]), self._replace(EDGE_KINDS[label]))
        for node in reversed(nodes):
            self._step(f"remove {node.label}", node.label, changes.gone(node), self._remove(node))

    def _step(
        self, name: str, label: str, batches: Iterator[list[Row]], texts: Callable[[list[Row]], list[tuple[str, Any]]]
    ) -> None:
        def work() -> None:
            for rows in batches:
                self._transact(texts(rows))
                self.changed[label] = self.changed.get(label, 0) + len(rows)

        self._steps.run(name, work)

    def _merge(self, kind: NodeKind) -> Callable[[list[Row]], list[tuple[str, Any]]]:
        key = quoted_name(kind.key.name)
        text = f"UNWIND $rows AS row MERGE (n:{kind.label} {{{key}: row.{key}}}) SET n = row"
        return lambda rows: [(text, rows)]

    def _remove(self, kind: NodeKind) -> Callable[[list[Row]], list[tuple[str, Any]]]:
        key = quoted_name(kind.key.name)
        text = f"UNWIND $rows AS row MATCH (n:{kind.label} {{{key}: row.key}}) DETACH DELETE n"
        return lambda rows: [(text, rows)]

    def _replace(self, kind: EdgeKind) -> Callable[[list[Row]], list[tuple[str, Any]]]:
        names = [quoted_name(item.name) for item in kind.properties]
        same = " AND ".join(f"(e.{name} = row.{name} OR (e.{name} IS NULL AND row.{name} IS NULL))" for name in names)
        values = ", ".join(f"{name}: row.{name}" for name in names)
        type_ = quoted_name(kind.label)
        away = f"{_ends(kind)} MATCH (s)-[e:{type_}]->(t){f' WHERE {same}' if same else ''} DELETE e"
        anew = f"{_ends(kind)} UNWIND range(1, row._after) AS time CREATE (s)-[:{type_} {{{values}}}]->(t)"
        return lambda rows: [(away, rows), (anew, [row for row in rows if row["_after"]])]

    def _lots(self) -> dict[str, int]:
        key, number = quoted_name(BATCH.key.name), quoted_name(BATCH.properties[-1].name)
        text = f"MATCH (b:{BATCH.label}) RETURN b.{key} AS lot, b.{number} AS number"
        with self._driver.session(database=self._database, default_access_mode=neo4j.READ_ACCESS) as session:
            return {record["lot"]: record["number"] for record in session.run(text)}

    def _transact(self, statements: list[tuple[str, Any]]) -> None:
        """Several statements, each over its rows, in one transaction."""
        with self._driver.session(database=self._database) as session:
            session.execute_write(
                lambda transaction: [
                    transaction.run(text, {"rows": rows}).consume() for text, rows in statements if rows
                ]
            )

    def _write(self, text: str, **parameters: Any) -> None:
        written(self._driver, self._database, text, parameters)


def _ends(kind: EdgeKind) -> str:
    """Cypher that finds the ends, `s` and `t`, of each of the edges in `$rows`."""
    (start, end), *_ = kind.ends
    return (
        f"UNWIND $rows AS row MATCH (s:{start} {{{NODE_KINDS[start].key.name}: row._start}}) "
        f"MATCH (t:{end} {{{NODE_KINDS[end].key.name}: row._end}})"
    )
