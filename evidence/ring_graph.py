"""A ring's graph for a notebook or a script, as its bundle would hold it: names masked."""

from detection.lookup import find_ring, run_in_force
from evidence.options import Options
from evidence.people import told
from evidence.report.wording import Wording
from evidence.source import Row, Source, opened
from evidence.subgraph import Subgraph, subgraph
from workspace.snapshots import Snapshot, Workspace


def ring_graph(workspace: Workspace, ring_id: str, options: Options | None = None) -> Subgraph:
    """The graph of a ring of the run in force: its members and what ties them.

    Raises:
        RingtraceError: nothing was searched yet, or there is no such ring.
    """
    run = run_in_force(workspace)
    snapshot = Snapshot(workspace.snapshots / run["snapshot"])
    with opened(workspace, snapshot, find_ring(run, ring_id), options or Options()) as source:
        return graph_of(source, run, told(source))


def graph_of(source: Source, run: Row, members: list[Row]) -> Subgraph:
    """The graph of a source's ring; `members` are what `told` gives of it."""
    names = {(row["kind"], row["id"]): row["name"] or "" for row in members}
    title = Wording(source.options.language).headline(source.ring)
    return subgraph(source, names, title, int(run["settings"].get("seed", 0)))
