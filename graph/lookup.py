"""Which node a person means: `kind:id`, `kind:name` or a name alone."""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from graph.declaration import NODE_KINDS
from graph.masking import PERSONAL
from graph.store import GraphStore, Neighbourhood, NodeRef
from workspace.access import seen
from workspace.audit import Act, Action, Secret, record
from workspace.engine import connect, identifier
from workspace.errors import RingtraceError
from workspace.snapshots import Workspace

# How people call the kinds. A contact is named by its kind and value, such as phone:13800000000.
WORDS = {label.lower(): label for label in NODE_KINDS} | {"shop": "Institution", "code": "Pack", "lot": "Batch"}
_CONTACTS = ("phone", "address", "household")
# Kinds that have names, with the table, its key and the columns that hold them.
NAMED = {
    "Person": ("persons", "person_id", ("name",)),
    "Institution": ("institutions", "institution_id", ("name",)),
    "Doctor": ("doctors", "doctor_id", ("name",)),
    "Drug": ("drugs", "drug_id", ("generic_name", "trade_name")),
    "Batch": ("batches", "batch_id", ("lot_number",)),
    "Supplier": ("suppliers", "supplier_id", ("name",)),
}
# The property by which people call a node, of the kinds that have names.
NAMES = {label: columns[0] for label, (_, _, columns) in NAMED.items()}
Around = Callable[..., Neighbourhood | None]  # a store, a node, edges=, limit=
_SHOWN = 5  # of several that fit


def parse_ref(text: str) -> NodeRef | None:
    """`kind:id` as a node, whether or not it exists; None where the text does not begin with a kind."""
    word, mark, key = text.partition(":")
    if not mark or not key:
        return None
    if word.lower() in _CONTACTS:
        return NodeRef("Contact", f"{word.lower()}:{key}")
    label = WORDS.get(word.lower())
    return NodeRef(label, key) if label else None


def spoken(node: NodeRef) -> str:
    """The node as people write it and `parse_ref` reads it."""
    return f"{'code' if node.label == 'Pack' else node.label.lower()}:{node.key}"


def act_on(action: Action, node: NodeRef) -> Act:
    """Something done with a node, as the audit log is told: a phone, an address, a card's number never as itself."""
    if (node.label, NODE_KINDS[node.label].key.name) in PERSONAL:
        return Act(action, node.label, details={"text": Secret(node.key)})
    return Act(action, f"{node.label}:{node.key}")


def find_node(workspace: Workspace, store: GraphStore, text: str) -> NodeRef:
    """The node that is meant, of those that whoever acts may open.

    Raises:
        RingtraceError: there is none, or a name fits several.
    """
    node = parse_ref(text)
    record(
        workspace, act_on(Action.SEARCH, node) if node else Act(Action.SEARCH, "names", details={"text": Secret(text)})
    )
    if node and exists(store, node) and seen(workspace, [(node.label, node.key)]):
        return node
    label, name = (node.label, node.key) if node else (None, text)
    named = _of_name(workspace, name, label)
    shown = seen(workspace, [(one.label, one.key) for one in named])
    found = [one for one in named if (one.label, one.key) in shown]
    if len(found) == 1:
        return found[0]
    if found:
        some = ", ".join(spoken(one) for one in found[:_SHOWN])
        more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        raise RingtraceError(f"{len(found)} nodes are called {name}: {some}{more}. Name one of them so.")
    raise RingtraceError(missing(text, node))


def look_around(
    workspace: Workspace,
    store: GraphStore,
    node: NodeRef,
    *,
    edges: tuple[str, ...] = (),
    limit: int = 100,
    around: Around | None = None,
) -> Neighbourhood | None:
    """A node's neighbourhood, told to the audit log; neighbours that whoever acts may not open are left out.

    around: how the store is asked, where not by `GraphStore.neighbours`.

    Raises:
        RingtraceError: the node may not be looked at, or it could not be written.
    """
    record(workspace, act_on(Action.LOOK, node))
    found = (around or _neighbours)(store, node, edges=edges, limit=limit)
    if found is None:
        return None
    shown = seen(workspace, [(one.ref.label, one.ref.key) for one in found.nodes])
    nodes = tuple(one for one in found.nodes if (one.ref.label, one.ref.key) in shown)
    if len(nodes) == len(found.nodes):
        return found
    kept = {node, *(one.ref for one in nodes)}
    return replace(found, nodes=nodes, edges=tuple(one for one in found.edges if {one.start, one.end} <= kept))


def _neighbours(store: GraphStore, node: NodeRef, *, edges: tuple[str, ...], limit: int) -> Neighbourhood | None:
    return store.neighbours(node, edges=edges, limit=limit)


def exists(store: GraphStore, node: NodeRef) -> bool:
    """Whether the graph has the node."""
    kind = NODE_KINDS[node.label]
    text = f"MATCH (n:{kind.label} {{{kind.key.name}: $key}}) RETURN count(*)"
    return bool(store.query(text, {"key": node.key}).rows[0][0])


def _of_name(workspace: Workspace, name: str, label: str | None) -> list[NodeRef]:
    """Nodes of that name, of one kind or of all that have names."""
    snapshot = workspace.require_current()
    found: list[NodeRef] = []
    with tempfile.TemporaryDirectory(prefix="ringtrace-") as spill, connect(workspace.settings, Path(spill)) as engine:
        snapshot.register(engine)
        for kind, (table, key, columns) in NAMED.items():
            if label not in (None, kind) or table not in snapshot.tables:
                continue
            fits = " OR ".join(f"{identifier(column)} = $name" for column in columns)
            rows = engine.execute(f"SELECT {key} FROM {table} WHERE {fits} ORDER BY 1", {"name": name}).fetchall()
            found += [NodeRef(kind, str(row[0])) for row in rows]
    return found


def missing(text: str, node: NodeRef | None) -> str:
    """Why nothing was found, and how to name it; `node`: what `parse_ref` reads in the text."""
    if node is None:
        return (
            f"Nothing is called {text}. Name it by kind and id, such as person:ID; kinds: {', '.join(sorted(WORDS))}."
        )
    if node.label == "Pack":
        return f"Code {node.key} was not read twice, so it joins nothing. Follow it by: ringtrace trace code:{node.key}"
    return f"Nothing is called {text}: the graph has no {node.label} of that id or name."
