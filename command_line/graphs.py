"""The graph in the store that was asked for, for verbs whose questions are our own and need no guard."""

from typing import TYPE_CHECKING

from command_line.options import Store

if TYPE_CHECKING:
    from graph.store import GraphStore
    from workspace.snapshots import Workspace


def graph_in(workspace: "Workspace", store: Store) -> "GraphStore":
    """The graph of the snapshot in force, to be closed.

    Raises:
        RingtraceError: it is not built there, or the Neo4j of the settings cannot be used or holds another.
    """
    if store is Store.NEO4J:
        from graph.neo4j_build import open_neo4j

        return open_neo4j(workspace)
    from graph.build import open_store

    return open_store(workspace)
