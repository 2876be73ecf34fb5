"""Drugs of another age: a card collects drugs that hardly anybody of its holder's age, or of its home, takes."""

import ibis.expr.types as ir

from detection.kinship import foreign_to_family
from detection.peers import age_group
from detection.signal import Signal
from detection.tables import Tables
from workspace.settings import Settings

RARE = 0.02  # a drug is foreign to an age that has fewer of its buyers than this share of what its size would give
ENOUGH_BUYERS = 30  # that the size of the age would give; below, whether the age takes the drug is not known


def _aged(tables: Tables) -> ir.Table:
    """What people of a known age bought: person, drug, lines, age (group, at the end of the period); a row a place."""
    people = tables.people.filter(tables.people.birth_date.notnull())
    age = age_group(people, tables)
    return tables.bought.select("person", "drug", "lines").join(people.select("person", age=age), "person")


def _buyers(tables: Tables) -> ir.Table:
    """Who buys what: drug, age, buyers (a person counts once for each place)."""
    return tables.derived("buyers by age", _make_buyers)


def _make_buyers(tables: Tables) -> ir.Table:
    aged = _aged(tables)
    return tables.keep(aged.group_by("drug", "age").aggregate(buyers=aged.count()))


def _foreign(tables: Tables) -> ir.Table:
    """Drugs foreign to the age of the person, and to the family: person, drug, age, lines."""
    return tables.derived("foreign_to_age", _make_foreign)


def _make_foreign(tables: Tables) -> ir.Table:
    buyers = _buyers(tables)
    everyone = buyers.group_by("drug").aggregate(everyone=buyers.buyers.sum())
    ages = buyers.group_by("age").aggregate(of_age=buyers.buyers.sum())
    every_pair = everyone.cross_join(ages).cross_join(ages.aggregate(of_all=ages.of_age.sum().cast("float64")))
    both = every_pair.left_join(buyers, ["drug", "age"]).drop("drug_right", "age_right")
    usual = both.everyone * both.of_age / both.of_all
    others = both.buyers.fill_null(0) - 1  # than the person whose purchase is asked about
    rare = both.filter((usual >= ENOUGH_BUYERS) & (others < RARE * usual))
    hits = _aged(tables).semi_join(rare, ["drug", "age"])
    hits = hits.group_by("person", "drug", "age").aggregate(lines=hits.lines.sum())
    return tables.keep(foreign_to_family(tables.keep(hits), tables))


def measure(tables: Tables, settings: Settings) -> ir.Table:
    """People with several such drugs, against how often people of their age have any.

    Drugs are counted, not lines: who has a rare disease for the age collects one drug every month.
    """
    hits, buyers = _foreign(tables), _buyers(tables)
    units = hits.group_by("person", "age").aggregate(times=hits.count(), lines=hits.lines.sum())
    once = units.group_by("age").aggregate(once=units.count())
    ages = buyers.group_by("age").aggregate(age_drugs=buyers.buyers.sum().cast("float64"))
    own = tables.bought.semi_join(units, "person").group_by("person").aggregate(drugs=lambda row: row.count())
    both = units.join(own, "person").join(ages, "age").join(once, "age")
    return both.select("person", "times", "lines", expected=both.drugs * (both.once + 1) / both.age_drugs)


def tests(tables: Tables, settings: Settings) -> int:
    """Every person with a line."""
    return tables.customers


def evidence(found: ir.Table, tables: Tables, settings: Settings) -> ir.Table:
    """The lines of drugs of another age."""
    drugs = found.join(_foreign(tables).select("person", "drug"), "person")
    return drugs.join(tables.sold.select("line", "person", "drug"), ["person", "drug"])


signal = Signal(
    name="age_mismatch",
    title="Drugs of another age",
    pattern="card_lending",
    family="presence",
    needs=frozenset({"settlements", "lines"}),
    unit=("person",),
    null_model="Poisson on the person's drugs; the rate is that of people of the same age, each counted once",
    source="drug list: limits by age, learned from who buys",
    statement="{person} was billed {lines:.0f} line(s) of {times:.0f} drug(s) that hardly anybody of this age takes",
    measure=measure,
    evidence=evidence,
    tests=tests,
    alerts=True,
)
