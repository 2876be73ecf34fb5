"""The snapshot's tables as detection reads them: net of reversals, with dense keys, free of any engine.

Every signal is an Ibis expression over these, so that DuckDB runs it on one machine and Spark where the data
outgrows it. Dense integer keys stand for ids while millions of rows are compared; ids come back at the end.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

if TYPE_CHECKING:
    import pandas as pd

DAY = 24 * 3600  # seconds


def _key(table: ir.Table, column: str) -> ir.Value:
    return ibis.row_number().over(ibis.window(order_by=table[column])).cast("int32")


def _hash(text: str) -> dt.uint64:
    """DuckDB's own hash: what Ibis calls one goes by way of a string of bits, which costs as much as a join."""


_hash_of: Callable[[ir.Column], ir.Column] = ibis.udf.scalar.builtin(_hash, name="hash")


def _queue(column: ir.Column) -> Any:
    return ibis.window(order_by=column)


def fetched(table: ir.Table) -> "pd.DataFrame":
    """The rows as a frame; sums of whole numbers, which engines widen to decimals, come as floats."""
    wide = [name for name, kind in table.schema().items() if kind.is_decimal()]
    frame: pd.DataFrame = table.mutate(**{name: table[name].cast("float64") for name in wide}).to_pandas()
    return frame


@dataclass
class Tables:
    """Canonical tables by name, as Ibis expressions, and what is derived from them once for all signals.

    `keep` materialises an expression in the engine (a temporary table, a cached frame); without one, each use
    computes it anew. `number` is a hash of 64 bits: settlements, lines and codes, of which there are too many to count
    through, are told apart by it. Among a billion ids the chance that any two share one is 3 %, far below the share
    of codes that are misread.
    """

    source: dict[str, ir.Table]
    keep: Callable[[ir.Table], ir.Table] = field(default=lambda expression: expression)
    number: Callable[[ir.Column], ir.Column] = field(default=_hash_of)
    queue: Callable[[ir.Column], Any] = field(default=_queue)  # a window in which equal values stand side by side
    load: Callable[["pd.DataFrame"], ir.Table] = field(default=ibis.memtable)  # a small frame as a table of the engine
    _derived: dict[str, ir.Table] = field(default_factory=dict, repr=False)

    def derived(self, name: str, make: "Callable[[Tables], ir.Table]") -> ir.Table:
        """What several callers share is made once, under a name."""
        if name not in self._derived:
            self._derived[name] = make(self)
        return self._derived[name]

    def has(self, *names: str) -> bool:
        """Whether all of these tables were delivered."""
        return all(name in self.source for name in names)

    def missing(self, names: Iterable[str]) -> list[str]:
        """Those of the tables that were not delivered, sorted."""
        return sorted(name for name in names if name not in self.source)

    def read(self) -> None:
        """Make what nearly every signal asks for."""
        _ = self.visits, self.sold

    @cached_property
    def people(self) -> ir.Table:
        """Insured persons: `person` (dense key) and the columns of the table.

        Only the keys are kept; the other columns are read where they are asked for.
        """
        return self.source["persons"].join(self.person_keys, "person_id")

    @cached_property
    def person_keys(self) -> ir.Table:
        """The dense key of each insured person: person, person_id."""
        persons = self.source["persons"]
        return self.keep(persons.select("person_id", person=_key(persons, "person_id")))

    @cached_property
    def places(self) -> ir.Table:
        """Institutions: `place` (dense key) and the columns of the table."""
        institutions = self.source["institutions"]
        return self.keep(institutions.mutate(place=_key(institutions, "institution_id")))

    @cached_property
    def medicines(self) -> ir.Table:
        """Drugs: `drug` (dense key) and the columns of the table."""
        drugs = self.source["drugs"]
        return self.keep(drugs.mutate(drug=_key(drugs, "drug_id")))

    @cached_property
    def reversed_settlements(self) -> ir.Table:
        """Settlements that were undone: settlement, undone_at."""
        settlements = self.source["settlements"]
        undoing = settlements.filter(settlements.reverses.notnull())
        undone = undoing.mutate(settlement=self.number(undoing.reverses))
        return self.keep(undone.group_by("settlement").aggregate(undone_at=undone.settled_at.min()))

    @cached_property
    def visits(self) -> ir.Table:
        """Settlements that stand (neither undone nor undoing).

        Columns: settlement, person, place, at (seconds since 1970, local), day (days since 1970), agent (whether one
        was shown).
        """
        settlements = self.source["settlements"]
        standing = settlements.filter(settlements.reverses.isnull())
        standing = standing.mutate(
            settlement=self.number(standing.settlement_id), mark=self.number(standing.person_id)
        ).anti_join(self.reversed_settlements, "settlement")
        people = self.person_keys.select("person", mark=self.number(self.person_keys.person_id))
        places = self.places.select("place", "institution_id")
        joined = standing.join(people, "mark").join(places, "institution_id")
        at = joined.settled_at.epoch_seconds().cast("int64")
        return self.keep(
            joined.select(
                "settlement",
                "person",
                "place",
                at=at,
                agent=joined.collected_by.notnull(),
                day=(at // DAY).cast("int32"),
            )
        )

    @cached_property
    def lots(self) -> ir.Table:
        """Production lots: `lot` (dense key) and batch_id; where no table names them, those on the lines."""
        named = self.source["batches" if self.has("batches") else "lines"].select("batch_id").distinct()
        named = named.filter(named.batch_id.notnull())
        return self.keep(named.mutate(lot=_key(named, "batch_id")))

    @cached_property
    def doctors(self) -> ir.Table:
        """Doctors: `doctor` (dense key) and doctor_id; where no table names them, those on the lines."""
        named = self.source["doctors" if self.has("doctors") else "lines"].select("doctor_id").distinct()
        named = named.filter(named.doctor_id.notnull())
        return self.keep(named.mutate(doctor=_key(named, "doctor_id")))

    @cached_property
    def sold(self) -> ir.Table:
        """Lines of settlements that stand.

        Columns: line, settlement, person, place, drug, lot and doctor (null where unknown), quantity, amount (yuan),
        days (of supply, null where unknown), whole (not a part of a pack), read (whole, and a code was read), at, day.
        """
        lines = self.source["lines"].select(
            "line_id",
            "settlement_id",
            "drug_id",
            "batch_id",
            "doctor_id",
            "quantity",
            "amount",
            "days_supply",
            "split_pack",
        )
        lines = lines.mutate(line=self.number(lines.line_id), settlement=self.number(lines.settlement_id))
        medicines = self.medicines.select("drug", "drug_id", "days_per_pack")
        visits = self.visits.select("settlement", "person", "place", "at", "day")
        joined = lines.join(visits, "settlement").join(medicines, "drug_id").left_join(self.lots, "batch_id")
        joined = joined.left_join(self.doctors, "doctor_id")
        quantity, whole = joined.quantity.cast("float64"), ~joined.split_pack.fill_null(False)
        read = whole & joined.line.isin(self.scans.line) if self.has("scans") else ibis.literal(False)
        return self.keep(
            joined.select(
                "line", "settlement", "person", "place", "drug", "lot", "doctor", "at", "day",
                quantity=quantity,
                amount=joined.amount.cast("float64"),
                days=ibis.coalesce(joined.days_supply, quantity * joined.days_per_pack),
                whole=whole,
                read=read,
            )
        )  # fmt: skip

    @cached_property
    def scans(self) -> ir.Table:
        """Trace codes read: code and line, a number each."""
        scans = self.source["scans"]
        return self.keep(scans.select(code=self.number(scans.trace_code), line=self.number(scans.line_id)))

    def line_ids(self, lines: ir.Table) -> ir.Table:
        """The ids of lines: line, line_id. `lines` has a column `line`."""
        source = self.source["lines"]
        return source.select("line_id", line=self.number(source.line_id)).semi_join(lines, "line")

    @cached_property
    def bought(self) -> ir.Table:
        """What each person bought of each drug at each place.

        Columns: person, place, drug, lines, whole (lines of whole packs), read (of these, with a code), packs,
        amount (yuan), dosed (lines whose days of supply are known), days (of supply, of these), first, last (day).
        """
        sold = self.sold
        return self.keep(
            sold.group_by("person", "place", "drug").aggregate(
                lines=sold.count(), whole=sold.whole.cast("int32").sum(), read=sold.read.cast("int32").sum(),
                packs=sold.quantity.sum(), amount=sold.amount.sum(), dosed=(sold.days > 0).cast("int32").sum(),
                days=sold.days.sum(), first=sold.day.min(), last=sold.day.max(),
            )
        )  # fmt: skip

    @cached_property
    def clients(self) -> ir.Table:
        """Who bought where: person, place, whole (lines of whole packs), read (of these, with a code)."""
        bought = self.bought
        return self.keep(bought.group_by("person", "place").aggregate(whole=bought.whole.sum(), read=bought.read.sum()))

    @cached_property
    def visited(self) -> ir.Table:
        """How often who came where, with or without a drug: person, place, visits."""
        visits = self.visits
        return self.keep(visits.group_by("person", "place").aggregate(visits=visits.count().cast("int32")))

    @cached_property
    def daily(self) -> ir.Table:
        """How many visits a place had on a day: place, day, visits."""
        visits = self.visits
        return self.keep(visits.group_by("place", "day").aggregate(visits=visits.count().cast("float64")))

    @cached_property
    def customers(self) -> int:
        """How many people bought anything."""
        return int(self.bought.person.nunique().to_pandas())

    @cached_property
    def repeated_codes(self) -> ir.Table:
        """Codes that stand on more than one line: code and the line's person, place, drug, lot, at, day, whole.

        Sorted, equal codes stand beside each other, which is found several times faster than by groups.
        """
        scans = self.scans
        queue = self.queue(scans.code)
        beside = scans.mutate(before=scans.code.lag(1).over(queue), after=scans.code.lead(1).over(queue))
        again = (beside.code == beside.before) | (beside.code == beside.after)
        few = self.keep(beside.filter(again).select("code", "line").distinct())
        often = few.group_by("code").aggregate(lines=few.count())
        few = few.semi_join(often.filter(often.lines > 1), "code")
        sold = self.sold.select("line", "person", "place", "drug", "lot", "at", "day", "whole")
        return self.keep(few.join(sold, "line"))

    @cached_property
    def period(self) -> tuple[int, int]:
        """First and last day of the visits, in days since 1970."""
        row = self.visits.aggregate(first=self.visits.day.min(), last=self.visits.day.max()).to_pandas().iloc[0]
        return int(row["first"]), int(row["last"])
