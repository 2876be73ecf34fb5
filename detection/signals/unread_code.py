"""Boxes billed without a code being read, beyond what this shop and this drug usually miss."""

import ibis.expr.types as ir

from detection.rates import FlaggedLines
from detection.signal import Signal
from detection.tables import Tables


def flagged_lines(tables: Tables) -> ir.Table:
    """Lines sold as whole packs: line_id, person, place, drug, flag (1 where no code was read)."""
    return tables.derived("unread_flagged", _flagged)


def _flagged(tables: Tables) -> ir.Table:
    sold = tables.sold.filter(~tables.sold.split_pack.fill_null(False)).select("line_id", "person", "place", "drug")
    read = tables.coded_lines.select("line_id").mutate(read=1)
    both = sold.left_join(read, "line_id")
    return tables.keep(both.select("line_id", "person", "place", "drug", flag=both.read.isnull().cast("int64")))


_flagged_lines = FlaggedLines(flagged_lines)

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
    measure=_flagged_lines.measure,
    evidence=_flagged_lines.evidence,
    group="place",
    group_tests=_flagged_lines.group_tests,
)
