"""The graph of a ring: its members, what ties them, and where each stands in the picture."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from evidence.source import Row, Source
from graph.layout import positions

if TYPE_CHECKING:
    import igraph
    import networkx as nx
    import pandas as pd


@dataclass(frozen=True)
class GraphNode:
    """A member. `name` is masked unless the bundle shows names."""

    id: str  # Person:… as in the app
    kind: str
    key: str
    name: str
    role: str
    weight: float  # 0 to 1, the member's part in the ring
    x: float = 0.0  # -1 to 1
    y: float = 0.0


@dataclass(frozen=True)
class GraphEdge:
    """A tie between two members; `times` counts what it rests on, the rest is empty where it does not apply."""

    source: str
    target: str
    kind: str
    times: int = 1
    amount: float | None = None  # yuan
    first: str = ""  # ISO 8601 days
    last: str = ""
    p_value: float | None = None
    statement: str = ""


@dataclass(frozen=True)
class Subgraph:
    """A ring's graph with a title, in the language of the bundle."""

    title: str
    nodes: tuple[GraphNode, ...]
    edges: tuple[GraphEdge, ...]
    language: str = "en"

    def to_frames(self) -> "tuple[pd.DataFrame, pd.DataFrame]":
        """Nodes and ties as pandas has them; `evidence.exchange.from_frames` is the way back."""
        from evidence.exchange import to_frames

        return to_frames(self)

    def to_networkx(self) -> "nx.MultiDiGraph[str]":
        """The graph as networkx has it; `evidence.exchange.from_networkx` is the way back."""
        from evidence.exchange import to_networkx

        return to_networkx(self)

    def to_igraph(self) -> "igraph.Graph":
        """The graph as igraph has it; `evidence.exchange.from_igraph` is the way back."""
        from evidence.exchange import to_igraph

        return to_igraph(self)


MOST_DRAWN = 5_000  # ties in a picture: with more, nobody sees any


def drawn_of(graph: Subgraph) -> Subgraph:
    """The graph as it is drawn: of more than `MOST_DRAWN` ties those of findings first, then the most frequent."""
    if len(graph.edges) <= MOST_DRAWN:
        return graph
    ranked = sorted(range(len(graph.edges)), key=lambda at: (not graph.edges[at].statement, -graph.edges[at].times, at))
    kept = sorted(ranked[:MOST_DRAWN])
    return replace(graph, edges=tuple(graph.edges[at] for at in kept))


LABELS = {
    "person": "Person",
    "card": "Card",
    "institution": "Institution",
    "doctor": "Doctor",
    "drug": "Drug",
    "batch": "Batch",
}

# Ties by kind: SQL of source, target (ids), times, amount, first, last, and the kinds at both ends. Those of trade
# are summed over the settlements in the bundle that were not undone.
_STANDING = """(SELECT * FROM ring_settlements s WHERE s.reverses IS NULL
    AND s.settlement_id NOT IN (SELECT reverses FROM ring_settlements WHERE reverses IS NOT NULL))"""
TIES = {
    ("HOLDS", "person", "card"): "SELECT person_id, card_id, 1, NULL, NULL, NULL FROM cards",
    ("BOUGHT_AT", "person", "institution"): (
        "SELECT person_id, institution_id, count(*), sum(total_amount), min(settled_at), max(settled_at) "
        f"FROM {_STANDING} GROUP BY ALL"
    ),
    ("COLLECTED_FOR", "person", "person"): (
        "SELECT collected_by, person_id, count(*), sum(total_amount), min(settled_at), max(settled_at) "
        f"FROM {_STANDING} WHERE collected_by IS NOT NULL AND collected_by <> person_id GROUP BY ALL"
    ),
    ("DISPENSED_TO", "drug", "person"): (
        "SELECT drug_id, person_id, count(*), sum(amount), min(settled_at), max(settled_at) "
        f"FROM ring_lines JOIN {_STANDING} USING (settlement_id) GROUP BY ALL"
    ),
    ("PRESCRIBED_TO", "doctor", "person"): (
        "SELECT coalesce(l.doctor_id, p.doctor_id), s.person_id, count(*), sum(amount), min(settled_at), "
        f"max(settled_at) FROM ring_lines l JOIN {_STANDING} s USING (settlement_id) "
        "LEFT JOIN prescriptions p USING (prescription_id) WHERE coalesce(l.doctor_id, p.doctor_id) IS NOT NULL "
        "GROUP BY ALL"
    ),
    ("WORKS_AT", "doctor", "institution"): "SELECT doctor_id, institution_id, 1, NULL, NULL, NULL FROM doctors",
    ("LOT_OF", "batch", "drug"): "SELECT batch_id, drug_id, 1, NULL, NULL, NULL FROM batches",
    ("ACTS_FOR", "person", "person"): (
        "SELECT agent_person_id, person_id, count(*), NULL, min(since), NULL FROM agents GROUP BY ALL"
    ),
    ("LIVES_WITH", "person", "person"): (
        "SELECT a.person_id, b.person_id, 1, NULL, NULL, NULL FROM (SELECT * FROM persons SEMI JOIN ring_persons "
        "USING (person_id)) a JOIN (SELECT * FROM persons SEMI JOIN ring_persons USING (person_id)) b "
        "ON a.household_id = b.household_id AND a.person_id < b.person_id"
    ),
}


def subgraph(source: Source, names: dict[tuple[str, str], str], title: str, seed: int) -> Subgraph:
    """The ring's members with their `names`, and the ties between them, laid out by `seed`."""
    nodes = tuple(
        GraphNode(
            f"{LABELS[one['kind']]}:{one['id']}",
            LABELS[one["kind"]],
            one["id"],
            names.get((one["kind"], one["id"]), ""),
            one["role"],
            float(one["weight"]),
        )
        for one in sorted(source.ring["members"], key=lambda one: (one["kind"], one["id"]))
    )
    edges = tuple(sorted([*_ties(source), *_seen_together(source.ring)], key=_order))
    return Subgraph(title, _laid_out(nodes, edges, seed), edges, source.options.language)


def _order(edge: GraphEdge) -> tuple[str, str, str, str]:
    return edge.kind, edge.source, edge.target, edge.statement


def _ties(source: Source) -> list[GraphEdge]:
    found: list[GraphEdge] = []
    for (name, start, end), sql in TIES.items():
        starts, ends = source.members(start), source.members(end)
        if not starts or not ends:
            continue
        rows = source.connection.execute(
            f"SELECT * FROM ({sql}) AS t(a, b, times, amount, since, until) "
            "WHERE a IN (SELECT unnest(?::VARCHAR[])) AND b IN (SELECT unnest(?::VARCHAR[]))",
            [starts, ends],
        ).fetchall()
        found += [_tie(name, f"{LABELS[start]}:{row[0]}", f"{LABELS[end]}:{row[1]}", row[2:]) for row in rows]
    return found


def _tie(name: str, source: str, target: str, row: tuple[Any, ...]) -> GraphEdge:
    times, amount, first, last = row
    return GraphEdge(
        source, target, name, int(times), None if amount is None else float(amount), _day(first), _day(last)
    )


def _day(moment: Any) -> str:
    return "" if moment is None else moment.isoformat()[:10]


def _seen_together(ring: Row) -> list[GraphEdge]:
    """A tie for each finding that is about two members."""
    known = {one["id"]: f"{LABELS[one['kind']]}:{one['id']}" for one in ring["members"]}
    return [
        GraphEdge(
            known[finding["entities"][0]],
            known[finding["entities"][1]],
            kind=finding["signal"].upper(),
            times=len(finding["line_ids"]),
            p_value=float(finding["p_value"]),
            statement=finding["statement"],
        )
        for finding in ring["signals"]
        if len(finding["entities"]) == 2 and set(finding["entities"]) <= set(known)
    ]


def _laid_out(nodes: tuple[GraphNode, ...], edges: tuple[GraphEdge, ...], seed: int) -> tuple[GraphNode, ...]:
    place = {node.id: number for number, node in enumerate(nodes)}
    laid = positions(len(nodes), [(place[edge.source], place[edge.target]) for edge in edges], seed)
    return tuple(replace(node, x=x, y=y) for node, (x, y) in zip(nodes, laid, strict=True))
