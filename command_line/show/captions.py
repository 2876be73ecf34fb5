"""How a node is called where people read: its name, masked for people, and what to type to name it."""

from functools import lru_cache

from graph.declaration import NODE_KINDS
from graph.lookup import NAMES, spoken
from graph.masking import masked_value, shown_name
from graph.paths.sentences import Caption
from graph.store import GraphStore, NodeRef


def captions(store: GraphStore) -> Caption:
    """A function that says how a node is called; it remembers what it asked the store."""

    @lru_cache(maxsize=10_000)
    def caption(node: NodeRef) -> str:
        name = _name(store, node)
        if node.label == "Contact":
            return _contact(node)
        return f"{name} ({spoken(node)})" if name else spoken(node)

    return caption


def _name(store: GraphStore, node: NodeRef) -> str:
    if node.label not in NAMES:
        return ""
    key = NODE_KINDS[node.label].key.name
    rows = store.query(f"MATCH (n:{node.label} {{{key}: $key}}) RETURN n.{NAMES[node.label]}", {"key": node.key}).rows
    name = str(rows[0][0] or "") if rows else ""
    return shown_name(node.label, name)


def _contact(node: NodeRef) -> str:
    """A shared phone or address without saying which, as names are masked too."""
    kind, _, value = node.key.partition(":")
    return f"the {kind} {masked_value(value)}"
