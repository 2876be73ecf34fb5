"""A trace code settled again in a different shop: boxes collected by one person are later sold elsewhere."""

import ibis
import ibis.expr.types as ir

from detection.rates import FlaggedLines, drug_rates
from detection.signal import Signal
from detection.tables import Tables
from workspace.settings import Settings

LATER = 12 * 3600  # seconds: clocks and late uploads do not explain more


def resurfaced(tables: Tables) -> ir.Table:
    """Lines whose box was billed again later in another shop: line, person, place, drug, other_place, later_line."""
    return tables.derived("resurfaced", _resurfaced)


def _resurfaced(tables: Tables) -> ir.Table:
    first = tables.repeated_codes.filter(tables.repeated_codes.whole)
    later = tables.repeated_codes.view()
    same_lot = first.lot.isnull() | later.lot.isnull() | (first.lot == later.lot)
    pairs = first.join(
        later,
        [
            first.code == later.code,
            first.drug == later.drug,
            first.place != later.place,
            later.at - first.at > LATER,
            same_lot,
        ],
        rname="later_{name}",
    )
    return tables.keep(
        pairs.select(
            "line",
            "person",
            "place",
            "drug",
            other_place=pairs.later_place,
            later_line=pairs.later_line,
        ).distinct()
    )


def _seen(tables: Tables) -> ir.Table:
    return resurfaced(tables).select("line", "person", "place", "drug").distinct()


_seen_lines = FlaggedLines("resurfaced_code", _seen, "read")


def measure(tables: Tables, settings: Settings) -> ir.Table:
    """People whose boxes came up at one other shop, against errors and duplicates that fall on shops by trade."""
    hits, cells = resurfaced(tables), _seen_lines.cells(tables)
    units = hits.group_by("person", "other_place").aggregate(times=hits.line.nunique())
    bought = tables.bought.semi_join(units, "person").join(drug_rates(cells), "drug")
    own = bought.group_by("person").aggregate(any_place=(bought.read * bought.drug_rate).sum(), lines=bought.read.sum())
    trade = cells.group_by(other_place=cells.place).aggregate(trade=cells.lines.sum())
    total = cells.aggregate(total=cells.lines.sum().cast("float64"))
    both = units.join(own, "person").join(trade, "other_place").cross_join(total)
    return both.select(
        "person", "other_place", "times", "lines",
        expected=both.any_place * ibis.greatest(both.trade / both.total, 1e-4),
    )  # fmt: skip


def group_tests(tables: Tables, settings: Settings) -> ir.Table:
    """Every person with a code read, at each shop that reads codes."""
    read = tables.clients.filter(tables.clients.read > 0)
    people = read.aggregate(tests=read.person.nunique())
    return read.select(other_place="place").distinct().cross_join(people)


def evidence(found: ir.Table, tables: Tables, settings: Settings) -> ir.Table:
    """The lines that this person collected, and the later ones elsewhere."""
    hits = found.join(resurfaced(tables), ["person", "other_place"])
    own = hits.select("finding", "line", "person")
    later = hits.select("finding", line=hits.later_line)
    buyers = later.join(tables.sold.select("line", "person"), "line")
    return own.union(buyers.select("finding", "line", "person"))


signal = Signal(
    name="resurfaced_code",
    title="Trace code settled again in a different shop",
    pattern="resale",
    family="trade",
    needs=frozenset({"settlements", "lines", "scans"}),
    unit=("person", "other_place"),
    null_model="Poisson; the rate of maker's duplicates and misread codes is the drug's over the honest many, and "
    "they fall on shops in proportion to their trade",
    source="NHSA resold-drug campaigns: a code seen first in one place, later in another",
    statement="{times:.0f} boxes collected by {person} were billed again more than 12 hours later at {other_place}; "
    "errors of codes would give {expected:.4f}",
    measure=measure,
    evidence=evidence,
    group="other_place",
    group_tests=group_tests,
    decides=True,
)
