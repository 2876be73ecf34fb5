"""Circles grow by likelihood: who shares odd purchases with a whole circle far beyond chance joins it, others leave.

After the idea of seed set expansion with a stopping rule; each person is tested against the circle without that person.
"""

from collections import Counter
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from detection.circles.odd_lines import by_person, by_place, odd_days, odd_lines
from detection.circles.sharing import WINDOW, log_likelihood_ratio
from detection.tables import Tables, fetched

KEEP, JOIN = 2.5, 4.0  # log likelihood ratio at which a member stays and at which another joins
GOODS = 1.5  # of which the goods alone must give as much: who only comes on the same days is company
DAYS = 0.7  # weight of the days, which depend in part on the goods
FEWEST = 3  # people of a circle
ALIKE = 0.6  # share of the smaller circle's people in a larger one at which the two are one
BORROWED = 3.0  # weight of other customers' purchases that a place's rate is drawn by …
BORROWED_HITS = 0.3  # … and how much of it falls on the circle's

Circles = list[list[int]]


@dataclass(frozen=True)
class Kind:
    """One way of sharing: purchases `what` (drug or day) of a person that some other member has at the same place."""

    what: str

    def hits(self, mine: ir.Table, tables: Tables) -> ir.Table:
        """circle, person, place, weight, kinds: what each person shares with members other than oneself."""
        if self.what == "drug":
            lines = odd_lines(tables).select("person", "place", "drug", "day", "weight")
            theirs = mine.select("circle", "place", "drug", member="person", member_day="day").distinct()
            both = lines.join(theirs, ["place", "drug"])
            both = both.filter((both.person != both.member) & ((both.day - both.member_day).abs() <= WINDOW))
        else:
            theirs = mine.select("circle", "place", "day", member="person").distinct()
            both = odd_days(tables).join(theirs, ["place", "day"])
            both = both.filter(both.person != both.member)
        each = both.group_by("circle", "person", "place", self.what).aggregate(weight=both.weight.max())
        return each.group_by("circle", "person", "place").aggregate(weight=each.weight.sum(), kinds=each.count())


def scores(circles: Circles, tables: Tables) -> pd.DataFrame:
    """Each person who shares something with a circle: circle, person, member, and by goods and by days …

    … times and expected (weighed purchases), kinds; and likelihood, the log likelihood ratio of both.
    """
    pairs = [(number, person) for number, circle in enumerate(circles) for person in circle]
    frame = pd.DataFrame(pairs, columns=["circle", "person"]).astype("int32")
    members = tables.load(frame)
    mine = tables.keep(odd_lines(tables).join(members, "person").drop("line"))
    goods, days = _score(Kind("drug"), members, mine, tables), _score(Kind("day"), members, mine, tables)
    both = goods.merge(days, on=["circle", "person"], how="outer", suffixes=("_goods", "_days")).fillna(0.0)
    both = both.merge(frame.assign(member=True), on=["circle", "person"], how="left")
    both["member"] = both["member"].notna()
    for kind in ("goods", "days"):
        times, expected = both[f"times_{kind}"].to_numpy(), both[f"expected_{kind}"].to_numpy()
        both[f"by_{kind}"] = log_likelihood_ratio(times, expected)
    both["likelihood"] = both["by_goods"] + DAYS * both["by_days"]
    return both.sort_values(["circle", "person"], ignore_index=True)


def _score(kind: Kind, members: ir.Table, mine: ir.Table, tables: Tables) -> pd.DataFrame:
    """circle, person, times, expected, kinds; the place's other customers tell what chance would share."""
    hits = tables.keep(kind.hits(mine, tables))
    each, places = by_person(tables, kind.what), by_place(tables, kind.what)
    ours = each.join(members, "person").group_by("circle", "place").aggregate(ours=lambda row: row.weight.sum())
    others = hits.anti_join(members, ["circle", "person"])
    others = others.group_by("circle", "place").aggregate(shared=others.weight.sum())
    rates = hits.select("circle", "place").distinct().join(places, "place")
    rates = rates.left_join(ours, ["circle", "place"]).drop("circle_right", "place_right")
    rates = rates.left_join(others, ["circle", "place"]).drop("circle_right", "place_right")
    all_others = ibis.greatest(rates.weight - rates.ours.fill_null(0.0), 0.0)
    chance = (rates.shared.fill_null(0.0) + BORROWED_HITS) / (all_others + BORROWED)
    rates = tables.keep(rates.select("circle", "place", chance=chance))
    seen = tables.keep(
        hits.group_by("circle", "person").aggregate(times=hits.weight.sum(), kinds=hits.kinds.sum().cast("int32"))
    )
    bought = seen.select("circle", "person").join(each, "person").join(rates, ["circle", "place"])
    expected = bought.group_by("circle", "person").aggregate(expected=(bought.weight * bought.chance).sum())
    return fetched(seen.join(expected, ["circle", "person"]))


def grow(circles: Circles, tables: Tables) -> Circles:
    """One round: whoever passes joins, whoever does not leaves, circles that have become alike are one."""
    if not circles:
        return []
    scored = scores(circles, tables)
    enough = np.where(scored["member"], KEEP, JOIN)
    passed = scored[(scored["likelihood"] >= enough) & (scored["by_goods"] >= GOODS) & (scored["kinds_goods"] >= 2)]
    return united([sorted(set(part)) for _, part in passed.groupby("circle")["person"]])


def settle(circles: Circles, tables: Tables) -> tuple[Circles, pd.DataFrame]:
    """Each person in the circle that fits best; circles, and the scores of their members."""
    return settled(scores(circles, tables)) if circles else ([], pd.DataFrame())


def settled(scored: pd.DataFrame) -> tuple[Circles, pd.DataFrame]:
    """The same, of circles that were scored."""
    scored = scored[scored["member"] & (scored["likelihood"] >= KEEP) & (scored["by_goods"] >= GOODS)]
    best = scored.sort_values(["likelihood", "circle"], ascending=[False, True]).drop_duplicates("person")
    best = best[best.groupby("circle")["person"].transform("size") >= FEWEST].sort_values(["circle", "person"])
    return [part.tolist() for _, part in best.groupby("circle")["person"]], best


def united(circles: Circles) -> Circles:
    """Circles of enough people; where most of a circle is in a larger one of much the same size, the two are one."""
    kept: list[set[int]] = []
    holding: dict[int, list[int]] = {}  # by person, the kept circles that hold it
    for circle in sorted(map(set, circles), key=lambda one: (-len(one), min(one))):
        common = Counter(number for person in circle for number in holding.get(person, ()))
        for number in sorted(common):
            other, shared = kept[number], common[number]
            if shared >= ALIKE * len(circle) and (len(other) <= 2 * len(circle) or len(circle) - shared <= 2):
                break
        else:
            number = len(kept)
            kept.append(set())
        for person in circle - kept[number]:
            holding.setdefault(person, []).append(number)
        kept[number] |= circle
    return [sorted(circle) for circle in kept if len(circle) >= FEWEST]
