"""The kinds of edges."""

from graph.kinds import EdgeKind, Property, PropertyType, of_table
from graph.nodes import TERMINAL_KEY
from graph.sources import HOUSEHOLD_OF_PAIRS
from workspace import tables

HOLDS = EdgeKind("HOLDS", "a person holds a credential", (("Person", "Card"),), "person_id", "card_id", source="cards")

PAID_WITH = EdgeKind(
    "PAID_WITH",
    "a settlement was paid with a credential",
    (("Settlement", "Card"),),
    "settlement_id",
    "card_id",
    source="payments",
)

AT = EdgeKind(
    "AT",
    "a settlement was made at an institution",
    (("Settlement", "Institution"),),
    "settlement_id",
    "institution_id",
    source="payments",
)

ON = EdgeKind(
    "ON",
    "a settlement was made on a terminal",
    (("Settlement", "Terminal"),),
    "settlement_id",
    f"({TERMINAL_KEY})",
    source="settlements",
)

LINE = Property(
    "line",
    PropertyType.INTEGER,
    "the line: its place among the snapshot's lines, from 0; `graph.places` tells its id",
    sql="place",
)

MOVE = Property(
    "move",
    PropertyType.INTEGER,
    "the movement: its place among the snapshot's stock_moves, from 0; `graph.places` tells its id",
    sql="place",
)

LOT = Property("batch", PropertyType.INTEGER, "the lot, as `Batch.number`", sql="number_of_batch_id")

DISPENSED = EdgeKind(
    "DISPENSED",
    "a line of a settlement dispensed a drug",
    (("Settlement", "Drug"),),
    "settlement_id",
    "drug_id",
    (LINE, LOT, *of_table(tables.LINES, "quantity", "amount")),
    "settled_lines",
)

COLLECTED_BY = EdgeKind(
    "COLLECTED_BY",
    "an agent was shown when the settlement was made",
    (("Settlement", "Person"),),
    "settlement_id",
    "collected_by",
    source="settlements",
)

PRESCRIBED = EdgeKind(
    "PRESCRIBED",
    "a doctor prescribed a line of a settlement; the line names the doctor, or its prescription does",
    (("Doctor", "Settlement"),),
    "doctor_id",
    "settlement_id",
    (LINE,),
    "prescribed_lines",
)

WORKS_AT = EdgeKind(
    "WORKS_AT",
    "a doctor works at an institution",
    (("Doctor", "Institution"),),
    "doctor_id",
    "institution_id",
    source="doctors",
)

LOT_OF = EdgeKind("LOT_OF", "a lot is of a drug", (("Batch", "Drug"),), "batch_id", "drug_id", source="batches")

DELIVERED = EdgeKind(
    "DELIVERED",
    "a supplier delivered a lot to an institution; each is also a MOVED of kind purchase",
    (("Supplier", "Institution"),),
    "supplier_id",
    "institution_id",
    (MOVE, LOT, *of_table(tables.STOCK_MOVES, "quantity", "moved_at")),
    "(SELECT * FROM numbered_moves WHERE kind = 'purchase') purchases",
)

MOVED = EdgeKind(
    "MOVED",
    "an institution's stock of a lot changed other than by an insured sale",
    (("Institution", "Batch"),),
    "institution_id",
    "batch_id",
    (MOVE, *of_table(tables.STOCK_MOVES, "kind", "quantity", "moved_at", "counterparty_id")),
    "numbered_moves",
)

SCANNED_IN = EdgeKind(
    "SCANNED_IN",
    "a pack's code was read for a line of a settlement",
    (("Pack", "Settlement"),),
    "trace_code",
    "settlement_id",
    (LINE,),
    "repeated_reads",
)

REACHED_BY = EdgeKind(
    "REACHED_BY",
    "a person gave a phone or address, or lives in a large household, that others share",
    (("Person", "Contact"),),
    "person_id",
    "contact_id",
    source="contact_uses",
)

LIVES_WITH = EdgeKind(
    "LIVES_WITH",
    f"two people of one household of at most {HOUSEHOLD_OF_PAIRS}; one edge a pair, from the smaller id",
    (("Person", "Person"),),
    "first_person",
    "second_person",
    source="household_pairs",
)

ACTS_FOR = EdgeKind(
    "ACTS_FOR",
    "a registered agent acts for a person",
    (("Person", "Person"),),
    "agent_person_id",
    "person_id",
    of_table(tables.AGENTS, "relation", "since"),
    "agents",
)

REVERSES = EdgeKind(
    "REVERSES",
    "a settlement undoes another",
    (("Settlement", "Settlement"),),
    "settlement_id",
    "reverses",
    source="settlements",
)

BOUGHT_AT = EdgeKind(
    "BOUGHT_AT",
    "a person's standing settlements at an institution together (reversals and what they undo left out)",
    (("Person", "Institution"),),
    "person_id",
    "institution_id",
    (
        Property("settlements", PropertyType.INTEGER, "standing settlements", "count"),
        Property("amount", PropertyType.INTEGER, "their total", "fen", "amount * 100"),
        Property("first", PropertyType.TIMESTAMP, "the first of them", "local time", "first_at"),
        Property("last", PropertyType.TIMESTAMP, "the last of them", "local time", "last_at"),
    ),
    "visits",
)

MEMBER_OF = EdgeKind(
    "MEMBER_OF",
    "a member of a ring, of a run of detect",
    tuple((label, "Ring") for label in ("Person", "Card", "Institution", "Doctor", "Batch", "Drug")),
    properties=(
        Property("role", PropertyType.STRING, "organiser, collector, lender, seller, sink_shop, …"),
        Property("weight", PropertyType.DOUBLE, "how strongly it belongs to the ring", "0 to 1"),
    ),
)

SUPPORTS = EdgeKind("SUPPORTS", "a signal supports a ring, of a run of detect", (("Signal", "Ring"),))

BECAME = EdgeKind(
    "BECAME",
    "people of a ring of the run before are in a ring of the run in force",
    (("FormerRing", "Ring"),),
    properties=tuple(
        Property(name, PropertyType.INTEGER, meaning, "people")
        for name, meaning in (
            ("shared", "in both"),
            ("joined", "in the later ring only"),
            ("gone", "in the earlier ring only"),
        )
    ),
)

# Loaded after all others: those that Ladybug loads with every core. What it loads with one core, since few institutions
# or suppliers are at one end, comes before, while the engine needs the other.
LAST = (DISPENSED, PRESCRIBED, ON, PAID_WITH)

EDGES = (
    HOLDS,
    PAID_WITH,
    AT,
    DELIVERED,
    MOVED,
    COLLECTED_BY,
    REVERSES,
    LIVES_WITH,
    ACTS_FOR,
    BOUGHT_AT,
    WORKS_AT,
    LOT_OF,
    DISPENSED,
    PRESCRIBED,
    ON,
    SCANNED_IN,
    REACHED_BY,
    MEMBER_OF,
    SUPPORTS,
    BECAME,
)
