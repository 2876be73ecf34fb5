"""Cards swiped together: two people pay at one place within minutes, on more days than its traffic explains."""

import ibis
import ibis.expr.types as ir

from detection.signal import Signal
from detection.tables import DAY, Tables
from workspace.settings import Settings

WINDOW = 10 * 60  # seconds
NEIGHBOURS = 12  # how many places back in the queue a companion may stand; keeps the search linear
FEWEST_DAYS = 3
BORROWED = 50.0  # pairs of visits by which the shop's profile outweighs a quiet day


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
    often = met_again(tables).filter(lambda pair: pair.meetings >= FEWEST_DAYS)
    pairs = close_pairs(tables).semi_join(often, ["a", "b"])
    met = pairs.group_by("a", "b").aggregate(times=pairs.day.nunique(), meetings=pairs.count())
    return _with_expected(tables.keep(met.filter(met.times >= FEWEST_DAYS)), tables)


def met_again(tables: Tables) -> ir.Table:
    """Pairs that were close more than once: a, b, meetings."""
    return tables.derived("met_again", _met_again)


def _met_again(tables: Tables) -> ir.Table:
    again = _further_meetings(tables)
    return tables.keep(again.group_by("a", "b").aggregate(meetings=again.count() + 1))


def _further_meetings(tables: Tables) -> ir.Table:
    """A row a, b for each meeting of a pair but its first: nearly all pairs meet once, and sorting finds the others
    several times faster than grouping all of them does."""
    return tables.derived("further_meetings", _make_further_meetings)


def _make_further_meetings(tables: Tables) -> ir.Table:
    pairs = close_pairs(tables)
    pairs = pairs.select("a", "b", pair=pairs.a.cast("int64") * 2**32 + pairs.b)
    before = pairs.pair.lag(1).over(tables.queue(pairs.pair))
    return tables.keep(pairs.mutate(before=before).filter(lambda row: row.pair == row.before).select("a", "b"))


def _visits_of(together: ir.Table, tables: Tables) -> ir.Table:
    """Visits of the people of these pairs."""
    people = together.select(person="a").union(together.select(person="b"))
    return tables.visits.semi_join(people, "person")


def _with_expected(together: ir.Table, tables: Tables) -> ir.Table:
    by_day, by_visits = _given_days(together, tables), _given_visits(together, tables)
    both = together.join(by_day, ["a", "b"]).join(by_visits, ["a", "b"])
    return both.select(
        "a", "b", "times", "meetings", "places", expected=ibis.greatest(both.given_days, both.given_visits)
    )


def _given_visits(together: ir.Table, tables: Tables) -> ir.Table:
    """Days that chance gives where the visits of both are spread like those of the shop over days and hours."""
    visits, theirs = tables.visits, _visits_of(together, tables)
    each = theirs.group_by("person", "place").aggregate(visits=theirs.count())
    by_place = visits.group_by("place").aggregate(all_visits=visits.count().cast("float64"))
    pairs = close_pairs(tables)
    rate = by_place.join(pairs.group_by("place").aggregate(close=pairs.count()), "place")
    rate = rate.select("place", chance=rate.close / (rate.all_visits * (rate.all_visits - 1) / 2).clip(lower=1.0))
    of_a = each.select(a=each.person, place=each.place, visits_a=each.visits)
    of_b = each.select(b=each.person, place=each.place, visits_b=each.visits)
    both = together.select("a", "b").join(of_a, "a").join(of_b, ["b", "place"]).join(rate, "place")
    return both.group_by("a", "b").aggregate(
        given_visits=(both.visits_a * both.visits_b * both.chance).sum(), places=both.place.nunique()
    )


def _given_days(together: ir.Table, tables: Tables) -> ir.Table:
    """Days that chance gives where both came on the days on which they came, at hours as others do."""
    days = tables.keep(_visits_of(together, tables).select("person", "place", "day").distinct())
    of_a = days.select(a=days.person, place=days.place, day=days.day)
    of_b = days.select(b=days.person, place=days.place, day=days.day)
    common = together.select("a", "b").join(of_a, "a").join(of_b, ["b", "place", "day"])
    both = common.join(_chance_of_day(tables), ["place", "day"])
    return both.group_by("a", "b").aggregate(given_days=both.chance.sum())


def _chance_of_day(tables: Tables) -> ir.Table:
    """Chance that two who came on a day came within the window: place, day, chance.

    A day with many visits speaks for itself, a quiet one borrows from the shop's profile over the day.
    """
    daily, pairs = tables.daily, close_pairs(tables)
    close = pairs.group_by("place", "day").aggregate(close=pairs.count())
    both = daily.left_join(close, ["place", "day"]).drop("place_right", "day_right").join(_profile(tables), "place")
    possible = both.visits * (both.visits - 1) / 2
    chance = (both.close.fill_null(0) + BORROWED * both.profile) / (possible + BORROWED)
    return tables.keep(both.select("place", "day", chance=chance))


def _profile(tables: Tables) -> ir.Table:
    """Chance that two visits to a place, on one day, fall within the window: place, profile."""
    at = tables.visits.mutate(bin=(tables.visits.at % DAY) // WINDOW)
    bins = at.group_by("place", "bin").aggregate(visits=at.count().cast("float64"))
    following = bins.select("place", bin=bins.bin - 1, next_visits=bins.visits)
    both = bins.left_join(following, ["place", "bin"]).drop("place_right", "bin_right")
    return both.group_by("place").aggregate(
        profile=(both.visits * (both.visits + both.next_visits.fill_null(0.0))).sum() / (both.visits.sum() ** 2)
    )


def tests(tables: Tables, settings: Settings) -> int:
    """Pairs that were close at least once."""
    meetings, further = close_pairs(tables).count(), _further_meetings(tables).count()
    return int(meetings.to_pandas()) - int(further.to_pandas())


def evidence(found: ir.Table, tables: Tables, settings: Settings) -> ir.Table:
    """The lines of both people on the days and at the places where they were close."""
    pairs = close_pairs(tables)
    met = found.join(pairs, ["a", "b"]).select("finding", "a", "b", "place", "day").distinct()
    each = met.select("finding", "place", "day", person=met.a).union(
        met.select("finding", "place", "day", person=met.b)
    )
    visits = tables.visits.select("settlement", "person", "place", "day")
    paid = each.join(visits, ["person", "place", "day"])
    lines = tables.source["lines"]
    lines = lines.select(line=tables.number(lines.line_id), settlement=tables.number(lines.settlement_id))
    return paid.join(lines, "settlement")


signal = Signal(
    name="co_swipe",
    title="Cards swiped together",
    pattern="card_lending",
    family="company",
    needs=frozenset({"settlements"}),
    unit=("a", "b"),
    null_model="Poisson; the rate is the larger of two: the place's share of close pairs among all pairs of visits, "
    "times the pairs of visits of the two (peaks and seasons are in it); and, given the days on which both came, the "
    "chance that two visits of such a day fall within the window (promotion days are in it)",
    source="after Tumminello et al. 2011, statistically validated networks, doi:10.1371/journal.pone.0017994",
    statement="{a} and {b} paid within 10 minutes of each other on {times:.0f} days at {places:.0f} place(s); "
    "chance would give {expected:.2f}",
    measure=measure,
    evidence=evidence,
    tests=tests,
)
