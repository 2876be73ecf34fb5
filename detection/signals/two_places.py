"""Two places at once: one person's card is used at two places that the time between does not allow."""

import ibis
import ibis.expr.types as ir

from detection.signal import Signal
from detection.tables import DAY, Tables
from workspace.settings import Settings

SPEED = 120.0  # km/h, door to door
SLACK = 0.25  # hours that clocks may be wrong
KM_PER_DEGREE = 111.2


def impossible(tables: Tables) -> ir.Table:
    """Consecutive visits of a person that no journey allows, with both places, times, settlements and the km."""
    return tables.derived("impossible_journeys", _impossible)


def _impossible(tables: Tables) -> ir.Table:
    visits = _travellers(tables)
    trail = ibis.window(group_by=visits.person, order_by=[visits.at, visits.place, visits.settlement])
    steps = visits.select(
        "person", "place", "at", "settlement",
        from_place=visits.place.lag(1).over(trail),
        before=visits.at.lag(1).over(trail),
        from_settlement=visits.settlement.lag(1).over(trail),
    )  # fmt: skip
    near = steps.filter((steps.from_place != steps.place) & (steps.at - steps.before < DAY // 2))
    here = tables.places.select("place", "longitude", "latitude")
    there = here.select(from_place=here.place, from_longitude=here.longitude, from_latitude=here.latitude)
    both = near.join(here, "place").join(there, "from_place")
    north = (both.latitude - both.from_latitude) * KM_PER_DEGREE
    east = (both.longitude - both.from_longitude) * KM_PER_DEGREE * both.latitude.radians().cos()
    both = both.mutate(km=(north * north + east * east).sqrt(), hours=(both.at - both.before) / 3600.0)
    far = both.filter(both.km > SPEED * (both.hours + SLACK))
    return tables.keep(
        far.select("person", "place", "from_place", "at", "before", "km", "settlement", "from_settlement")
    )


def _travellers(tables: Tables) -> ir.Table:
    """Visits, made without an agent, of people whose places lie further apart than the slack covers.

    Nobody else can be too fast, and sorting everybody's visits is what costs.
    """
    visits = tables.visits.filter(~tables.visits.agent)
    reach = SPEED * SLACK / KM_PER_DEGREE  # degrees of latitude; of longitude, a degree is never longer
    where = tables.places.select("place", "longitude", "latitude")
    stops = visits.select("person", "place").join(where, "place")
    range_of = stops.group_by("person").aggregate(
        north=stops.latitude.max() - stops.latitude.min(), east=stops.longitude.max() - stops.longitude.min()
    )
    far = range_of.filter(range_of.north * range_of.north + range_of.east * range_of.east > reach * reach)
    return visits.semi_join(far, "person")


def measure(tables: Tables, settings: Settings) -> ir.Table:
    """People with journeys that cannot be, against the share of all journeys that clocks and late uploads spoil."""
    hits = impossible(tables)
    visits = tables.visits
    each = visits.group_by("person").aggregate(visits=visits.count())
    units = hits.group_by("person").aggregate(times=hits.at.nunique(), km=hits.km.max())
    total = visits.aggregate(rate=ibis.literal(1.0) / visits.count())
    spoiled = units.aggregate(hits=units.times.clip(upper=1).sum())
    both = units.join(each, "person").cross_join(total).cross_join(spoiled)
    return both.select("person", "times", "km", "visits", expected=both.visits * both.rate * (both.hits + 1))


def tests(tables: Tables, settings: Settings) -> int:
    """Every person with a visit."""
    return int(tables.visits.person.nunique().to_pandas())


def evidence(found: ir.Table, tables: Tables, settings: Settings) -> ir.Table:
    """The lines on both ends of each journey."""
    hits = found.join(impossible(tables), "person")
    ends = hits.select("finding", "settlement").union(hits.select("finding", settlement=hits.from_settlement))
    return ends.join(tables.sold.select("line", "person", "settlement"), "settlement")


signal = Signal(
    name="two_places",
    title="Two places at once",
    pattern="card_lending",
    family="presence",
    needs=frozenset({"settlements"}),
    unit=("person",),
    null_model="Poisson on the person's visits; the rate is the share of visits in the city that wrong clocks and "
    "late uploads make impossible, each person counted once",
    source="impossible travel, as used for payment cards",
    statement="the card of {person} was used {times:.0f} time(s) at two places up to {km:.0f} km apart without the "
    "time to travel between them",
    measure=measure,
    evidence=evidence,
    tests=tests,
    alerts=True,
)
