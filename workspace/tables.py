"""The canonical tables, declared once: columns, types, what is required, what refers to what.

Checks, snapshots, graph loads, docs and the simulator all read this declaration; `docs/data-format.md`
is made from it.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a column holds; `ENGINE_TYPES` says how the snapshot stores it."""

    ID = "id"  # opaque string
    TEXT = "text"
    DATE = "date"
    TIME = "time"  # local, ISO 8601
    MONEY = "money"  # yuan, at most 2 decimals
    PRICE = "price"  # yuan a pack, at most 4 decimals
    QUANTITY = "quantity"  # packs, at most 3 decimals
    NUMBER = "number"
    FLAG = "flag"  # true/false


ENGINE_TYPES: dict[Kind, str] = {
    Kind.ID: "VARCHAR",
    Kind.TEXT: "VARCHAR",
    Kind.DATE: "DATE",
    Kind.TIME: "TIMESTAMP",
    Kind.MONEY: "DECIMAL(14,2)",
    Kind.PRICE: "DECIMAL(14,4)",
    Kind.QUANTITY: "DECIMAL(14,3)",
    Kind.NUMBER: "DOUBLE",
    Kind.FLAG: "BOOLEAN",
}


@dataclass(frozen=True)
class Column:
    """One column: its kind, whether it may be empty, what it refers to, which values it may take."""

    name: str
    kind: Kind
    meaning: str
    required: bool = False
    refers_to: str | None = None  # table whose key it holds
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None

    @property
    def engine_type(self) -> str:
        """The DuckDB type in the snapshot."""
        return ENGINE_TYPES[self.kind]


@dataclass(frozen=True)
class Table:
    """One canonical table; `key` is the unique id column, None where rows have no id of their own."""

    name: str
    row: str  # what one row is
    columns: tuple[Column, ...]
    key: str | None = None
    required: bool = False
    month_of: str | None = None  # column whose month partitions the table; lines and scans take the settlement's

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if len(set(names)) != len(names):
            raise ValueError(f"table {self.name} declares a column twice")
        for name in filter(None, (self.key, self.month_of)):
            if name not in names:
                raise ValueError(f"table {self.name} has no column {name}")

    def column(self, name: str) -> Column:
        """The column of that name; KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name}.{name}")


def _id(name: str, meaning: str, refers_to: str | None = None, *, required: bool = False) -> Column:
    return Column(name, Kind.ID, meaning, required=required, refers_to=refers_to)


def _text(name: str, meaning: str, choices: tuple[str, ...] = (), *, required: bool = False) -> Column:
    return Column(name, Kind.TEXT, meaning, required=required, choices=choices)


_SEX = ("M", "F")

PERSONS = Table(
    "persons",
    "an insured person",
    (
        _id("person_id", "the insured person", required=True),
        _text("name", "full name"),
        _text("sex", "sex as registered", _SEX),
        Column("birth_date", Kind.DATE, "date of birth"),
        Column("death_date", Kind.DATE, "date of death"),
        _text("region_code", "region of residence"),
        _text("address", "address of residence"),
        _text("phone", "contact number"),
        _id("household_id", "household"),
        _text("employer", "employer"),
        _text("id_number", "identity number"),
    ),
    key="person_id",
    required=True,
)

CARDS = Table(
    "cards",
    "an insurance credential",
    (
        _id("card_id", "the credential", required=True),
        _id("person_id", "its holder", "persons", required=True),
        _text("kind", "kind of credential", ("social_card", "e_credential", "id_card")),
        Column("issued_on", Kind.DATE, "first day of validity"),
        Column("revoked_on", Kind.DATE, "day it ceased to be valid"),
    ),
    key="card_id",
    required=True,
)

INSTITUTIONS = Table(
    "institutions",
    "a pharmacy, hospital, clinic",
    (
        _id("institution_id", "the institution", required=True),
        _text("name", "name"),
        _text(
            "kind",
            "kind of institution",
            ("pharmacy", "hospital", "clinic", "village_clinic", "care_home"),
            required=True,
        ),
        _text("level", "level, as graded by the authority"),
        _text("region_code", "region it stands in"),
        _text("address", "address"),
        Column("longitude", Kind.NUMBER, "degrees east", low=-180, high=180),
        Column("latitude", Kind.NUMBER, "degrees north", low=-90, high=90),
        _text("chain", "chain it belongs to"),
        _text("legal_representative", "legal representative"),
        Column("opened_on", Kind.DATE, "day it opened"),
    ),
    key="institution_id",
    required=True,
)

DOCTORS = Table(
    "doctors",
    "a prescriber",
    (
        _id("doctor_id", "the doctor", required=True),
        _text("name", "name"),
        _id("institution_id", "where the doctor works", "institutions"),
        _text("department", "department"),
        _text("title", "title"),
    ),
    key="doctor_id",
)

DRUGS = Table(
    "drugs",
    "a listed drug",
    (
        _id("drug_id", "the drug", required=True),
        _text("generic_name", "generic name"),
        _text("trade_name", "trade name"),
        _text("atc_code", "ATC code"),
        _text("strength", "strength and form"),
        Column("unit_price", Kind.PRICE, "list price of a pack in yuan", low=0),
        Column("days_per_pack", Kind.NUMBER, "days that a pack lasts at the usual dose", low=0),
        Column("chronic", Kind.FLAG, "taken for a chronic disease"),
        _text("sex_limit", "only for this sex", _SEX),
        Column("resale_risk", Kind.NUMBER, "how sought-after in trade, 0 to 1", low=0, high=1),
    ),
    key="drug_id",
    required=True,
)

BATCHES = Table(
    "batches",
    "a production lot of a drug",
    (
        _id("batch_id", "the lot", required=True),
        _id("drug_id", "its drug", "drugs", required=True),
        _text("lot_number", "lot number as printed"),
        _text("manufacturer", "manufacturer"),
        Column("made_on", Kind.DATE, "day of manufacture"),
        Column("expires_on", Kind.DATE, "day of expiry"),
    ),
    key="batch_id",
)

SETTLEMENTS = Table(
    "settlements",
    "one payment at an institution",
    (
        _id("settlement_id", "the payment", required=True),
        _id("card_id", "the credential used", "cards", required=True),
        _id("person_id", "whose benefit was used", "persons", required=True),
        _id("institution_id", "where", "institutions", required=True),
        Column("settled_at", Kind.TIME, "when, local time", required=True),
        _text("medical_type", "type of treatment"),
        Column("total_amount", Kind.MONEY, "total in yuan"),
        Column("fund_amount", Kind.MONEY, "paid by the pooled fund, in yuan"),
        Column("account_amount", Kind.MONEY, "paid from the personal account, in yuan"),
        Column("cash_amount", Kind.MONEY, "paid in cash, in yuan"),
        _text("terminal_id", "terminal"),
        _text("operator_id", "operator at the terminal"),
        _id("collected_by", "the agent who was shown", "persons"),
        _id("reverses", "the payment that this one undoes", "settlements"),
    ),
    key="settlement_id",
    required=True,
    month_of="settled_at",
)

LINES = Table(
    "lines",
    "one drug on a settlement",
    (
        _id("line_id", "the line", required=True),
        _id("settlement_id", "its settlement", "settlements", required=True),
        _id("drug_id", "the drug", "drugs", required=True),
        _id("batch_id", "the lot", "batches"),
        Column("quantity", Kind.QUANTITY, "packs (or units of a split pack)", required=True),
        Column("unit_price", Kind.PRICE, "yuan a pack", low=0),
        Column("amount", Kind.MONEY, "yuan", required=True),
        Column("days_supply", Kind.NUMBER, "days that the quantity lasts", low=0),
        _id("prescription_id", "the prescription filled", "prescriptions"),
        _id("doctor_id", "the prescriber", "doctors"),
        Column("split_pack", Kind.FLAG, "a part of a pack was sold"),
    ),
    key="line_id",
    required=True,
)

SCANS = Table(
    "scans",
    "one trace code read at a sale",
    (
        _id("trace_code", "the code as read", required=True),
        _id("line_id", "the line it was read for", "lines", required=True),
    ),
)

STOCK_MOVES = Table(
    "stock_moves",
    "stock in or out other than insured sales",
    (
        _id("move_id", "the move", required=True),
        _id("institution_id", "whose stock", "institutions", required=True),
        _id("batch_id", "which lot", "batches", required=True),
        _text(
            "kind",
            "kind of move",
            (
                "opening",
                "purchase",
                "purchase_return",
                "transfer_in",
                "transfer_out",
                "self_pay_sale",
                "damage",
                "stocktake",
            ),
            required=True,
        ),
        Column("quantity", Kind.QUANTITY, "packs; a stocktake's is the count found", required=True),
        Column("moved_at", Kind.TIME, "when, local time", required=True),
        _id("supplier_id", "who delivered", "suppliers"),
        _id("counterparty_id", "the other institution of a transfer", "institutions"),
        _text("invoice_number", "invoice"),
    ),
    key="move_id",
    month_of="moved_at",
)

SUPPLIERS = Table(
    "suppliers",
    "a wholesaler",
    (
        _id("supplier_id", "the wholesaler", required=True),
        _text("name", "name"),
        _text("licence_number", "licence"),
    ),
    key="supplier_id",
)

PRESCRIPTIONS = Table(
    "prescriptions",
    "a prescription",
    (
        _id("prescription_id", "the prescription", required=True),
        _id("person_id", "for whom", "persons", required=True),
        _id("doctor_id", "by whom", "doctors", required=True),
        _id("institution_id", "where", "institutions"),
        Column("issued_at", Kind.TIME, "when, local time"),
    ),
    key="prescription_id",
)

INPATIENT_STAYS = Table(
    "inpatient_stays",
    "a stay in a bed",
    (
        _id("stay_id", "the stay", required=True),
        _id("person_id", "who", "persons", required=True),
        _id("institution_id", "where", "institutions", required=True),
        Column("admitted_at", Kind.TIME, "admission, local time", required=True),
        Column("discharged_at", Kind.TIME, "discharge, local time; empty while the stay goes on"),
    ),
    key="stay_id",
)

AGENTS = Table(
    "agents",
    "a registered proxy (family account, guardian)",
    (
        _id("person_id", "the person acted for", "persons", required=True),
        _id("agent_person_id", "who acts", "persons", required=True),
        _text("relation", "relation of the agent to the person"),
        Column("since", Kind.DATE, "registered on"),
    ),
)

# In the order in which references can be checked: a table comes after those it refers to.
TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        PERSONS,
        CARDS,
        INSTITUTIONS,
        DOCTORS,
        DRUGS,
        BATCHES,
        SUPPLIERS,
        PRESCRIPTIONS,
        SETTLEMENTS,
        LINES,
        SCANS,
        STOCK_MOVES,
        INPATIENT_STAYS,
        AGENTS,
    )
}

# Provenance columns that every snapshot table carries beside its own.
FILE_COLUMN = "source_file"  # file name as given to load
ROW_COLUMN = "source_row"  # row 1 is the first data row of that file
# Where a mapping completes rows from other files: the columns filled, with commas between them. Kept for loaders.
COMPLETED_COLUMN = "completed"
