"""Drugs of another age: a card collects drugs that hardly anybody of its holder's age, or of its home, takes."""

import ibis
import ibis.expr.types as ir

from detection.kinship import family_drugs
from detection.signal import Signal
from detection.tables import DAY, Tables
from workspace.settings import Settings

GROUP = 10 * 365  # days in an age group
RARE = 0.002  # a drug is foreign to an age of which it has fewer buyers than this share
ENOUGH_BUYERS = 500  # below, a drug's ages are not known


def _lines(tables: Tables) -> ir.Table:
    return tables.derived("age_lines", _make_lines)


def _make_lines(tables: Tables) -> ir.Table:
    people = tables.people.filter(tables.people.birth_date.notnull())
    born = (people.birth_date.cast("timestamp").epoch_seconds() // DAY).cast("int32")
    joined = tables.sold.select("line_id", "person", "drug", "day").join(people.select("person", born=born), "person")
    aged = joined.mutate(age=((joined.day - joined.born) // GROUP).cast("int32"))
    buyers = aged.group_by("drug", "age").aggregate(buyers=aged.person.nunique())
    everyone = buyers.group_by("drug").aggregate(everyone=buyers.buyers.sum())
    both = buyers.join(everyone, "drug")
    rare = both.filter((both.everyone >= ENOUGH_BUYERS) & (both.buyers < RARE * both.everyone))
    foreign = aged.semi_join(rare, ["drug", "age"]).anti_join(family_drugs(tables), ["person", "drug"])
    marked = aged.left_join(foreign.select("line_id", foreign=ibis.literal(1)), "line_id")
    return tables.keep(marked.select("line_id", "person", "drug", "age", foreign=marked.foreign.fill_null(0)))


def measure(tables: Tables, settings: Settings) -> ir.Table:
    """People with several such drugs, against how often people of their age have any.

    Drugs are counted, not lines: who has a rare disease for the age collects one drug every month.
    """
    lines = _lines(tables)
    each = lines.group_by("person", "age").aggregate(
        times=lines.drug.nunique(where=lines.foreign == 1), lines=lines.foreign.sum(), drugs=lines.drug.nunique()
    )
    ages = each.group_by("age").aggregate(
        once=each.times.clip(upper=1).sum(), age_drugs=each.drugs.sum().cast("float64")
    )
    both = each.filter(each.times > 0).join(ages, "age")
    both = both.mutate(chance=both.drugs * (both.once + 1) / both.age_drugs)
    return both.group_by("person").aggregate(times=both.times.max(), lines=both.lines.sum(), expected=both.chance.sum())


def tests(tables: Tables, settings: Settings) -> int:
    """Every person with a line."""
    return int(tables.sold.person.nunique().to_pandas())


def evidence(found: ir.Table, tables: Tables, settings: Settings) -> ir.Table:
    """The lines of drugs of another age."""
    lines = _lines(tables)
    return found.join(lines.filter(lines.foreign == 1), "person")


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
