"""Beyond clinical need: one person collects more of a drug than anybody can take, often over several institutions."""

import ibis
import ibis.expr.types as ir

from detection.signal import Signal
from detection.substances import substances, taken
from detection.tables import Tables
from workspace.settings import Settings

RESERVE = 84  # days: prescriptions of up to 12 weeks are allowed
MONTH = 30.0
FEWEST_LINES = 3
NORMAL_90 = 1.2816  # standard normal quantile


def supplied(tables: Tables) -> ir.Table:
    """Days of supply by person and generic drug: person, drug (first by name), days, span, lines, packs, ratio."""
    return tables.derived("supplied", _supplied)


def _supplied(tables: Tables) -> ir.Table:
    courses = taken(tables).filter(lambda course: course.dosed >= FEWEST_LINES)
    units = courses.select(
        "person", "days", "packs", drug="substance", lines="dosed",
        span=(courses.dosed_last - courses.dosed_first).cast("float64"),
    )  # fmt: skip
    return tables.keep(units.mutate(ratio=units.days / (units.span + RESERVE)))


def _places(units: ir.Table, tables: Tables) -> ir.Table:
    """At how many places each unit was collected: person, drug, places."""
    bought = tables.bought.semi_join(units, "person").join(substances(tables), "drug")
    return bought.group_by("person", drug=bought.substance).aggregate(places=bought.place.nunique())


def measure(tables: Tables, settings: Settings) -> ir.Table:
    """Person and drug, months supplied against months needed as others who take the drug are supplied."""
    units = supplied(tables)
    usual = units.group_by("drug").aggregate(half=units.ratio.quantile(0.5), nine=units.ratio.quantile(0.9))
    both = units.join(usual, "drug").filter(lambda row: row.ratio > row.half)
    width = (both.nine / both.half).log() / NORMAL_90
    needed = (both.span + RESERVE) * ibis.greatest(both.half, 0.5)
    high = both.select(
        "person", "drug", "packs", "days", "span",
        times=both.days / MONTH, expected=needed / MONTH, spread=ibis.greatest(width * width, 0.02),
    )  # fmt: skip
    high = tables.keep(high.filter(high.times > high.expected))
    return high.join(_places(high, tables), ["person", "drug"])


def tests(tables: Tables, settings: Settings) -> int:
    """Every person and drug bought several times."""
    return int(supplied(tables).count().to_pandas())


def evidence(found: ir.Table, tables: Tables, settings: Settings) -> ir.Table:
    """All lines of the drug's substance for the person."""
    same = substances(tables).select(alike="drug", drug="substance")
    wanted = found.join(same, "drug").select("finding", "person", drug="alike")
    return wanted.join(tables.sold.select("line", "person", "drug"), ["person", "drug"])


signal = Signal(
    name="beyond_need",
    title="Collected beyond clinical need",
    pattern="resale",
    family="need",
    needs=frozenset({"settlements", "lines"}),
    unit=("person", "drug"),
    null_model="gamma-Poisson around the months that the drug's other takers collect for the same time, a reserve "
    "of 12 weeks allowed; its width is that of the takers' upper half",
    source="long-prescription rule (12 weeks); possession ratio as in adherence studies",
    statement="{person} collected {packs:.0f} packs of {drug} at {places:.0f} place(s), enough for {days:.0f} days, "
    "within {span:.0f} days",
    measure=measure,
    evidence=evidence,
    tests=tests,
    alerts=True,
)
