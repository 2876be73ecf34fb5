"""Cards swiped together: two people pay at one place within minutes, on more days than its traffic explains."""

import ibis
import ibis.expr.types as ir

from detection.signal import Signal
from detection.tables import Tables
from workspace.settings import Settings

WINDOW = 10 * 60  # seconds
NEIGHBOURS = 12  # how many places back in the queue a companion may stand; keeps the search linear
FEWEST_DAYS = 3


def close_pairs(tables: Tables) -> ir.Table:
    """Pairs of people who paid at one place within the window: a < b, place, day, times are seconds.

    LAG windows over (place, time) find them in linear time. Who has no neighbour within the window is left out
    first, which changes no pair.
    """
    return tables.derived("close_pairs", _close_pairs)


def _close_pairs(tables: Tables) -> ir.Table:
    visits = tables.visits.select("person", "place", "day", "at")
    queue = ibis.window(group_by=visits.place, order_by=[visits.at, visits.person])
    near = visits.mutate(
        before=visits.at - visits.at.lag(1).over(queue), after=visits.at.lead(1).over(queue) - visits.at
    )
    near = tables.keep(
        near.filter((near.before <= WINDOW) | (near.after <= WINDOW)).select("person", "place", "day", "at")
    )
    queue = ibis.window(group_by=near.place, order_by=[near.at, near.person])
    steps = range(1, NEIGHBOURS + 1)
    lagged = tables.keep(
        near.mutate(
            **{f"other{step}": near.person.lag(step).over(queue) for step in steps},
            **{f"gap{step}": near.at - near.at.lag(step).over(queue) for step in steps},
        )
    )
    parts = []
    for step in steps:
        other = lagged[f"other{step}"]
        part = lagged.filter((lagged[f"gap{step}"] <= WINDOW) & (other != lagged.person))
        other = part[f"other{step}"]
        parts.append(
            part.select(
                a=ibis.least(part.person, other),
                b=ibis.greatest(part.person, other),
                place=part.place,
                day=part.day,
            )
        )
    return tables.keep(ibis.union(*parts))


def measure(tables: Tables, settings: Settings) -> ir.Table:
    """Pairs seen together on at least three days, with the days that chance would give."""
    pairs = close_pairs(tables)
    together = pairs.group_by("a", "b").aggregate(times=pairs.select("day").day.nunique(), meetings=pairs.count())
    together = tables.keep(together.filter(together.times >= FEWEST_DAYS))
    return _with_expected(together, tables)


def _with_expected(together: ir.Table, tables: Tables) -> ir.Table:
    visits = tables.visits
    each = tables.derived(
        "visits_by_person_place",
        lambda t: t.keep(t.visits.group_by("person", "place").aggregate(visits=t.visits.count())),
    )
    pairs = close_pairs(tables)
    by_place = visits.group_by("place").aggregate(all_visits=visits.count().cast("float64"))
    close_by_place = pairs.group_by("place").aggregate(close=pairs.count().cast("float64"))
    rate = by_place.join(close_by_place, "place")
    rate = rate.select("place", chance=rate.close / (rate.all_visits * (rate.all_visits - 1) / 2).clip(lower=1.0))
    of_a = each.select(a=each.person, place=each.place, visits_a=each.visits)
    of_b = each.select(b=each.person, other_place=each.place, visits_b=each.visits)
    both = together.join(of_a, "a").join(of_b, ["b", ("place", "other_place")]).join(rate, "place")
    expected = both.group_by("a", "b").aggregate(
        expected=(both.visits_a * both.visits_b * both.chance).sum(), places=both.place.nunique()
    )
    return together.join(expected, ["a", "b"])


def tests(tables: Tables, settings: Settings) -> int:
    """Pairs that were close at least once."""
    pairs = close_pairs(tables)
    return int(pairs.select("a", "b").distinct().count().to_pandas())


def evidence(found: ir.Table, tables: Tables, settings: Settings) -> ir.Table:
    """The lines of both people on the days and at the places where they were close."""
    pairs = close_pairs(tables)
    met = found.join(pairs, ["a", "b"]).select("finding", "a", "b", "place", "day").distinct()
    each = met.select("finding", "place", "day", person=met.a).union(
        met.select("finding", "place", "day", person=met.b)
    )
    sold = tables.sold.select("line_id", "person", "place", "day")
    return each.join(sold, ["person", "place", "day"])


signal = Signal(
    name="co_swipe",
    title="Cards swiped together",
    pattern="card_lending",
    family="company",
    needs=frozenset({"settlements"}),
    unit=("a", "b"),
    null_model="Poisson; the rate is, for each place, the share of all pairs of its visits that fall within the "
    "window (so its peaks, promotion days and seasons are in it), times the pairs of visits of the two",
    source="after Tumminello et al. 2011, statistically validated networks, doi:10.1371/journal.pone.0017994",
    statement="{a} and {b} paid within 10 minutes of each other on {times:.0f} days at {places:.0f} place(s); "
    "chance would give {expected:.2f}",
    measure=measure,
    evidence=evidence,
    tests=tests,
)
