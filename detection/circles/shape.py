"""What kind of circle it is: one shop's, one that errands bring together, or a route over many places."""

import ibis
import ibis.expr.types as ir

from detection.circles.found import circle_members
from detection.circles.odd_lines import by_person, odd_lines
from detection.circles.sharing import WINDOW
from detection.tables import Tables
from workspace.settings import Settings

ONE_SHOP = 1.5  # effective number of places (inverse Simpson) below which a circle is one shop's
TOGETHER = 0.4  # share of the odd days that fall together, from which they are errands of one hand …
TIMES_CHANCE = 2.0  # … if it is that many times what chance gives

COUNTER, ERRAND, ROUTE = "counter", "errand", "route"


def shared_lines(tables: Tables, settings: Settings) -> ir.Table:
    """The lines that members share with others of their circle: circle, person, line, place, drug, day."""

    def made(tables: Tables) -> ir.Table:
        members = circle_members(tables, settings).select("circle", "person")
        mine = tables.keep(odd_lines(tables).join(members, "person"))
        theirs = mine.select("circle", "place", "drug", "day", "person").distinct()
        theirs = theirs.rename(member="person", member_day="day", member_drug="drug")
        both = mine.join(theirs, ["circle", "place"])
        alike = (both.drug == both.member_drug) & ((both.day - both.member_day).abs() <= WINDOW)
        both = both.filter((both.person != both.member) & (alike | (both.day == both.member_day)))
        return tables.keep(both.select("circle", "person", "line", "place", "drug", "day").distinct())

    return tables.derived("shared lines of circles", made)


def circle_shapes(tables: Tables, settings: Settings) -> ir.Table:
    """circle, shape, places (where they share), goods (kinds that they share)."""

    def made(tables: Tables) -> ir.Table:
        lines = shared_lines(tables, settings)
        goods = lines.select("circle", "person", "place", "drug").distinct()
        at = goods.group_by("circle", "place").aggregate(number=goods.count().cast("float64"))
        spread = at.group_by("circle").aggregate(
            spread=at.number.sum() * at.number.sum() / (at.number * at.number).sum(), places=at.count()
        )
        kinds = goods.group_by("circle").aggregate(goods=goods.drug.nunique())
        members = circle_members(tables, settings)
        days = by_person(tables, "day").join(members.select("circle", "person"), "person")
        days = days.semi_join(at, ["circle", "place"]).group_by("circle").aggregate(days=lambda row: row.weight.sum())
        sums = members.group_by("circle").aggregate(
            together=members.times_days.sum(), expected=members.expected_days.sum()
        )
        both = spread.join(kinds, "circle").join(days, "circle").join(sums, "circle")
        errand = (both.together >= TOGETHER * both.days) & (both.together >= TIMES_CHANCE * both.expected)
        shape = ibis.cases((both.spread < ONE_SHOP, COUNTER), (errand, ERRAND), else_=ROUTE)
        return tables.keep(both.select("circle", "places", "goods", shape=shape))

    return tables.derived("shapes of circles", made)


def members_of(shape: str, tables: Tables, settings: Settings) -> ir.Table:
    """Units of a signal about circles of one shape: circle, person, times, expected, p_value, q_value, likelihood, …

    … days (odd visits that fall on days of the others), places, goods, people (of the circle).
    """
    shapes = circle_shapes(tables, settings)
    members = circle_members(tables, settings)
    sizes = members.group_by("circle").aggregate(people=members.count())
    both = members.join(shapes.filter(shapes.shape == shape), "circle").join(sizes, "circle")
    return both.select(
        "circle", "person", "p_value", "q_value", "likelihood", "places", "goods", "people",
        times=both.times_goods, expected=both.expected_goods, days=both.times_days,
    )  # fmt: skip


def evidence_of(found: ir.Table, tables: Tables, settings: Settings) -> ir.Table:
    """The lines that each member shares with the circle."""
    lines = shared_lines(tables, settings).select("circle", "person", "line")
    return found.join(lines, ["circle", "person"])


def tests_of(tables: Tables, settings: Settings) -> int:
    """Every person with odd purchases."""
    return int(odd_lines(tables).person.nunique().to_pandas())
