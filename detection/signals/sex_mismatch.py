"""Drugs of the other sex: a card collects drugs that only the other sex takes, and nobody of its home does."""

import ibis.expr.types as ir

from detection.kinship import family_drugs
from detection.signal import Signal
from detection.tables import Tables
from workspace.settings import Settings


def _limited(tables: Tables) -> ir.Table:
    drugs = tables.medicines.filter(tables.medicines.sex_limit.notnull()).select("drug", "sex_limit")
    people = tables.people.filter(tables.people.sex.notnull()).select("person", "sex")
    joined = tables.sold.join(drugs, "drug").join(people, "person")
    joined = joined.filter(joined.sex == joined.sex_limit).union(
        joined.filter(joined.sex != joined.sex_limit).anti_join(family_drugs(tables), ["person", "drug"])
    )
    return tables.derived(
        "sex_limited", lambda t: t.keep(joined.select("line_id", "person", "drug", "sex", "sex_limit"))
    )


def measure(tables: Tables, settings: Settings) -> ir.Table:
    """People with such lines, against spouses who use the wrong card now and then."""
    lines = _limited(tables)
    hits = lines.filter(lines.sex != lines.sex_limit)
    units = hits.group_by("person").aggregate(times=hits.count(), drugs=hits.drug.nunique())
    own = tables.sold.group_by("person").aggregate(lines=tables.sold.count())
    usual = tables.sold.aggregate(all_lines=tables.sold.count()).cross_join(
        units.aggregate(once=units.times.clip(upper=1).sum())
    )
    both = units.join(own, "person").cross_join(usual)
    return both.select("person", "times", "drugs", "lines", expected=both.lines * (both.once + 1) / both.all_lines)


def tests(tables: Tables, settings: Settings) -> int:
    """Every person with a line."""
    return int(tables.sold.person.nunique().to_pandas())


def evidence(found: ir.Table, tables: Tables, settings: Settings) -> ir.Table:
    """The lines of drugs of the other sex."""
    lines = _limited(tables)
    return found.join(lines.filter(lines.sex != lines.sex_limit), "person")


signal = Signal(
    name="sex_mismatch",
    title="Drugs of the other sex",
    pattern="card_lending",
    family="presence",
    needs=frozenset({"settlements", "lines"}),
    unit=("person",),
    null_model="Poisson on the person's lines; the rate is that at which the city's cards collect such drugs, each "
    "person counted once",
    source="drug list: limits by sex",
    statement="{person} was billed {times:.0f} line(s) of {drugs:.0f} drug(s) that only the other sex takes",
    measure=measure,
    evidence=evidence,
    tests=tests,
    alerts=True,
)
