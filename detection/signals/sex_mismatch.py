"""Drugs of the other sex: a card collects drugs that only the other sex takes, and nobody of its home does."""

import ibis.expr.types as ir

from detection.kinship import foreign_to_family
from detection.signal import Signal
from detection.tables import Tables
from workspace.settings import Settings

AGAIN = 0.3  # who has taken the wrong card once does so as often again


def _foreign(tables: Tables) -> ir.Table:
    """Drugs of the other sex, and not of the family: person, drug, lines."""
    return tables.derived("foreign_to_sex", _make_foreign)


def _make_foreign(tables: Tables) -> ir.Table:
    drugs = tables.medicines.filter(tables.medicines.sex_limit.notnull()).select("drug", "sex_limit")
    people = tables.people.filter(tables.people.sex.notnull()).select("person", "sex")
    bought = tables.bought.select("person", "drug", "lines").join(drugs, "drug").join(people, "person")
    other = bought.filter(bought.sex != bought.sex_limit)
    other = other.group_by("person", "drug").aggregate(lines=other.lines.sum())
    return tables.keep(foreign_to_family(tables.keep(other), tables))


def measure(tables: Tables, settings: Settings) -> ir.Table:
    """People with such lines, against spouses who use the wrong card now and then."""
    hits, bought = _foreign(tables), tables.bought
    units = hits.group_by("person").aggregate(times=hits.lines.sum(), drugs=hits.count())
    own = bought.semi_join(units, "person").group_by("person").aggregate(lines=lambda row: row.lines.sum())
    usual = bought.aggregate(all_lines=bought.lines.sum().cast("float64")).cross_join(
        units.aggregate(once=units.count())
    )
    both = units.join(own, "person").cross_join(usual)
    once = both.lines * (both.once + 1) / both.all_lines
    return both.select("person", "times", "drugs", "lines", expected=once + AGAIN)


def tests(tables: Tables, settings: Settings) -> int:
    """Every person with a line."""
    return tables.customers


def evidence(found: ir.Table, tables: Tables, settings: Settings) -> ir.Table:
    """The lines of drugs of the other sex."""
    drugs = found.join(_foreign(tables).select("person", "drug"), "person")
    return drugs.join(tables.sold.select("line", "person", "drug"), ["person", "drug"])


signal = Signal(
    name="sex_mismatch",
    title="Drugs of the other sex",
    pattern="card_lending",
    family="presence",
    needs=frozenset({"settlements", "lines"}),
    unit=("person",),
    null_model="Poisson on the person's lines; the rate is that at which the city's cards collect such drugs, each "
    "person counted once, and 0.3 more, because who has taken the wrong card once may do so again",
    source="drug list: limits by sex",
    statement="{person} was billed {times:.0f} line(s) of {drugs:.0f} drug(s) that only the other sex takes",
    measure=measure,
    evidence=evidence,
    tests=tests,
    alerts=True,
)
