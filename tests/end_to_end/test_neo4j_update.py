"""A later delivery in a Neo4j that holds the graph before it: only what changed is written, with the same outcome."""

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from months import cut

from benchmarks.neo4j_server import CURRENT_VERSION, NEO4J_VERSION, Server
from graph.build import build, open_store
from graph.declaration import EDGE_KINDS, NODE_KINDS
from graph.kinds import EdgeKind, NodeKind
from graph.neighbourhood import quoted_name
from graph.neo4j_build import build_in_neo4j, open_neo4j
from graph.neo4j_state import neo4j_state
from graph.ring_rows import RUN_KINDS
from graph.store import GraphStore, Limits
from loaders.load import load
from simulation.generate import generate_city
from workspace.errors import RingtraceError
from workspace.settings import Settings
from workspace.snapshots import Workspace

pytestmark = pytest.mark.slow
Servers = Callable[[str], Server]
Hold = Callable[[Workspace, Server], Workspace]
LOTS = ("batch", "number")  # a store's own numbers of lots


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two months of a city, and its third."""
    root = tmp_path_factory.mktemp("deliveries")
    city = generate_city(root / "city", persons=500, months=3, seed=5, level="mid")
    cut(city, "2025-03", root / "earlier", root / "later")
    cut_lots(root / "earlier", root / "later" / "batches-2025-03.csv")
    return root / "earlier", root / "later"


def cut_lots(earlier: Path, late: Path) -> None:
    """Lots that nothing names before come later, so that those of before have other numbers then."""
    named = {cell for file in ("lines.csv", "stock_moves.csv") for row in read(earlier / file) for cell in row}
    header, *lots = read(earlier / "batches.csv")
    write(late, [header, *(row for row in lots if row[0] not in named)])
    write(earlier / "batches.csv", [header, *(row for row in lots if row[0] in named)])


def read(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def write(file: Path, rows: list[list[str]]) -> None:
    file.parent.mkdir(exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def node_text(kind: NodeKind) -> str:
    names = [item.name for item in kind.properties if item.name not in LOTS]
    return f"MATCH (n:{kind.label}) RETURN {', '.join(f'n.{quoted_name(name)} AS {name}_' for name in names)}"


def edge_text(kind: EdgeKind) -> str:
    (start, end), *_ = kind.ends
    items = [f"s.{NODE_KINDS[start].key.name} AS start_", f"t.{NODE_KINDS[end].key.name} AS end_"]
    items += [f"e.{quoted_name(item.name)} AS {item.name}_" for item in kind.properties if item.name not in LOTS]
    of_lot = any(item.name in LOTS for item in kind.properties)
    lot = "OPTIONAL MATCH (b:Batch) WHERE b.number = e.batch " if of_lot else ""
    items += ["b.batch_id AS lot_"] if of_lot else []
    return f"MATCH (s:{start})-[e:{quoted_name(kind.label)}]->(t:{end}) {lot}RETURN {', '.join(items)}"


def everything(store: GraphStore) -> dict[str, Counter[tuple[Any, ...]]]:
    """All rows of all kinds of the tables, lots by their ids."""
    texts = {label: node_text(kind) for label, kind in NODE_KINDS.items() if label not in RUN_KINDS}
    texts |= {label: edge_text(kind) for label, kind in EDGE_KINDS.items() if label not in RUN_KINDS}
    return {label: Counter(store.query(text, limits=Limits(rows=10**9)).rows) for label, text in texts.items()}


def both_hold_the_same(workspace: Workspace, there: Workspace) -> None:
    assert build_in_neo4j(there).counts == build(workspace).counts
    embedded, served = open_store(workspace), open_neo4j(there)
    try:
        wanted, found = everything(embedded), everything(served)
        for label, rows in wanted.items():
            assert found[label] == rows, label
    finally:
        embedded.close()
        served.close()


def identities(there: Workspace) -> set[str]:
    """What the server calls the edges from settlements to cards and their nodes."""
    store = open_neo4j(there)
    try:
        text = "MATCH (s:Settlement)-[e:PAID_WITH]->(c:Card) RETURN elementId(s), elementId(e), elementId(c)"
        return {one for row in store.query(text, limits=Limits(rows=10**9)).rows for one in row}
    finally:
        store.close()


def corrected(folder: Path, file: str, change: Callable[[list[list[str]]], list[list[str]]], to: Path) -> Path:
    """A delivered file with other rows under its name."""
    header, *rows = read(folder / file)
    write(to / file, [header, *change(rows)])
    return to / file


def renamed(rows: list[list[str]]) -> list[list[str]]:
    return [[row[0], "改名大药房", *row[2:]] for row in rows]


@pytest.mark.parametrize("release", [NEO4J_VERSION, CURRENT_VERSION])
def test_an_appended_month_is_all_that_is_written(
    folders: tuple[Path, Path], tmp_path: Path, neo4j_servers: Servers, hold_in_neo4j: Hold, release: str
) -> None:
    earlier, later = folders
    workspace = Workspace(tmp_path / "w", Settings(threads=1, memory_limit_gb=1.0))
    load(workspace, [earlier])
    there = hold_in_neo4j(workspace, neo4j_servers(release))
    former, before = workspace.require_current().id, identities(there)

    load(workspace, [later], append=True)
    with pytest.raises(RingtraceError, match=f"holds snapshot {former}, in force is .* --store neo4j$"):
        open_neo4j(there)
    report = build_in_neo4j(there)
    both_hold_the_same(workspace, there)
    assert before < identities(there), "what did not change was made anew"
    added = report.counts["Settlement"] - report.changed["Settlement"]
    assert 0 < report.changed["Settlement"] < added, "the months before were written again"
    assert sum(report.changed.values()) < 0.6 * sum(report.counts.values())
    assert not build_in_neo4j(there).changed

    # a shop has another name, agents were registered by mistake, payments of the last file never were
    files = [
        corrected(earlier, "institutions.csv", renamed, tmp_path / "in"),
        corrected(earlier, "agents.csv", lambda rows: rows[:-3], tmp_path / "in"),
        corrected(later, "settlements-2025-03.csv", lambda rows: rows[:-20], tmp_path / "in"),
    ]
    load(workspace, files, append=True, max_rejects=1)

    def killed(done: str, *_: int) -> None:
        if done == "update AT":
            raise InterruptedError

    with pytest.raises(InterruptedError):
        build_in_neo4j(there, progress=killed)
    with pytest.raises(RingtraceError, match="holds snapshot"):
        open_neo4j(there)
    assert neo4j_state(there.settings, workspace.require_current()).other == "ringtrace build --store neo4j"
    both_hold_the_same(workspace, there)

    load(workspace, [earlier])
    with pytest.raises(RingtraceError, match="Nothing was changed"):
        build_in_neo4j(there)
