"""The odd purchases that circles are made of: what, where and when, weighed by how odd."""

import ibis.expr.types as ir

from detection.oddness import odd_purchases
from detection.substances import substances
from detection.tables import Tables

ODD_SHARE = 1 / 16  # share of all purchases that count as odd
HALF = 0.5  # oddness above the least odd of them at which one counts half


def odd_lines(tables: Tables) -> ir.Table:
    """Lines that are odd, of people with at least two kinds of them: line, person, place, drug, day, weight.

    `drug` stands for all drugs of one generic name. `weight` is 0 to 1.
    """
    return tables.derived("odd_lines", _odd_lines)


def _odd_lines(tables: Tables) -> ir.Table:
    odd = odd_purchases(tables)
    everything = int(tables.bought.count().to_pandas())
    looked_at = int(odd.count().to_pandas())
    share = min(ODD_SHARE * everything / max(looked_at, 1), 1.0)
    least = float(odd.aggregate(least=odd.oddness.quantile(1 - share)).to_pandas().fillna(0.0)["least"].iloc[0])
    odd = odd.filter(odd.oddness > least).join(substances(tables), "drug")
    weight = 1.0 / (1.0 + (least + HALF - odd.oddness.cast("float64")).exp())
    odd = tables.keep(odd.select("person", "place", "drug", "substance", weight=weight))
    several = odd.group_by("person").aggregate(kinds=(odd.place.cast("int64") * 2**31 + odd.substance).nunique())
    odd = tables.keep(odd.semi_join(several.filter(several.kinds >= 2), "person"))
    sold = tables.sold.select("line", "person", "place", "drug", "day").join(odd, ["person", "place", "drug"])
    return tables.keep(sold.select("line", "person", "place", "weight", "day", drug=sold.substance))


def odd_goods(tables: Tables) -> ir.Table:
    """By person, place and drug: person, place, drug, weight (of the oddest)."""

    def made(tables: Tables) -> ir.Table:
        lines = odd_lines(tables)
        return tables.keep(lines.group_by("person", "place", "drug").aggregate(weight=lines.weight.max()))

    return tables.derived("odd_goods", made)
