"""Gain: what each person is handed beyond what people of the same age are handed.

Company has none: neighbours, colleagues and queues swipe together, but collect what they need. Crime must gain.
"""

import ibis
import ibis.expr.types as ir
import numpy as np
from scipy import special

from detection.signals.beyond_need import RESERVE, supplied
from detection.tables import DAY, Tables
from detection.tails import Array

AGE_GROUP = 10 * 365  # days


def person_gain(tables: Tables) -> ir.Table:
    """By person: excess (yuan beyond need), value (yuan in all), and the rank of the excess (0–1) among like people.

    Everybody who bought anything has a row. Like people are those of the same ten years of age who come about as
    often (to a factor of two): who comes often is seen with others often, and buys more, without any crime. A rank
    is the share of them with less, ties counted half.
    """
    return tables.derived("gain", _person_gain)


def _person_gain(tables: Tables) -> ir.Table:
    bought, visits = tables.bought, tables.visits
    spent = bought.group_by("person").aggregate(value=bought.amount.sum(), last=bought["last"].max())
    spent = spent.join(visits.group_by("person").aggregate(visits=visits.count()), "person")
    born = tables.people.select("person", born=(tables.people.birth_date.cast("timestamp").epoch_seconds() // DAY))
    excess = _excess(tables)
    both = spent.join(born, "person").left_join(excess, "person")
    alike = both.select(
        "person",
        "value",
        excess=both.excess.fill_null(0.0),
        age=((both.last - both.born) // AGE_GROUP).fill_null(-1),
        often=both.visits.log2().floor(),
    )
    return tables.keep(_ranked(tables.keep(alike)))


def _excess(tables: Tables) -> ir.Table:
    units = supplied(tables)
    usual = units.group_by("drug").aggregate(half=units.ratio.quantile(0.5))
    bought = tables.bought.filter(tables.bought.dosed > 0)
    price = bought.group_by("drug").aggregate(per_day=bought.amount.sum() / bought.days.sum())
    both = units.join(usual, "drug").join(price, "drug")
    beyond = (both.days - (both.span + RESERVE) * ibis.greatest(both.half, 0.5)).clip(lower=0.0)
    both = both.mutate(beyond=beyond * both.per_day)
    return both.group_by("person").aggregate(excess=both.beyond.sum())


def _ranked(people: ir.Table) -> ir.Table:
    """With excess_rank. Equal values are folded first: most people's excess is nothing."""
    levels = people.group_by("age", "often", "excess").aggregate(ties=people.count())
    below = ibis.window(group_by=[levels.age, levels.often], order_by=levels.excess, following=0)
    everyone = ibis.window(group_by=[levels.age, levels.often])
    ranks = levels.select(
        "age", "often", "excess",
        excess_rank=(levels.ties.sum().over(below) - levels.ties / 2.0) / levels.ties.sum().over(everyone),
    )  # fmt: skip
    return people.join(ranks, ["age", "often", "excess"])


def together(ranks: Array) -> float:
    """Chance that a group's ranks are as high, by Stouffer's sum of normal scores; 1 for an empty group."""
    if not len(ranks):
        return 1.0
    scores = special.ndtri(ranks.clip(1e-4, 1 - 1e-4))
    return float(special.ndtr(-np.sum(scores) / np.sqrt(len(ranks))))
