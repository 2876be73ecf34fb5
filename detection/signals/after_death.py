"""After death: a card goes on paying long after its holder's registered death."""

import ibis
import ibis.expr.types as ir

from detection.signal import Signal
from detection.tables import DAY, Tables
from workspace.settings import Settings

GRACE = 60  # days in which bills come late and families collect what was prescribed
WRONG_DATES = 0.01  # share of registered dates of death that are wrong


def _hits(tables: Tables) -> ir.Table:
    people = tables.people.filter(tables.people.death_date.notnull())
    people = people.select("person", died=(people.death_date.cast("timestamp").epoch_seconds() // DAY).cast("int32"))
    joined = tables.visits.join(people, "person")
    return joined.filter(joined.day > joined.died + GRACE)


def measure(tables: Tables, settings: Settings) -> ir.Table:
    """People with payments after death, against dates that were registered wrongly."""
    hits = _hits(tables)
    units = hits.group_by("person").aggregate(
        times=hits.count(), places=hits.place.nunique(), days_after=(hits.day - hits.died).max()
    )
    return units.mutate(expected=ibis.literal(WRONG_DATES))


def tests(tables: Tables, settings: Settings) -> int:
    """Every person with a date of death."""
    return int(tables.people.death_date.count().to_pandas())


def evidence(found: ir.Table, tables: Tables, settings: Settings) -> ir.Table:
    """The lines paid after death."""
    hits = found.join(_hits(tables).select("person", "settlement"), "person")
    return hits.select("finding", "settlement").join(tables.sold.select("line", "person", "settlement"), "settlement")


signal = Signal(
    name="after_death",
    title="Payments after death",
    pattern="card_lending",
    family="presence",
    needs=frozenset({"settlements"}),
    unit=("person",),
    null_model="Poisson on payments later than 60 days after death; one registered date of death in a hundred is "
    "taken to be wrong",
    source="NHSA: people, papers and card must agree",
    statement="the card of {person} paid {times:.0f} time(s) at {places:.0f} place(s) up to {days_after:.0f} days "
    "after the registered death",
    measure=measure,
    evidence=evidence,
    tests=tests,
    alerts=True,
)
