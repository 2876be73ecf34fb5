"""What nodes are called, many at once, from the tables; people's names are masked."""

import tempfile
from collections.abc import Iterable
from pathlib import Path

from graph.lookup import NAMED
from graph.masking import shown_name
from graph.store import NodeRef
from workspace.engine import connect, identifier
from workspace.snapshots import Workspace


def names(workspace: Workspace, nodes: Iterable[NodeRef]) -> dict[NodeRef, str]:
    """The name of each node that has one in the tables in force.

    Raises:
        RingtraceError: nothing is loaded.
    """
    snapshot = workspace.require_current()
    wanted: dict[str, list[str]] = {}
    for node in sorted(set(nodes)):
        wanted.setdefault(node.label, []).append(node.key)
    found: dict[NodeRef, str] = {}
    with tempfile.TemporaryDirectory(prefix="ringtrace-") as spill, connect(workspace.settings, Path(spill)) as engine:
        snapshot.register(engine)
        for label, keys in wanted.items():
            table, key, (name, *_) = NAMED.get(label, ("", "", ("",)))
            if table not in snapshot.tables:
                continue
            text = (
                f"SELECT {identifier(key)}, {identifier(name)} FROM {identifier(table)} "
                f"WHERE {identifier(key)} IN (SELECT unnest($keys::VARCHAR[])) AND {identifier(name)} IS NOT NULL"
            )
            rows = engine.execute(text, {"keys": keys}).fetchall()
            found |= {NodeRef(label, one): shown_name(label, str(called)) for one, called in rows}
    return found
