"""What a build made: nodes and edges by kind."""

from rich.columns import Columns
from rich.console import Console
from rich.text import Text

from command_line.text import neutral
from graph.build import BuildReport
from graph.declaration import EDGE_KINDS, NODE_KINDS


def print_built(console: Console, built: BuildReport) -> None:
    """The graph's size by kind of node and edge, and what it took."""
    for title, kinds in (("nodes", NODE_KINDS), ("edges", EDGE_KINDS)):
        counts = {label: built.counts[label] for label in kinds if built.counts.get(label)}
        console.print(Text(f"{sum(counts.values()):,} {title}", "bold"))
        console.print(Columns([f"  {label} {count:,}" for label, count in counts.items()], padding=(0, 2)))
    made = f"built in {built.total_seconds:.1f} s" if built.built else "was built already; nothing to do"
    place = f"{neutral(built.path)}, {built.bytes / 1e6:,.0f} MB" if built.bytes else "in Neo4j"
    console.print(Text(f"{made}: {place}", "dim"))
