"""What kind of circle it is: one shop's, one that errands bring together, or a route over many places."""

import ibis
import ibis.expr.types as ir

from detection.circles.found import circle_members, circle_proof
from detection.circles.odd_lines import odd_lines
from detection.tables import Tables
from workspace.settings import Settings

ONE_SHOP = 1.5  # effective number of places (inverse Simpson) below which a circle is one shop's
TOGETHER = 0.4  # share of the visits beside another member's, from which they are errands of one hand

COUNTER, ERRAND, ROUTE = "counter", "errand", "route"


def circle_shapes(tables: Tables, settings: Settings) -> ir.Table:
    """circle, shape, places (where they share), goods (kinds that they share)."""

    def made(tables: Tables) -> ir.Table:
        lines = circle_proof(tables, settings)
        goods = lines.select("circle", "person", "place", "substance").distinct()
        at = goods.group_by("circle", "place").aggregate(number=goods.count().cast("float64"))
        spread = at.group_by("circle").aggregate(
            spread=at.number.sum() * at.number.sum() / (at.number * at.number).sum(), places=at.count()
        )
        kinds = goods.group_by("circle").aggregate(goods=goods.substance.nunique())
        members = circle_members(tables, settings)
        company = members.group_by("circle").aggregate(near=members.near.sum() / members.visits.sum())
        both = spread.join(kinds, "circle").join(company, "circle")
        shape = ibis.cases((both.spread < ONE_SHOP, COUNTER), (both.near >= TOGETHER, ERRAND), else_=ROUTE)
        return tables.keep(both.select("circle", "places", "goods", shape=shape))

    return tables.derived("shapes of circles", made)


def members_of(shape: str, tables: Tables, settings: Settings) -> ir.Table:
    """Units of a signal about circles of one shape: circle, person, times, expected, p_value, q_value, likelihood, …

    … near (of the visits, those beside another member's), places, goods, people (of the circle).
    """
    shapes = circle_shapes(tables, settings)
    members = circle_members(tables, settings)
    sizes = members.group_by("circle").aggregate(people=members.count())
    both = members.join(shapes.filter(shapes.shape == shape), "circle").join(sizes, "circle")
    return both.select(
        "circle", "person", "p_value", "q_value", "likelihood", "near", "places", "goods", "people",
        times=both.visits, expected=both.own,
    )  # fmt: skip


def evidence_of(found: ir.Table, tables: Tables, settings: Settings) -> ir.Table:
    """The lines of the visits that bear the mark of the circle."""
    lines = circle_proof(tables, settings).select("circle", "person", "line")
    return found.join(lines, ["circle", "person"])


def tests_of(tables: Tables, settings: Settings) -> int:
    """Every person with odd purchases."""
    return int(odd_lines(tables).person.nunique().to_pandas())
