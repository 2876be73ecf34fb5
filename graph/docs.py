"""`docs/graph.md`, made from the declaration. `python -m graph.docs` writes it anew."""

from collections.abc import Iterable
from pathlib import Path

from graph.declaration import EDGE_KINDS, NODE_KINDS
from graph.kinds import EdgeKind, NodeKind, Property
from graph.projected import LABELS, TIES
from graph.sources import HOUSEHOLD_OF_PAIRS

DOCS_FILE = Path(__file__).parent.parent / "docs" / "graph.md"

_HEAD = f"""# The graph

What `ringtrace build` makes of a snapshot. This page is made from the declaration in `graph/nodes.py`, `graph/edges.py`
and `graph/projected.py`: change those, then run `python -m graph.docs`.

Ids are texts and come back as they were delivered. Money is in fen (a hundredth of a yuan), as integers, so that sums
are exact; quantities are in packs, as doubles, which carry those of the tables exactly once rounded to 3 decimals.
Times are local. Unknown values are null; an empty text stays an empty text. A table that was not delivered
leaves its kinds empty. Labels and properties that are words of the query language are quoted with backticks
(`` [:`ON`] ``).

- Households of up to {HOUSEHOLD_OF_PAIRS} people are joined pair by pair (`LIVES_WITH`); a larger one (a care home, a
  dormitory) is one `Contact` that its members are joined to, so that edges grow with people, not with their square.
- A trace code is a `Pack` when it was read more than once; the other codes stay in the tables and are found by code.
- Who got a lot: `(b:Batch)-[:LOT_OF]->(:Drug)<-[d:DISPENSED]-(:Settlement)` where `d.batch = b.number`.
- An edge names its line or stock movement by the place of the row in the snapshot, which is a number;
  `graph.places.ids_of_places` gives the ids back.
- `Ring`, `Signal`, `MEMBER_OF`, `SUPPORTS` are those of the run in force: `ringtrace detect` puts them into a
  graph that is built, `ringtrace build` those of a run that is there. They are empty before the first run.
  `FormerRing` and `BECAME` tell what the run before had, under a label of its own, so that no ring is counted twice.
"""

_PROJECTION_HEAD = f"""## The entity projection

{", ".join(LABELS)}, with settlements folded into weighted ties; undirected, each tie once, as arrays in
`projection/` of the snapshot (`graph.projection.read_projection`). Paths and neighbourhoods of entities run on it.
"""


def graph_page() -> str:
    """The whole page as Markdown."""
    parts = [_HEAD, "## Nodes\n", *map(_node, NODE_KINDS.values()), "## Edges\n", *map(_edge, EDGE_KINDS.values())]
    rows = [(tie.name, f"{tie.first} – {tie.second}", tie.meaning) for tie in TIES]
    return "\n".join([*parts, _PROJECTION_HEAD, _table(("tie", "between", "meaning; weight"), rows)])


def _node(kind: NodeKind) -> str:
    return f"### {kind.label}\n\n{_sentence(kind.meaning)} Key: `{kind.key.name}`.\n\n{_properties(kind.properties)}"


def _edge(kind: EdgeKind) -> str:
    pairs = ", ".join(f"`(:{start})-[:{kind.label}]->(:{end})`" for start, end in kind.ends)
    properties = f"\n{_properties(kind.properties)}" if kind.properties else ""
    return f"### {kind.label}\n\n{_sentence(kind.meaning)} {pairs}\n{properties}"


def _sentence(meaning: str) -> str:
    return f"{meaning[0].upper()}{meaning[1:]}."


def _properties(properties: tuple[Property, ...]) -> str:
    rows = [(f"`{item.name}`", item.type.value, item.unit, item.meaning) for item in properties]
    return _table(("property", "type", "unit", "meaning"), rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    DOCS_FILE.write_text(graph_page(), encoding="utf-8")
