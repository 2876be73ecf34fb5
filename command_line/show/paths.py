"""Paths, connections and common neighbours on a terminal."""

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from command_line.text import counted, neutral
from graph.lookup import spoken
from graph.paths.explain import Hop, Path, Paths, Shared, Together
from graph.paths.search import Looked
from graph.paths.sentences import Caption
from graph.store import NodeRef

_PAYMENTS = 3  # settlements shown of each hop


def print_paths(console: Console, found: Paths, ends: tuple[NodeRef, NodeRef], caption: Caption) -> None:
    """Each path with its hops; where there is none, how far was looked."""
    if not found.paths:
        console.print(Text(neutral(f"No path found between {caption(ends[0])} and {caption(ends[1])}.")))
    for rank, path in enumerate(found.paths, start=1):
        _print_path(console, rank, path, caption)
    console.print(Text(how_far(found.looked, found.tried), "dim"))


def how_far(looked: Looked, tried: int) -> str:
    """How far a search went, in a sentence."""
    seen = f"{counted(looked.entities, 'entity', 'entities')} and {counted(looked.ties, 'tie')}"
    steps = counted(looked.steps, "step")
    if looked.exhausted:
        return f"Looked at {seen}: all that connects them within {steps}."
    weakest = f"every path within {steps} that is stronger than {2.0 ** (1 - looked.cost):.1e} was seen"
    return f"Looked at {seen}; {weakest} ({counted(tried, 'path')} tried)."


def print_together(console: Console, found: Together) -> None:
    """The hops of the tree that joins several nodes."""
    for hop in found.hops:
        _print_hop(console, hop)
    for group in found.apart:
        console.print(Text(neutral("joined to none of the others: " + ", ".join(map(spoken, group))), "yellow"))


def print_shared(console: Console, found: tuple[Shared, ...]) -> None:
    """Common neighbours, the most unusual first."""
    if not found:
        console.print("They have no neighbour in common.")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("shared by both", "chance", "bits", "strength"):
        table.add_column(name, justify="left" if name == "shared by both" else "right", overflow="fold")
    for one in found:
        table.add_row(neutral(one.caption), f"{one.chance:.1e}", f"{one.surprise:.1f}", f"{one.strength:.4f}")
    console.print(table)


def _print_path(console: Console, rank: int, path: Path, caption: Caption) -> None:
    steps = counted(len(path.hops), "step")
    console.print(Text.assemble((f"{rank}. {steps}, strength {path.strength:.2g}", "bold")))
    console.print(Padding(Text(neutral(" → ".join(caption(node) for node in path.nodes))), (0, 0, 0, 3), expand=False))
    for hop in path.hops:
        _print_hop(console, hop)
    console.print()


def _print_hop(console: Console, hop: Hop) -> None:
    console.print(Padding(Text(neutral(hop.sentence)), (0, 0, 0, 5), expand=False))
    payments = [payment for item in hop.evidence for payment in item.payments]
    shown = [
        f"{one.settled_at:%Y-%m-%d %H:%M} {one.settlement_id} ¥ {one.amount:,.2f}{'' if one.stands else ' (undone)'}"
        for one in payments[:_PAYMENTS]
    ]
    if shown:
        more = f" … {len(payments) - len(shown):,} more, all by --json" if len(payments) > len(shown) else ""
        text = Text(neutral("; ".join(shown) + more), "dim")
        console.print(Padding(text, (0, 0, 0, 7), expand=False))
