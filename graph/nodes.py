"""The kinds of nodes."""

from graph.kinds import NodeKind, Property, PropertyType, of_table
from graph.sources import HOUSEHOLD_OF_PAIRS
from workspace import tables

# A terminal's number counts within its institution; the institution's own slashes are escaped to keep it unique.
TERMINAL_KEY = "REPLACE(REPLACE(institution_id, '%', '%25'), '/', '%2F') || '/' || terminal_id"


def _text(name: str, meaning: str, sql: str = "") -> Property:
    return Property(name, PropertyType.STRING, meaning, sql=sql)


def _count(name: str, meaning: str, sql: str) -> Property:
    return Property(name, PropertyType.INTEGER, meaning, "count", sql)


PERSON = NodeKind("Person", "an insured person", of_table(tables.PERSONS), "persons")

CARD = NodeKind(
    "Card",
    "an insurance credential",
    of_table(tables.CARDS, "card_id", "kind", "issued_on", "revoked_on"),
    "cards",
)

INSTITUTION = NodeKind("Institution", "a pharmacy, hospital or clinic", of_table(tables.INSTITUTIONS), "institutions")

DOCTOR = NodeKind(
    "Doctor", "a prescriber", of_table(tables.DOCTORS, "doctor_id", "name", "department", "title"), "doctors"
)

DRUG = NodeKind("Drug", "a listed drug", of_table(tables.DRUGS), "drugs")

BATCH = NodeKind(
    "Batch",
    "a production lot of a drug",
    (
        *of_table(tables.BATCHES, "batch_id", "lot_number", "manufacturer", "made_on", "expires_on"),
        Property("number", PropertyType.INTEGER, "number of the lot, by which edges name it", sql="number_of_batch_id"),
    ),
    "batches",
)

SETTLEMENT = NodeKind(
    "Settlement",
    "one payment at an institution",
    of_table(
        tables.SETTLEMENTS,
        "settlement_id",
        "settled_at",
        "medical_type",
        "total_amount",
        "fund_amount",
        "account_amount",
        "cash_amount",
        "operator_id",
    ),
    "settlements",
)

TERMINAL = NodeKind(
    "Terminal",
    "a payment terminal of an institution",
    (
        _text("terminal_key", "institution and terminal number, joined by a slash", TERMINAL_KEY),
        _text("terminal_id", "number of the terminal within its institution"),
        _text("institution_id", "the institution it stands in"),
    ),
    "(SELECT DISTINCT institution_id, terminal_id FROM settlements WHERE terminal_id IS NOT NULL) seen",
)

SUPPLIER = NodeKind("Supplier", "a wholesaler", of_table(tables.SUPPLIERS), "suppliers")

CONTACT = NodeKind(
    "Contact",
    "a phone or an address that several people share, or a household of more than "
    f"{HOUSEHOLD_OF_PAIRS} (smaller ones are LIVES_WITH)",
    (
        _text("contact_id", "kind and value, joined by a colon"),
        _text("kind", "phone, address or household"),
        _text("value", "the number, the address or the household's id"),
        _count("people", "people who share it", "people"),
    ),
    "(SELECT contact_id, kind, value, COUNT(*) AS people FROM contact_uses GROUP BY contact_id, kind, value) shared",
)

PACK = NodeKind(
    "Pack",
    "a pack whose trace code was read more than once; the other codes stay in the tables",
    (_text("trace_code", "the code as read"), _count("scans", "times that it was read at a sale", "scans")),
    "(SELECT trace_code, COUNT(*) AS scans FROM repeated_scans GROUP BY trace_code) repeated",
)

RING = NodeKind(
    "Ring",
    "a group that a run of detect found",
    (
        _text("ring_id", "the ring"),
        _text("pattern", "card_lending, shop_collusion or resale"),
        _text("variant", "variant of the pattern"),
        Property("score", PropertyType.DOUBLE, "strength of the finding", "0 to 1"),
        _text("level", "red, yellow or watch"),
        Property("loss_amount", PropertyType.INTEGER, "loss, each line counted once", "fen"),
        Property("first_seen", PropertyType.TIMESTAMP, "first settlement", "local time"),
        Property("last_seen", PropertyType.TIMESTAMP, "last settlement", "local time"),
        _text("run", "the run that found it"),
    ),
)

FORMER_RING = NodeKind(
    "FormerRing",
    "a ring as the run before the one in force had it",
    (
        _text("former_id", "the run before and the ring, joined by a slash"),
        _text("ring_id", "the ring; one that was found again bears the same id"),
        *RING.properties[1:],
        Property("people", PropertyType.INTEGER, "people in it", "people"),
    ),
)

SIGNAL = NodeKind(
    "Signal",
    "one validated observation that a ring rests on, of a run of detect",
    (
        _text("signal_id", "the observation"),
        _text("signal", "name of the signal"),
        _text("statement", "what was seen, in a sentence"),
        Property("p_value", PropertyType.DOUBLE, "chance of it under the null model", "0 to 1"),
        Property("weight", PropertyType.DOUBLE, "its weight in the ring", "0 to 1"),
        _text("run", "the run that found it"),
    ),
)

NODES = (
    PERSON,
    CARD,
    INSTITUTION,
    DOCTOR,
    DRUG,
    BATCH,
    SETTLEMENT,
    TERMINAL,
    SUPPLIER,
    CONTACT,
    PACK,
    RING,
    SIGNAL,
    FORMER_RING,
)
