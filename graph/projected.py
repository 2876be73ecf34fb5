"""What the entity projection holds: which kinds of nodes, and which ties with which weight."""

from dataclasses import dataclass

from graph.joining import END, START, edges_view

LABELS = ("Person", "Card", "Institution", "Doctor", "Contact", "Pack")


@dataclass(frozen=True)
class Tie:
    """A kind of tie; `sql` gives the numbers of both nodes within their kinds, first, second, and the weight."""

    name: str
    first: str
    second: str
    meaning: str  # of the tie and its weight
    sql: str

    def __post_init__(self) -> None:
        if {self.first, self.second} - set(LABELS):
            raise ValueError(f"tie {self.name} joins a kind that is not projected")


def _edges(label: str, weight: str = "1") -> str:
    """A tie that is an edge of the graph."""
    return f"SELECT {START} AS first, {END} AS second, {weight} AS weight FROM {edges_view(label)}"


def _of_settlements(label: str, first: str, second: str, settlement: str, settlements: str) -> str:
    """A tie by way of the settlements that edges of a kind start from or end at, weighted by those edges."""
    return (
        f"SELECT {first} AS first, {second} AS second, COUNT(*) AS weight FROM {edges_view(label)} e "
        f"JOIN {settlements} s ON e.{settlement} = s.number_of_settlement_id GROUP BY 1, 2"
    )


TIES = (
    Tie("HOLDS", "Person", "Card", "holds the credential; 1", _edges("HOLDS")),
    Tie(
        "BOUGHT_AT", "Person", "Institution", "settled there; standing settlements", _edges("BOUGHT_AT", "settlements")
    ),
    Tie(
        "COLLECTED_FOR",
        "Person",
        "Person",
        "collected for the other as agent; standing settlements",
        _of_settlements(
            "COLLECTED_BY", f"e.{END}", "s.number_of_person_id", START, "(SELECT * FROM payments WHERE stands)"
        ),
    ),
    Tie(
        "PRESCRIBED_TO",
        "Doctor",
        "Person",
        "prescribed to the person; lines of standing settlements",
        _of_settlements(
            "PRESCRIBED", f"e.{START}", "s.number_of_person_id", END, "(SELECT * FROM payments WHERE stands)"
        ),
    ),
    Tie("WORKS_AT", "Doctor", "Institution", "works there; 1", _edges("WORKS_AT")),
    Tie("REACHED_BY", "Person", "Contact", "gave the shared contact; 1", _edges("REACHED_BY")),
    Tie("LIVES_WITH", "Person", "Person", "lives in one household; 1", _edges("LIVES_WITH")),
    Tie("ACTS_FOR", "Person", "Person", "is the other's registered agent; 1", _edges("ACTS_FOR")),
    Tie(
        "SCANNED_FOR",
        "Pack",
        "Person",
        "the pack was read at the person's settlement; reads",
        _of_settlements("SCANNED_IN", f"e.{START}", "s.number_of_person_id", END, "payments"),
    ),
    Tie(
        "SCANNED_AT",
        "Pack",
        "Institution",
        "the pack was read there; reads",
        _of_settlements("SCANNED_IN", f"e.{START}", "s.number_of_institution_id", END, "payments"),
    ),
)
