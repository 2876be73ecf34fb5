"""Values for the parameters of the saved queries, with which they have something to find in the small city."""

from graph.store import GraphStore
from queries.library import built_in

QUERIES = built_in()

# Values with which a query has rows on the city, beside keys of nodes that are drawn below.
LOOSE = {
    "cards_swiped_together": {"within": 600, "at_least": 1},
    "customers_in_step": {"within": 600, "at_least": 1},
    "repeat_customers": {"at_least": 2},
    "cards_behind_a_terminal": {"at_least": 2},
    "template_baskets": {"lines": 1, "at_least": 2},
    "sales_against_stock": {"at_least": -1_000_000},
    "agents_for_many": {"at_least": 1},
    "shared_contacts": {"at_least": 2},
    "collectors": {"risk": 0.1, "at_least": 2},
    "doctor_shop_pairs": {"at_least": 2},
    "sinks": {"at_least": 1},
    "flows_between_institutions": {"at_least": 1},
    "missing_lots": {"share": 0},
    "silent_institutions": {"today": "2030-01-01"},
    "patients_of_a_doctor": {"at_least": 1},
    "institutions_by_amount": {"at_least": 1},
}
# On a small honest-minded city these may well find nothing; that they run is tested all the same.
MAY_BE_EMPTY = {"lots_without_delivery", "sold_before_delivery", "transfers_of_an_institution", "rings_near_person"}

# For each kind of node: what it is matched by, its key; the node with most matches has much to find.
BUSY = {
    "Card": ("(n:Card)<-[:PAID_WITH]-()", "card_id"),
    "Institution": ("(n:Institution {kind: 'pharmacy'})<-[:AT]-()", "institution_id"),
    "Doctor": ("(n:Doctor)-[:PRESCRIBED]->()", "doctor_id"),
    "Contact": ("(n:Contact)<-[:REACHED_BY]-()", "contact_id"),
    "Pack": ("(n:Pack)-[:SCANNED_IN]->()", "trace_code"),
    "Ring": ("(n:Ring)<-[:MEMBER_OF]-()", "ring_id"),
    "Batch": ("(n:Batch)<-[:MOVED]-()", "batch_id"),
    "Person": ("(n:Person)<-[:COLLECTED_BY]-()", "person_id"),
}
SPECIAL = {
    "customers_in_step": ("(n:Person)-[b:BOUGHT_AT]->(:Institution {kind: 'pharmacy'})", "person_id"),
    "rings_near_person": ("(n:Person)-[:MEMBER_OF]->()", "person_id"),
}


def busiest(store: GraphStore, name: str, label: str) -> str:
    """Key of the node of a kind with which the query should find much."""
    pattern, key = SPECIAL.get(name) or BUSY[label]
    text = f"MATCH {pattern} RETURN n.{key} AS k, count(*) AS times ORDER BY times DESC, k LIMIT 1"
    return store.query(text).rows[0][0]


def drawn(store: GraphStore, name: str) -> dict[str, str]:
    """Parameters with which the query should find something."""
    given = {key: str(value) for key, value in LOOSE.get(name, {}).items()}
    for one in QUERIES[name].parameters:
        if one.default is None and one.name not in given:
            assert one.suggestions, f"{name}.{one.name} has neither default nor suggestions"
            given[one.name] = busiest(store, name, one.suggestions[0])
    return given
