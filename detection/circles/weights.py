"""What speaks for a false purchase whoever is behind it: each line that is odd for its holder, weighed."""

import ibis
import ibis.expr.types as ir

from detection.oddness import odd_purchases
from detection.substances import substances
from detection.tables import Tables

TRUST = 0.7  # weight of oddness beside what a group's own goods and hours say, which depend in part on it
LEAST, MOST = -0.5, 4.0  # oddness below which a line is looked at in company only, and beyond which it says no more
PLAIN = -1.0  # weight of a line that nothing is odd about


def weighed_lines(tables: Tables) -> ir.Table:
    """Lines that may be false: line, settlement, person, place, substance, at, day, first, weight.

    `first` tells the first line of the substance's drug to the person at the place, which alone carries the weight of
    its oddness: who buys one drug again and again is one fact, not many.
    """
    return tables.derived("weighed lines", _weighed_lines)


def _weighed_lines(tables: Tables) -> ir.Table:
    odd = odd_purchases(tables)
    odd = odd.filter(odd.oddness > LEAST).join(substances(tables), "drug")
    begun = tables.bought.select("person", "place", "drug", begun="first")
    odd = tables.keep(odd.join(begun, ["person", "place", "drug"]))
    sold = tables.sold.select("line", "settlement", "person", "place", "drug", "at", "day")
    both = sold.join(odd, ["person", "place", "drug"])
    first = both.day == both.begun
    weight = ibis.ifelse(first, TRUST * ibis.least(both.oddness.cast("float64"), MOST), 0.0)
    return tables.keep(
        both.select("line", "settlement", "person", "place", "substance", "at", "day", first=first, weight=weight)
    )


def visit_sizes(tables: Tables) -> ir.Table:
    """Visits with goods: settlement, person, place, at, day, lines."""

    def made(tables: Tables) -> ir.Table:
        sizes = tables.sold.group_by("settlement").aggregate(lines=lambda row: row.count().cast("int32"))
        return tables.keep(tables.visits.select("settlement", "person", "place", "at", "day").join(sizes, "settlement"))

    return tables.derived("visit sizes", made)


def daily_visits(tables: Tables) -> ir.Table:
    """How many visits a place had up to a day: place, day, so_far (that day included)."""

    def made(tables: Tables) -> ir.Table:
        visits = visit_sizes(tables)
        each = visits.group_by("place", "day").aggregate(visits=visits.count())
        queue = ibis.window(group_by=each.place, order_by=each.day, following=0)
        return tables.keep(each.select("place", "day", so_far=each.visits.sum().over(queue)))

    return tables.derived("daily visits", made)


def goods_of_places(tables: Tables) -> ir.Table:
    """How often each substance was sold oddly at each place: place, substance, lines.

    A circle's goods stand against these, not against all that was sold: that crime wants what is sought after is told
    by oddness already; what this hand wants, and others do not, is told by its goods.
    """

    def made(tables: Tables) -> ir.Table:
        odd = weighed_lines(tables)
        odd = odd.filter(odd.weight > 0)
        return tables.keep(odd.group_by("place", "substance").aggregate(lines=odd.count()))

    return tables.derived("goods of places", made)
