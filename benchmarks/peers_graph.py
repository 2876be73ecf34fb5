"""The same graph loaded by two others: networkx in memory, and Neo4j's own bulk import.

`python -m benchmarks.peers_graph WORKSPACE` prints both beside our own load of the same files. Each function
takes the kinds' Parquet files that `stage` writes; only the load is timed, not the writing of its input.
"""

import json
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.measuring import run_measured
from benchmarks.neo4j_server import NEO4J_VERSION, home_of, java, prepare_neo4j
from graph.declaration import EDGE_KINDS, KINDS, NODE_KINDS
from graph.ladybug_store import LadybugLoader
from graph.neo4j_import import CsvLoader, import_arguments
from graph.sources import register
from graph.staging import Exporter, Steps, load_all
from workspace.snapshots import Workspace

Staged = dict[str, tuple[Path, int]]  # by label: its file and rows


@dataclass(frozen=True)
class Measured:
    """One load: wall seconds, peak bytes of its process tree, what it loaded."""

    name: str
    seconds: float
    peak_bytes: int
    elements: int
    others: float  # cores busy with other work meanwhile

    @property
    def elements_a_second(self) -> float:
        return self.elements / self.seconds


def stage(workspace: Workspace, folder: Path) -> Staged:
    """Write every kind of the snapshot in force as Parquet into `folder`."""
    snapshot = workspace.require_current()
    with workspace.connect() as connection:
        register(snapshot, connection)
        exporter = Exporter(connection, snapshot, folder, Steps(lambda *_: None, 0))
        try:
            return {label: wait() for label, wait in exporter.start().items()}
        finally:
            exporter.stop()


def staged_in(folder: Path) -> Staged:
    """What `stage` wrote there, read back."""
    files = {label: folder / f"{label}.parquet" for label in KINDS}
    return {label: (file, pq.read_metadata(file).num_rows if file.is_file() else 0) for label, file in files.items()}


def rows_of(staged: Staged) -> int:
    return sum(rows for _, rows in staged.values())


def by_ladybug(folder: Path, workspace: Path) -> Measured:
    """Our own load of the same files, in a process of its own."""
    return _in_process("ladybug", folder, str(workspace))


def by_networkx(folder: Path) -> Measured:
    """A MultiDiGraph with every property, in a process of its own."""
    return _in_process("networkx", folder)


def _in_process(name: str, folder: Path, *rest: str) -> Measured:
    command = [sys.executable, "-m", "benchmarks.peers_graph", f"--{name}", str(folder), *rest]
    run = run_measured(command)
    seconds = json.loads(run.output.splitlines()[-1])
    return Measured(name, seconds, run.peak_bytes, rows_of(staged_in(folder)), run.others)


def _load_networkx(folder: Path) -> float:
    import networkx as nx

    started = time.perf_counter()
    graph = nx.MultiDiGraph()
    for label, (file, rows) in staged_in(folder).items():
        for batch in pq.ParquetFile(file).iter_batches(65536) if rows else ():
            columns = [column.to_pylist() for column in batch.columns]
            names = batch.schema.names
            if label in NODE_KINDS:
                graph.add_nodes_from(
                    ((label, row[0]), dict(zip(names[1:], row[1:], strict=True))) for row in zip(*columns, strict=True)
                )
                continue
            start, end = EDGE_KINDS[label].ends[0]
            graph.add_edges_from(
                ((start, row[0]), (end, row[1]), label, dict(zip(names[2:], row[2:], strict=True)))
                if len(row) > 2
                else ((start, row[0]), (end, row[1]), label)
                for row in zip(*columns, strict=True)
            )
    return time.perf_counter() - started


def _load_ladybug(folder: Path, workspace: Path) -> float:
    settings = Workspace.open(workspace).settings
    staged = staged_in(folder)
    with tempfile.TemporaryDirectory(dir=folder) as made:
        started = time.perf_counter()
        loader = LadybugLoader(Path(made) / "graph.lbug", settings)
        ready = {label: partial(_given, given) for label, given in staged.items()}
        load_all(loader, ready, Steps(lambda *_: None, 0))
        return time.perf_counter() - started


def _given(staged: tuple[Path, int]) -> tuple[Path, int]:
    return staged


def by_neo4j_import(folder: Path) -> Measured:
    """`neo4j-admin database import full` of the same nodes and edges as CSV, into a database of its own."""
    staged = {label: given for label, given in staged_in(folder).items() if given[1]}
    prepare_neo4j()
    with tempfile.TemporaryDirectory(dir=folder) as made:
        loader = CsvLoader(Path(made))
        for label, (file, _) in staged.items():
            loader.load(KINDS[label], file)
        arguments = import_arguments("neo4j", Path(made), loader.options, overwrite=True)
        command = [*java("Neo4jAdminCommand"), *arguments]
        database = Path(made) / "home"
        run = run_measured(command, home_of(database), database)
    return Measured(f"neo4j-admin {NEO4J_VERSION}", run.seconds, run.peak_bytes, rows_of(staged), run.others)


def main() -> None:
    if sys.argv[1] == "--networkx":
        print(json.dumps(_load_networkx(Path(sys.argv[2]))))
    elif sys.argv[1] == "--ladybug":
        print(json.dumps(_load_ladybug(Path(sys.argv[2]), Path(sys.argv[3]))))
    else:
        path = Path(sys.argv[1])
        with tempfile.TemporaryDirectory(dir=path) as folder:
            files = Path(folder)
            stage(Workspace.open(path), files)
            for measured in (by_ladybug(files, path), by_neo4j_import(files), by_networkx(files)):
                print(json.dumps(asdict(measured) | {"elements_a_second": round(measured.elements_a_second)}))


if __name__ == "__main__":
    main()
