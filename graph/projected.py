"""What the entity projection holds: which kinds of nodes, and which ties with which weight."""

from dataclasses import dataclass

from graph.sources import HOUSEHOLD_OF_PAIRS

LABELS = ("Person", "Card", "Institution", "Doctor", "Contact", "Pack")


@dataclass(frozen=True)
class Tie:
    """A kind of tie; `sql` gives first_key, second_key, weight over the snapshot's tables."""

    name: str
    first: str
    second: str
    meaning: str  # of the tie and its weight
    sql: str

    def __post_init__(self) -> None:
        if {self.first, self.second} - set(LABELS):
            raise ValueError(f"tie {self.name} joins a kind that is not projected")


TIES = (
    Tie(
        "HOLDS",
        "Person",
        "Card",
        "holds the credential; 1",
        "SELECT person_id AS first_key, card_id AS second_key, 1 AS weight FROM cards",
    ),
    Tie(
        "BOUGHT_AT",
        "Person",
        "Institution",
        "settled there; standing settlements",
        "SELECT person_id AS first_key, institution_id AS second_key, settlements AS weight FROM visits",
    ),
    Tie(
        "COLLECTED_FOR",
        "Person",
        "Person",
        "collected for the other as agent; standing settlements",
        "SELECT collected_by AS first_key, person_id AS second_key, COUNT(*) AS weight "
        "FROM standing_settlements WHERE collected_by IS NOT NULL GROUP BY collected_by, person_id",
    ),
    Tie(
        "PRESCRIBED_TO",
        "Doctor",
        "Person",
        "prescribed to the person; lines of standing settlements",
        "SELECT doctor_id AS first_key, standing_settlements.person_id AS second_key, COUNT(*) AS weight "
        "FROM prescribed_lines JOIN standing_settlements "
        "ON prescribed_lines.settlement_id = standing_settlements.settlement_id GROUP BY 1, 2",
    ),
    Tie(
        "WORKS_AT",
        "Doctor",
        "Institution",
        "works there; 1",
        "SELECT doctor_id AS first_key, institution_id AS second_key, 1 AS weight "
        "FROM doctors WHERE institution_id IS NOT NULL",
    ),
    Tie(
        "REACHED_BY",
        "Person",
        "Contact",
        "gave the shared contact; 1",
        "SELECT person_id AS first_key, contact_id AS second_key, 1 AS weight FROM contact_uses",
    ),
    Tie(
        "LIVES_WITH",
        "Person",
        "Person",
        "lives in one household; 1",
        "SELECT a.person_id AS first_key, b.person_id AS second_key, 1 AS weight FROM household_members a "
        "JOIN household_members b ON a.household_id = b.household_id AND a.person_id < b.person_id "
        f"WHERE a.members <= {HOUSEHOLD_OF_PAIRS}",
    ),
    Tie(
        "ACTS_FOR",
        "Person",
        "Person",
        "is the other's registered agent; 1",
        "SELECT agent_person_id AS first_key, person_id AS second_key, 1 AS weight FROM agents",
    ),
    Tie(
        "SCANNED_FOR",
        "Pack",
        "Person",
        "the pack was read at the person's settlement; reads",
        "SELECT trace_code AS first_key, settlements.person_id AS second_key, COUNT(*) AS weight "
        "FROM repeated_reads JOIN settlements ON repeated_reads.settlement_id = settlements.settlement_id "
        "GROUP BY 1, 2",
    ),
    Tie(
        "SCANNED_AT",
        "Pack",
        "Institution",
        "the pack was read there; reads",
        "SELECT trace_code AS first_key, settlements.institution_id AS second_key, COUNT(*) AS weight "
        "FROM repeated_reads JOIN settlements ON repeated_reads.settlement_id = settlements.settlement_id "
        "GROUP BY 1, 2",
    ),
)
