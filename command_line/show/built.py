"""What a build made: nodes and edges by kind."""

import shlex

from rich.columns import Columns
from rich.console import Console
from rich.text import Text

from command_line.text import neutral
from graph.build import BuildReport
from graph.declaration import EDGE_KINDS, NODE_KINDS
from graph.neo4j_import import ImportFiles


def print_built(console: Console, built: BuildReport) -> None:
    """The graph's size by kind of node and edge, and what it took."""
    for title, kinds in (("nodes", NODE_KINDS), ("edges", EDGE_KINDS)):
        counts = {label: built.counts[label] for label in kinds if built.counts.get(label)}
        console.print(Text(f"{sum(counts.values()):,} {title}", "bold"))
        console.print(Columns([f"  {label} {count:,}" for label, count in counts.items()], padding=(0, 2)))
    if built.changed:
        rows = sum(built.changed.values())
        console.print(Text(f"{rows:,} of them written: what was added or changed since the snapshot before"))
    made = f"built in {built.total_seconds:.1f} s" if built.built else "was built already; nothing to do"
    place = f"{neutral(built.path)}, {built.bytes / 1e6:,.0f} MB" if built.bytes else "in Neo4j"
    console.print(Text(f"{made}: {place}", "dim"))


def print_import(console: Console, files: ImportFiles) -> None:
    """The command that imports the files, to be copied as it stands."""
    rows = sum(files.counts.values())
    told = f"{rows:,} nodes and edges in {neutral(files.folder)}. With Neo4j stopped, run:"
    console.print(Text(told, "bold"), soft_wrap=True)
    lines = " \\\n  ".join(neutral(shlex.quote(word)) for word in files.command)
    console.print(Text(lines), soft_wrap=True)
    console.print(Text("Start Neo4j, then complete the graph: ringtrace build --store neo4j", "bold"))
