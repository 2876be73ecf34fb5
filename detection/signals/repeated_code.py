"""A trace code settled again in one shop: the same box is billed more than once at the same place."""

import ibis.expr.types as ir

from detection.rates import FlaggedLines
from detection.signal import Signal
from detection.tables import Tables

RETRY = 30 * 60  # seconds: the same person within this time is a cashier's retry


def reused_lines(tables: Tables) -> ir.Table:
    """Lines whose code stands on another line of the same shop that is no retry: line, person, place, drug."""
    return tables.derived("reused_lines", _reused)


def _reused(tables: Tables) -> ir.Table:
    codes = tables.repeated_codes.filter(tables.repeated_codes.whole)
    other = codes.view()
    pairs = codes.join(
        other,
        [
            codes.code == other.code,
            codes.place == other.place,
            codes.line != other.line,
            (codes.person != other.person) | ((codes.at - other.at).abs() > RETRY),
        ],
        rname="{name}_other",
    )
    return tables.keep(pairs.select("line", "person", "place", "drug").distinct())


flagged_lines = FlaggedLines("repeated_code", reused_lines, "read")

signal = Signal(
    name="repeated_code",
    title="Trace code settled again in one shop",
    pattern="shop_collusion",
    family="codes",
    needs=frozenset({"settlements", "lines", "scans"}),
    unit=("person", "place"),
    null_model="Poisson; the rate of innocent double reads is the drug's over the honest many, or the "
    "shop's own without this person where that is higher",
    source="OIG 2012 pharmacy measures; NHSA trace-code rules: a code may be settled once",
    statement="{times:.0f} of {lines:.0f} boxes billed to {person} at {place} carry a trace code that this shop "
    "billed again; its usual errors would give {expected:.2f}",
    measure=flagged_lines.measure,
    evidence=flagged_lines.evidence,
    group="place",
    group_tests=flagged_lines.group_tests,
)
