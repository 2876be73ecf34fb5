"""In a hospital bed: a card is used elsewhere in the middle of its holder's stay, and no agent was shown."""

import ibis.expr.types as ir

from detection.signal import Signal
from detection.tables import DAY, Tables
from workspace.settings import Settings

MARGIN = DAY // 2  # the day of admission and of discharge are spent in both places


def _stays(tables: Tables) -> ir.Table:
    stays = tables.source["inpatient_stays"]
    stays = stays.filter(stays.discharged_at.notnull())
    joined = stays.join(tables.person_keys, "person_id")
    joined = joined.join(tables.places.select("institution_id", ward="place"), "institution_id")
    return joined.select(
        "person", "ward",
        start=joined.admitted_at.epoch_seconds() + MARGIN, end=joined.discharged_at.epoch_seconds() - MARGIN,
    ).filter(lambda stay: stay.end > stay.start)  # fmt: skip


def _hits(tables: Tables) -> ir.Table:
    return tables.derived("in_bed", _make_hits)


def _make_hits(tables: Tables) -> ir.Table:
    visits = tables.visits.filter(~tables.visits.agent)
    stays = _stays(tables)
    hits = visits.join(
        stays,
        [
            visits.person == stays.person,
            visits.place != stays.ward,
            visits.at > stays.start,
            visits.at < stays.end,
        ],
        rname="{name}_stay",
    )
    return tables.keep(hits.select("person", "settlement", "place", "at").distinct())


def measure(tables: Tables, settings: Settings) -> ir.Table:
    """People with purchases in mid-stay, against relatives who forget to be entered as agents."""
    hits, stays = _hits(tables), _stays(tables)
    units = hits.group_by("person").aggregate(times=hits.count(), places=hits.place.nunique())
    bed = stays.group_by("person").aggregate(bed_days=((stays.end - stays.start) / DAY).sum())
    usual = bed.aggregate(all_days=bed.bed_days.sum()).cross_join(units.aggregate(once=units.times.clip(upper=1).sum()))
    both = units.join(bed, "person").cross_join(usual)
    return both.select(
        "person", "times", "places", "bed_days", expected=both.bed_days * (both.once + 1) / both.all_days
    )


def tests(tables: Tables, settings: Settings) -> int:
    """Every person with a stay."""
    return int(tables.source["inpatient_stays"].person_id.nunique().to_pandas())


def evidence(found: ir.Table, tables: Tables, settings: Settings) -> ir.Table:
    """The lines bought in mid-stay."""
    hits = found.join(_hits(tables).select("person", "settlement"), "person")
    return hits.select("finding", "settlement").join(tables.sold.select("line", "person", "settlement"), "settlement")


signal = Signal(
    name="in_bed",
    title="Purchases while in a hospital bed",
    pattern="card_lending",
    family="presence",
    needs=frozenset({"settlements", "inpatient_stays"}),
    unit=("person",),
    null_model="Poisson on the days in bed; the rate is that at which relatives collect for a patient without being "
    "entered as agents, each person counted once",
    source="NHSA: people, papers and card must agree",
    statement="the card of {person} paid {times:.0f} time(s) at {places:.0f} place(s) elsewhere in the middle of "
    "{bed_days:.0f} days in a hospital bed",
    measure=measure,
    evidence=evidence,
    tests=tests,
    alerts=True,
)
