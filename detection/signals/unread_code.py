"""Boxes billed without a code being read, beyond what this shop and this drug usually miss."""

import ibis.expr.types as ir

from detection.rates import by_person_and_place
from detection.signal import Signal
from detection.tables import Tables
from workspace.settings import Settings


def flagged_lines(tables: Tables) -> ir.Table:
    """Lines sold as whole packs: line_id, person, place, drug, flag (1 where no code was read)."""
    return tables.derived("unread_flagged", _flagged)


def _flagged(tables: Tables) -> ir.Table:
    sold = tables.sold.filter(~tables.sold.split_pack.fill_null(False)).select("line_id", "person", "place", "drug")
    read = tables.coded_lines.select("line_id").mutate(read=1)
    both = sold.left_join(read, "line_id")
    return tables.keep(both.select("line_id", "person", "place", "drug", flag=both.read.isnull().cast("int64")))


def measure(tables: Tables, settings: Settings) -> ir.Table:
    """People at a shop with lines billed without a code."""
    return by_person_and_place(flagged_lines(tables))


def tests(tables: Tables, settings: Settings) -> int:
    """People at shops."""
    return int(flagged_lines(tables).select("person", "place").distinct().count().to_pandas())


def group_tests(tables: Tables, settings: Settings) -> ir.Table:
    """People at each shop."""
    lines = flagged_lines(tables)
    return lines.group_by("place").aggregate(tests=lines.person.nunique())


def evidence(found: ir.Table, tables: Tables, settings: Settings) -> ir.Table:
    """The lines without a code."""
    lines = flagged_lines(tables)
    return found.join(lines.filter(lines.flag == 1), ["person", "place"])


signal = Signal(
    name="unread_code",
    title="Boxes billed without reading their code",
    pattern="shop_collusion",
    family="codes",
    needs=frozenset({"settlements", "lines", "scans"}),
    unit=("person", "place"),
    null_model="Poisson; the rate of unread codes is the drug's over the honest many, or the shop's own "
    "without this person where that is higher",
    source="NHSA trace-code rules: no code, no settlement",
    statement="{times:.0f} of {lines:.0f} lines billed to {person} at {place} have no trace code; for these drugs "
    "in this shop {expected:.1f} would be usual",
    measure=measure,
    evidence=evidence,
    tests=tests,
    group="place",
    group_tests=group_tests,
)
