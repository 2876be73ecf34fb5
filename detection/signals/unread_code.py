"""Boxes billed without a code being read, beyond what this shop and this drug usually miss."""

import ibis.expr.types as ir

from detection.rates import FlaggedLines
from detection.signal import Signal
from detection.tables import Tables


def unread_lines(tables: Tables) -> ir.Table:
    """Lines sold as whole packs for which no code was read: line, person, place, drug."""
    unread = tables.sold.filter(tables.sold.whole & ~tables.sold.read)
    return unread.select("line", "person", "place", "drug")


flagged_lines = FlaggedLines("unread_code", unread_lines, "whole")

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
    measure=flagged_lines.measure,
    evidence=flagged_lines.evidence,
    group="place",
    group_tests=flagged_lines.group_tests,
)
