"""The snapshot's tables as detection reads them: net of reversals, with dense keys, free of any engine.

Every signal is an Ibis expression over these, so that DuckDB runs it on one machine and Spark where the data
outgrows it. Dense integer keys stand for ids while millions of rows are compared; ids come back at the end.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

import ibis
import ibis.expr.types as ir

DAY = 24 * 3600  # seconds


def _key(table: ir.Table, column: str) -> ir.Value:
    return ibis.row_number().over(ibis.window(order_by=table[column])).cast("int32")


@dataclass
class Tables:
    """Canonical tables by name, as Ibis expressions, and what is derived from them once for all signals.

    `keep` materialises an expression in the engine (a temporary table, a cached frame); without one, each use
    computes it anew.
    """

    source: dict[str, ir.Table]
    keep: Callable[[ir.Table], ir.Table] = field(default=lambda expression: expression)
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
        """Settlements that were undone: settlement_id, undone_at."""
        settlements = self.source["settlements"]
        undoing = settlements.filter(settlements.reverses.notnull())
        return self.keep(undoing.group_by(settlement_id=undoing.reverses).aggregate(undone_at=undoing.settled_at.min()))

    @cached_property
    def visits(self) -> ir.Table:
        """Settlements that stand (neither undone nor undoing).

        Columns: settlement_id, person, place, at (seconds since 1970, local), day (days since 1970), collected_by.
        """
        settlements = self.source["settlements"]
        standing = settlements.filter(settlements.reverses.isnull()).anti_join(
            self.reversed_settlements, "settlement_id"
        )
        people = self.person_keys
        places = self.places.select("place", "institution_id")
        joined = standing.join(people, "person_id").join(places, "institution_id")
        at = joined.settled_at.epoch_seconds().cast("int64")
        return self.keep(
            joined.select(
                "settlement_id",
                "person",
                "place",
                "collected_by",
                at=at,
                day=(at // DAY).cast("int32"),
            )
        )

    @cached_property
    def sold(self) -> ir.Table:
        """Lines of settlements that stand.

        Columns: line_id, settlement_id, person, place, drug, batch_id, quantity, amount (yuan), days (of supply,
        null where unknown), doctor_id, split_pack, at, day.
        """
        lines = self.source["lines"].select(
            "line_id", "settlement_id", "drug_id", "batch_id", "quantity", "amount", "days_supply", "doctor_id",
            "split_pack",
        )  # fmt: skip
        medicines = self.medicines.select("drug", "drug_id", "days_per_pack")
        visits = self.visits.select("settlement_id", "person", "place", "at", "day")
        joined = lines.join(visits, "settlement_id").join(medicines, "drug_id")
        quantity = joined.quantity.cast("float64")
        days = ibis.coalesce(joined.days_supply, quantity * joined.days_per_pack)
        return self.keep(
            joined.select(
                "line_id",
                "settlement_id",
                "person",
                "place",
                "drug",
                "batch_id",
                "doctor_id",
                "split_pack",
                "at",
                "day",
                quantity=quantity,
                amount=joined.amount.cast("float64"),
                days=days,
            )
        )

    @cached_property
    def coded_lines(self) -> ir.Table:
        """Lines sold as whole packs for which a code was read: line_id, person, place, drug, day."""
        whole = self.sold.filter(~self.sold.split_pack.fill_null(False))
        read = whole.semi_join(self.source["scans"], "line_id")
        return self.keep(read.select("line_id", "person", "place", "drug", "day"))

    @cached_property
    def repeated_codes(self) -> ir.Table:
        """Codes that stand on more than one line: trace_code and the line's person, place, drug, batch_id, at, day."""
        scans = self.source["scans"]
        often = scans.group_by("trace_code").aggregate(first=scans.line_id.min(), last=scans.line_id.max())
        often = self.keep(often.filter(often.first != often.last).select("trace_code"))
        few = self.keep(scans.semi_join(often, "trace_code").select("trace_code", "line_id").distinct())
        sold = self.sold.select("line_id", "person", "place", "drug", "batch_id", "at", "day", "split_pack")
        return self.keep(few.join(sold, "line_id"))

    @cached_property
    def period(self) -> tuple[int, int]:
        """First and last day of the visits, in days since 1970."""
        row = self.visits.aggregate(first=self.visits.day.min(), last=self.visits.day.max()).to_pandas().iloc[0]
        return int(row["first"]), int(row["last"])
