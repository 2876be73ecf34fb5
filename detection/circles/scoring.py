"""How likely it is that a circle's hand used somebody's card, by the visits to its places in its time.

A hand has hours, goods and places: its visits stand beside each other in time, are of the goods that it wants, where it
goes, and odd for the card's holder. A visit's log likelihood ratio sums these, against the places' other visits; half
of a member's visits to the places are taken to be the holder's own, so that an ordinary visit hardly speaks against.
Each person is weighed against the circle without that person.
"""

from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from detection.circles.weights import PLAIN, daily_visits, goods_of_places, visit_sizes, weighed_lines
from detection.tables import Tables, fetched

NEAR = 20 * 60  # seconds between two visits that one hand may make one after the other
MARGIN = 7  # days before and after a circle's first and last visit that are looked at
OWN = 0.5  # share of a member's visits that are the holder's own
BORROWED_GOODS = 8.0  # purchases by which a circle's goods are drawn to its places'
MOST_WHERE = 0.5  # the same of places
MOST_GOODS = 3.0  # log likelihood ratio of goods beyond which they say no more
BORROWED_VISITS = 20.0  # by which a place's rates of visits beside the circle's are drawn to those of all its places
# Visits in company, on the same day and on others' days, by which a circle's own rates are drawn: most are of no kind.
BORROWED_RATES = (0.4, 0.6, 1.0)
LEAST_VISIT, MOST_VISIT = -20.0, 12.0
TELLING = 3.0  # log likelihood ratio, at most, for each of what is this circle's own: odd is whoever is in any ring
STRONG = 1.0  # log likelihood ratio from which a visit counts as one of the circle's


@dataclass(frozen=True)
class Scored:
    """Scores of circles.

    `people`: circle, person, likelihood (log ratio), belonging (the same, as far as this circle's own company, goods
    and places bear it out: whoever is in any ring is odd), goods (without company), strong (visits that speak for it),
    member. `visits` (in the engine), those that were looked at: circle, person, settlement, place, ratio, alone
    (ratio without company), near.
    """

    people: pd.DataFrame
    visits: ir.Table


def score(proof: ir.Table, tables: Tables, least: float | None = None) -> Scored:
    """All members, and everybody whose visits to a circle's places may speak for at least `least`, if given.

    `proof`: circle, line, settlement, person, place, substance, at, day: what the circle rests on.
    """
    own = tables.keep(proof.group_by("circle", "settlement").aggregate(
        person=proof.person.min(), place=proof.place.min(), at=proof["at"].min(), day=proof.day.min()
    ))  # fmt: skip
    members = own.select("circle", "person").distinct()
    ground = tables.keep(_ground(own))
    beside = tables.keep(_beside(own, ground, tables))
    company = tables.keep(_company(own, ground, beside, tables))
    lines = weighed_lines(tables)
    if least is None:
        beside, lines = beside.semi_join(members, ["circle", "person"]), lines.join(members, "person")
        lines = lines.join(ground, ["circle", "place"])
    else:
        lines = lines.join(ground, "place")
    ratios = tables.keep(_visits(proof, own, lines, ground, beside, company, tables))
    people = ratios.group_by("circle", "person").aggregate(
        likelihood=ratios.ratio.sum(), goods=ratios.alone.sum(), telling=ratios.telling.sum(), seen=ratios.count(),
        strong=(ratios.ratio > STRONG).cast("int32").sum(),
        most=ratios.ratio.clip(lower=0.0).sum(),
    )  # fmt: skip
    people = people.left_join(members.mutate(member=ibis.literal(True)), ["circle", "person"])
    people = people.drop("circle_right", "person_right").mutate(member=people.member.fill_null(False))
    people = people.filter(people.member if least is None else (people.most >= least) | people.member)
    people = tables.keep(people)
    others = people.select("circle", "person").join(ground, "circle")
    visits = visit_sizes(tables).select("person", "place", "day")
    others = others.join(visits, ["person", "place"])
    others = others.filter((others.day >= others["from"]) & (others.day <= others.to))
    others = others.group_by("circle", "person").aggregate(visits=others.count())
    both = people.left_join(others, ["circle", "person"]).drop("circle_right", "person_right")
    frame = fetched(both.mutate(visits=both.visits.fill_null(0)))
    plain = (frame["visits"] - frame["seen"]).clip(lower=0).to_numpy() * np.log(OWN)
    whole, own = (frame[name].to_numpy(dtype=np.float64) + plain for name in ("likelihood", "telling"))
    frame = frame.assign(likelihood=whole, belonging=np.minimum(whole, TELLING * own))
    frame = frame[["circle", "person", "likelihood", "belonging", "goods", "strong", "member"]].sort_values(
        ["circle", "person"], ignore_index=True
    )
    return Scored(frame, ratios)


def _ground(own: ir.Table) -> ir.Table:
    """Where and when a circle is at work: circle, place, from, to. A place that one card alone came to is not it."""
    period = own.group_by("circle").aggregate(begin=own.day.min() - MARGIN, end=own.day.max() + MARGIN)
    places = own.group_by("circle", "place").aggregate(people=own.person.nunique())
    both = places.filter(places.people >= 2).join(period, "circle")
    return both.select("circle", "place", **{"from": both.begin, "to": both.end})


def _beside(own: ir.Table, ground: ir.Table, tables: Tables) -> ir.Table:
    """Visits on days of another member's: circle, settlement, person, place, lines, near (within `NEAR`)."""
    mine = own.semi_join(ground, ["circle", "place"])
    mine = mine.select("circle", "place", "day", member="person", member_at="at")
    visits = visit_sizes(tables)
    both = visits.join(mine, ["place", "day"])
    both = both.filter(both.person != both.member)
    near = (both["at"] - both.member_at).abs() <= NEAR
    return both.group_by("circle", "settlement").aggregate(
        person=both.person.min(), place=both.place.min(), lines=both.lines.min(), near=near.any()
    )


def _company(own: ir.Table, ground: ir.Table, beside: ir.Table, tables: Tables) -> ir.Table:
    """Log likelihood ratio of a visit near others of the circle's, on their day, or on none: circle, place, near, …

    … same, none: how much more often members' visits are so than others' visits to the place.
    """
    members = own.select("circle", "person").distinct()
    mine = own.semi_join(ground, ["circle", "place"]).left_join(
        beside.select("circle", "settlement", "near"), ["circle", "settlement"]
    )
    near, same = mine.near.fill_null(False).cast("int32").sum(), (~mine.near).fill_null(False).cast("int32").sum()
    rates = mine.group_by("circle").aggregate(near=near, same=same, visits=mine.count())
    others = beside.anti_join(members, ["circle", "person"])
    there = others.group_by("circle", "place").aggregate(
        near=others.near.cast("int32").sum(), same=(~others.near).cast("int32").sum()
    )
    all_visits = _visits_of_places(ground, tables)
    taken = own.group_by("circle", "place").aggregate(taken=own.count())
    both = all_visits.left_join(there, ["circle", "place"]).drop("circle_right", "place_right")
    both = both.left_join(taken, ["circle", "place"])
    both = both.select(
        "circle", "place", near=both.near.fill_null(0), same=both.same.fill_null(0),
        visits=ibis.greatest(both.visits - both.taken.fill_null(0), both.near.fill_null(0) + both.same.fill_null(0)),
    )  # fmt: skip
    whole = ibis.window(group_by=both.circle)
    total = both.visits.sum().over(whole) + 3.0
    drawn = both.mutate(
        all_near=(both.near.sum().over(whole) + 1.0) / total, all_same=(both.same.sum().over(whole) + 1.0) / total
    )
    size = drawn.visits + BORROWED_VISITS
    usual = drawn.select(
        "circle", "place",
        usual_near=(drawn.near + BORROWED_VISITS * drawn.all_near) / size,
        usual_same=(drawn.same + BORROWED_VISITS * drawn.all_same) / size,
        share=(drawn.visits + 1.0) / (drawn.visits.sum().over(whole) + drawn.count().over(whole)),
    )  # fmt: skip
    both = usual.join(rates, "circle")
    size = both.visits + sum(BORROWED_RATES)
    own_near, own_same = (both.near + BORROWED_RATES[0]) / size, (both.same + BORROWED_RATES[1]) / size
    return both.select(
        "circle", "place",
        near=(own_near / both.usual_near).log(),
        same=(own_same / both.usual_same).log(),
        none=((1.0 - own_near - own_same) / (1.0 - both.usual_near - both.usual_same)).log(),
        share=both.share,
    )  # fmt: skip


def _visits_of_places(ground: ir.Table, tables: Tables) -> ir.Table:
    """circle, place, visits in the circle's time."""
    both = ground.join(daily_visits(tables), "place")
    before, within = both.day < both["from"], both.day <= both.to
    sums = both.group_by("circle", "place").aggregate(
        before=both.so_far.max(where=before).fill_null(0), until=both.so_far.max(where=within).fill_null(0)
    )
    return sums.select("circle", "place", visits=sums.until - sums.before)


def _goods(proof: ir.Table, ground: ir.Table, tables: Tables) -> tuple[ir.Table, ir.Table]:
    """How much more a circle wants a substance than its places sell it oddly, as log likelihood ratio.

    circle, substance, wanted: for everybody else; circle, person, substance, wanted: for members, whose own purchases
    are left out.
    """
    mine = proof.select("circle", "person", "substance").distinct()
    times = mine.group_by("circle", "substance").aggregate(times=mine.count())
    there = ground.join(goods_of_places(tables), "place").group_by("circle", "substance").aggregate(
        lines=lambda row: row.lines.sum()
    )  # fmt: skip
    there = there.mutate(share=there.lines / there.lines.sum().over(ibis.window(group_by=there.circle)))
    whole = times.group_by("circle").aggregate(all_times=times.times.sum())
    goods = there.join(times, ["circle", "substance"]).join(whole, "circle")
    goods = tables.keep(goods.select("circle", "substance", "share", "times", "all_times"))
    each = mine.group_by("circle", "person").aggregate(own_times=mine.count())
    own = goods.join(each, "circle").left_join(mine.mutate(has=1), ["circle", "person", "substance"])
    own = own.drop("circle_right", "person_right", "substance_right")
    for_members = own.select("circle", "person", "substance", wanted=_wanted(own, own.has.fill_null(0), own.own_times))
    return goods.select("circle", "substance", wanted=_wanted(goods, 0, 0)), tables.keep(for_members)


def _wanted(goods: ir.Table, has: Any, own_times: Any) -> ir.Value:
    drawn = BORROWED_GOODS * goods.share
    ring = (goods.times - has + drawn) / (goods.all_times - own_times + BORROWED_GOODS)
    return (ring / goods.share).log().clip(-MOST_GOODS, MOST_GOODS)


def _visits(
    proof: ir.Table,
    own: ir.Table,
    lines: ir.Table,
    ground: ir.Table,
    beside: ir.Table,
    company: ir.Table,
    tables: Tables,
) -> ir.Table:
    """Visits that may be the circle's, or stand beside its visits: circle, settlement, person, place, ratio, near."""
    goods, for_members = _goods(proof, ground, tables)
    lines = lines.filter((lines.day >= lines["from"]) & (lines.day <= lines.to)).join(goods, ["circle", "substance"])
    both = lines.left_join(for_members, ["circle", "person", "substance"], rname="{name}_own")
    wanted = ibis.coalesce(both.wanted_own, both.wanted)
    both = both.select("circle", "settlement", "weight", wanted=ibis.ifelse(both.first, wanted, 0.0))
    odd = both.group_by("circle", "settlement").aggregate(
        weight=both.weight.sum(), wanted=both.wanted.sum(), odd=both.count()
    )
    sizes = visit_sizes(tables).select("settlement", "person", "place", "lines")
    odd = tables.keep(odd.join(sizes, "settlement"))
    known = beside.select("circle", "settlement", "near")
    spoken = odd.left_join(known, ["circle", "settlement"]).drop("circle_right", "settlement_right")
    spoken = spoken.select("circle", "settlement", "person", "place", "lines", "weight", "wanted", "odd", "near")
    alone = beside.filter(beside.near).anti_join(odd, ["circle", "settlement"])
    alone = alone.select(
        "circle", "settlement", "person", "place", "lines",
        weight=ibis.literal(0.0), wanted=ibis.literal(0.0), odd=ibis.literal(0, type="int64"), near=alone.near,
    )  # fmt: skip
    where, of_members = _where(own, company, tables)
    all_visits = spoken.union(alone).join(company, ["circle", "place"], rname="{name}_ratio")
    all_visits = all_visits.join(where, ["circle", "place"])
    all_visits = all_visits.left_join(of_members, ["circle", "person", "place"], rname="{name}_own")
    all_visits = all_visits.mutate(where=ibis.coalesce(all_visits.where_own, all_visits.where))
    of_company = ibis.cases(
        (all_visits.near.isnull(), all_visits.none), (all_visits.near, all_visits.near_ratio), else_=all_visits.same
    )
    own = of_company + all_visits.wanted + all_visits.where + PLAIN * (all_visits.lines - all_visits.odd)
    sure = own + all_visits.weight
    return all_visits.select(
        "circle", "settlement", "person", "place", near=all_visits.near.fill_null(False),
        ratio=_mixed(sure), alone=_mixed(sure - of_company), telling=_mixed(own),
    )  # fmt: skip


def _where(own: ir.Table, company: ir.Table, tables: Tables) -> tuple[ir.Table, ir.Table]:
    """How much more a circle keeps to a place than others do, as log likelihood ratio.

    circle, place, where: for everybody else; circle, person, place, where: for members, whose own visits are left out.
    """
    there = own.group_by("circle", "place").aggregate(there=own.count())
    whole = own.group_by("circle").aggregate(everywhere=own.count())
    places = company.select("circle", "place", "share").join(there, ["circle", "place"]).join(whole, "circle")
    places = tables.keep(places.select("circle", "place", "share", "there", "everywhere"))
    mine = own.group_by("circle", "person", "place").aggregate(mine=own.count())
    all_mine = own.group_by("circle", "person").aggregate(all_mine=own.count())
    members = places.join(all_mine, "circle").left_join(mine, ["circle", "person", "place"])
    members = members.drop("circle_right", "person_right", "place_right")
    of_members = members.select(
        "circle", "person", "place", where=_kept_to(members, members.mine.fill_null(0), members.all_mine)
    )
    return places.select("circle", "place", where=_kept_to(places, 0, 0)), tables.keep(of_members)


def _kept_to(places: ir.Table, mine: Any, all_mine: Any) -> ir.Value:
    drawn = BORROWED_GOODS * places.share
    own_share = (places.there - mine + drawn) / (places.everywhere - all_mine + BORROWED_GOODS)
    return (own_share / places.share).log().clip(-MOST_GOODS, MOST_WHERE)


def _mixed(sure: ir.Value) -> ir.Value:
    """Log likelihood ratio of a member's visit, which may be the holder's own, from that of one by the hand."""
    return ((1.0 - OWN) * sure.clip(LEAST_VISIT, MOST_VISIT).exp() + OWN).log()
