"""Crews: customers of one shop who do not fit, and are billed alike.

Each customer whose purchases at a shop look little like own need may be ill in an unusual way. Several of them whose
odd purchases are of the same few drugs, on the same days or in the same months, far beyond what the shop sells anyway,
have one hand behind them: the shop's. Within each shop such customers are put together by Bayesian hierarchical
clustering; a crew's evidence sums what is alike, how little its people fit, and the cost of having chosen them.
"""

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from detection.agglomeration import Group, View, agglomerate, joining
from detection.crew_shops import SMALLEST, Shop, looked_at, shops_of
from detection.misfit import misfit, outside_courses
from detection.tables import Tables
from detection.tails import Array, IntArray
from workspace.settings import Settings

SUSPECT = -3.4  # misfit from which a customer is looked at: about one in a hundred buyers of lasting drugs
MOST_SUSPECTS = 80  # at one shop, the least fitting
JOINING, MOST_JOINING = -6.2, 800  # the same, for those who may join a crew that was found
JOINS = 1.0  # log odds from which a customer joins
BEGUN = 8.0  # evidence (natural log) from which a crew may begin a circle …
ENOUGH = 16.0  # … and from which a crew is a finding; two cities without crime had at most 12
MONTH = 30  # days
TOGETHER = 30 * 60  # seconds between visits in company
# How far a crew's own shares of drugs, days and months may lie from the shop's: small is far.
GOODS, DAYS, MONTHS = 30.0, 200.0, 20.0
WEIGHT, USUAL = 0.7, -2.5  # of misfit in the evidence; the misfit of suspects of no crew
FEW_GOODS = 5
# Below both a crew is billed as those are who stand at the counter: what the shop sells anyway, one by one.
MANY_KINDS, ALONE = 0.535, 0.3

COLUMNS = ("crew", "person", "place", "people", "evidence", "times", "expected", "few", "company")
KINDS = {"crew": "int32", "person": "int32", "place": "int32"}
SMALLEST_CHANCE = 1e-300


def crews(tables: Tables) -> pd.DataFrame:
    """Every crew with evidence above `BEGUN`, a row for each member.

    Columns: crew (number), person, place, people (in the crew), evidence (natural log), times (its drugs and days that
    another member has too), expected (as many by chance), few (share of the crew's odd purchases that is of its five
    most common drugs), company (share of its visits within half an hour of another member's).
    """
    cores = _cores(tables)
    rows = []
    for shop in shops_of(tables, looked_at(tables, JOINING, MOST_JOINING, set(cores))):
        for (core, evidence), people in zip(cores[shop.place], _grown(cores[shop.place], shop), strict=True):
            rows.append(_described(people, np.searchsorted(shop.people, core), evidence, shop))
    if not rows:
        return pd.DataFrame(dict.fromkeys(COLUMNS, np.zeros(0)))
    made = pd.concat([frame.assign(crew=number) for number, frame in enumerate(rows)], ignore_index=True)
    return made[list(COLUMNS)]


def _cores(tables: Tables) -> dict[int, list[tuple[IntArray, float]]]:
    """The people and the evidence of the crews among the least fitting customers, by place."""
    cores: dict[int, list[tuple[IntArray, float]]] = {}
    for shop in shops_of(tables, looked_at(tables, SUSPECT, MOST_SUSPECTS)):
        for group in agglomerate(_views(shop)):
            evidence = _evidence(group, shop)
            if len(group.rows) >= SMALLEST and evidence >= BEGUN:
                cores.setdefault(shop.place, []).append((shop.people[list(group.rows)], evidence))
    return cores


def _grown(cores: list[tuple[IntArray, float]], shop: Shop) -> list[IntArray]:
    """The rows of each crew with the customers who fit better, but are billed as it is: each joins the likeliest.

    A customer joins where the Bayes factor of drawing from the crew's urn, times the odds of own need, is for it.
    """
    views = _views(shop)
    rows = [np.searchsorted(shop.people, people) for people, _ in cores]
    odds = np.array([joining(views, own.tolist()) for own in rows]) + shop.misfit
    odds[:, np.concatenate(rows)] = -np.inf
    best = odds.argmax(axis=0)
    joins = odds.max(axis=0) > JOINS
    return [np.sort(np.concatenate([own, np.flatnonzero(joins & (best == number))])) for number, own in enumerate(rows)]


def crew_members(tables: Tables) -> ir.Table:
    """The rows of `crews`, searched for once."""
    return tables.derived("crews", _loaded)


def crews_by(tables: Tables, settings: Settings, *, kept: bool) -> ir.Table:
    """Members of crews of kept cards, or of the others, as a signal measures them: unit columns, times, expected,
    p_value and q_value (of the whole crew), and what statements name."""
    made = crew_members(tables)
    is_kept = (made.few < MANY_KINDS) & (made.company < ALONE)
    chosen = made.filter((made.evidence >= ENOUGH) & (is_kept if kept else ~is_kept))
    chance = (-chosen.evidence).exp().clip(lower=SMALLEST_CHANCE)
    chosen = chosen.mutate(others=chosen.people - 1, p_value=chance)
    return chosen.mutate(
        expected=ibis.least(chosen.expected, chosen.times * 0.99),
        q_value=(chance * tested_customers(tables, settings)).clip(upper=1.0),
    )


def crew_lines(found: ir.Table, tables: Tables, settings: Settings) -> ir.Table:
    """What the members of crews (person, crew) bought at its shop outside of regular courses, with line and person."""
    members = found.join(crew_members(tables).select("person", "crew", "place"), ["person", "crew"])
    sold = tables.sold.select("line", "person", "place", "drug").join(members, ["person", "place"])
    return outside_courses(sold, tables)


def _loaded(tables: Tables) -> ir.Table:
    return tables.load(crews(tables).astype(KINDS))


def tested_customers(tables: Tables, settings: Settings) -> int:
    """How many customers of shops were looked at: those who bought a lasting drug there."""
    return int(misfit(tables).count().to_pandas())


def _views(shop: Shop) -> list[View]:
    days: IntArray = np.asarray(shop.days.index, dtype=np.int64)
    visits: Array = np.asarray(shop.days, dtype=np.float64)
    monthly: Array = np.bincount((days - days[0]) // MONTH, weights=visits).astype(np.float64)
    months: IntArray = np.arange(len(monthly), dtype=np.int64)
    row, day = shop.odd["row"].to_numpy(), shop.odd["day"].to_numpy(dtype=np.int64)
    goods: IntArray = np.asarray(shop.goods.index, dtype=np.int64)
    buyers: Array = np.asarray(shop.goods, dtype=np.float64)
    suspects = len(shop.people)
    return [
        _view(row, shop.odd["substance"].to_numpy(dtype=np.int64), (goods, buyers), GOODS, suspects),
        _view(row, day, (days, visits), DAYS, suspects),
        _view(row, (day - days[0]) // MONTH, (months, monthly), MONTHS, suspects),
    ]


def _view(row: IntArray, category: IntArray, usual: tuple[IntArray, Array], scale: float, suspects: int) -> View:
    """Each suspect has a category once: who buys one drug again and again is one fact, not many.

    `usual` are the shop's categories, sorted, and how often each occurs; each category of the suspects is among them.
    """
    names, codes = np.unique(category, return_inverse=True)
    rows, columns = np.divmod(np.unique(row * len(names) + codes), max(len(names), 1))
    counts = np.zeros((suspects, len(names)), dtype=np.int64)
    counts[rows, columns] = 1
    common = counts.sum(axis=0) > 1
    known, times = usual
    shares = (times + 0.5) / (times.sum() + 0.5 * len(times))
    return View(counts[:, common], shares[np.searchsorted(known, names[common])], scale, counts.sum(axis=1))


def _evidence(group: Group, shop: Shop) -> float:
    """Log likelihood ratio of one crew against unrelated customers, less the logarithm of the choices there were."""
    people, size = len(shop.people), len(group.rows)
    choices = size * np.log(people * np.e / size)
    unfit = WEIGHT * (shop.misfit[list(group.rows)] - USUAL).sum()
    return float(group.evidence - choices + unfit)


def _described(rows: IntArray, core: IntArray, evidence: float, shop: Shop) -> pd.DataFrame:
    """The rows of `crews` of one crew; how it is billed is told from its core, who hardly buy for themselves there."""
    odd = shop.odd[np.isin(shop.odd["row"], rows)]
    billed = shop.odd[np.isin(shop.odd["row"], core)]
    goods = billed["substance"].value_counts()
    by_goods = _alike(odd, "substance", shop.goods, len(shop.people))
    alike = (by_goods + _alike(odd, "day", shop.days, len(shop.people)))[rows]
    return pd.DataFrame(
        {
            "person": shop.people[rows],
            "place": shop.place,
            "people": len(rows),
            "evidence": evidence,
            "times": alike[:, 0],
            "expected": alike[:, 1],
            "few": float(goods.head(FEW_GOODS).sum() / goods.sum()),
            "company": _company(billed),
        }
    )


def _alike(odd: pd.DataFrame, column: str, usual: "pd.Series[int]", suspects: int) -> Array:
    """By row: categories that another member has too, and how many of them chance would give."""
    pairs = odd[["row", column]].drop_duplicates()
    size = pairs["row"].nunique()
    shares = (usual / usual.sum()).reindex(pairs[column]).fillna(0.0).to_numpy()
    others = len(pairs) * (size - 1) / size  # categories of the other members, on average
    chance = 1 - (1 - shares) ** others
    both = pairs.duplicated(column, keep=False).to_numpy(dtype=np.float64)
    found = np.zeros((suspects, 2))
    np.add.at(found, pairs["row"].to_numpy(), np.column_stack([both, chance]))
    return found


def _company(odd: pd.DataFrame) -> float:
    """Share of the visits that lie within half an hour of a visit of another member."""
    visits = odd.drop_duplicates(["row", "at"]).sort_values(["at", "row"])
    row, at = visits["row"].to_numpy(), visits["at"].to_numpy()
    near = (np.diff(at) <= TOGETHER) & (np.diff(row) != 0)
    return float((np.r_[near, False] | np.r_[False, near]).mean())
