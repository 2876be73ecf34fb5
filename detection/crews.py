"""Crews: customers of one shop who do not fit, and are billed alike.

Each customer whose purchases at a shop look little like own need may be ill in an unusual way. Several of them whose
odd purchases are of the same few drugs, on the same days or in the same months, far beyond what the shop sells anyway,
have one hand behind them: the shop's. Within each shop such customers are put together by Bayesian hierarchical
clustering; a crew's evidence sums what is alike, how little its people fit, and the cost of having chosen them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pandas as pd

from detection.agglomeration import Group, IntArray, View, agglomerate
from detection.misfit import courses, misfit
from detection.signals.beyond_need import substances
from detection.tables import Tables, fetched

SUSPECT = -3.4  # misfit from which a customer is looked at: about one in a hundred buyers of lasting drugs
MOST_SUSPECTS = 80  # at one shop, the least fitting
SMALLEST = 3  # people
ENOUGH = 16.0  # evidence (natural log) from which a crew is a finding; without crime none has had more than 12
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

Shares = npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Shop:
    """The suspects of one shop in order of their keys, their odd purchases, and what the shop sells to all."""

    place: int
    people: IntArray
    misfit: Shares
    odd: pd.DataFrame  # row (of people), substance, day, at
    goods: "pd.Series[int]"
    days: "pd.Series[int]"


def crews(tables: Tables) -> pd.DataFrame:
    """Every crew with evidence above `ENOUGH`, a row for each member.

    Columns: crew (number), person, place, people (in the crew), evidence (natural log), times (its drugs and days that
    another member has too), expected (as many by chance), few (share of the crew's odd purchases that is of its five
    most common drugs), company (share of its visits within half an hour of another member's).
    """
    rows = []
    for shop in _shops(tables):
        for group in agglomerate(_views(shop)):
            evidence = _evidence(group, shop)
            if len(group.rows) >= SMALLEST and evidence >= ENOUGH:
                rows.append(_described(group, evidence, shop))
    if not rows:
        return pd.DataFrame(dict.fromkeys(COLUMNS, np.zeros(0)))
    made = pd.concat([frame.assign(crew=number) for number, frame in enumerate(rows)], ignore_index=True)
    return made[list(COLUMNS)]


def crews_by(tables: Tables, *, kept: bool) -> ir.Table:
    """Members of crews of kept cards, or of the others, as a signal measures them: unit columns, times, expected,
    p_value and q_value (of the whole crew), and what statements name."""
    made = tables.derived("crews", _loaded)
    is_kept = (made.few < MANY_KINDS) & (made.company < ALONE)
    chosen = made.filter(is_kept if kept else ~is_kept)
    chance = (-chosen.evidence).exp().clip(lower=SMALLEST_CHANCE)
    chosen = chosen.mutate(others=chosen.people - 1, p_value=chance)
    return chosen.mutate(
        expected=ibis.least(chosen.expected, chosen.times * 0.99),
        q_value=(chance * tested_customers(tables)).clip(upper=1.0),
    )


def crew_lines(found: ir.Table, tables: Tables) -> ir.Table:
    """What the members of crews (person, crew) bought at its shop outside of regular courses, with line and person."""
    members = found.join(tables.derived("crews", _loaded).select("person", "crew", "place"), ["person", "crew"])
    sold = tables.sold.select("line", "person", "place", "drug").join(members, ["person", "place"])
    steady = courses(tables).filter(lambda course: course.state == 1)
    return sold.join(substances(tables), "drug").anti_join(steady, ["person", "substance"])


def _loaded(tables: Tables) -> ir.Table:
    return tables.load(crews(tables).astype(KINDS))


def tested_customers(tables: Tables) -> int:
    """How many customers of shops were looked at."""
    return int(misfit(tables).count().to_pandas())


def _shops(tables: Tables) -> Iterator[_Shop]:
    """Shops with enough suspects, in order of their keys."""
    suspects = _suspects(tables)
    wanted = tables.load(suspects[["person", "place"]])
    odd, goods = _odd_purchases(tables, wanted), _goods(tables, wanted)
    visits = tables.visits.semi_join(wanted, "place")
    days = fetched(visits.group_by("place", "day").aggregate(visits=visits.count()))
    of_odd, of_goods, of_days = (dict(list(frame.groupby("place"))) for frame in (odd, goods, days))
    for place, own in suspects.groupby("place"):
        people = own["person"].to_numpy(dtype=np.int64)
        lines = of_odd.get(place)
        if lines is None:
            continue
        lines = lines.assign(row=np.searchsorted(people, lines["person"].to_numpy()))
        sold = of_goods[place].set_index("substance")["buyers"].sort_index()
        busy = of_days[place].set_index("day")["visits"].sort_index()
        yield _Shop(int(str(place)), people, own["misfit"].to_numpy(dtype=np.float64), lines, sold, busy)


def _suspects(tables: Tables) -> pd.DataFrame:
    """person, place, misfit of those looked at, sorted by place and person."""
    scored = misfit(tables)
    frame = fetched(scored.filter(scored.misfit > SUSPECT))
    frame = frame.sort_values(["place", "misfit", "person"], ascending=[True, False, True])
    frame = frame[frame.groupby("place").cumcount() < MOST_SUSPECTS]
    frame = frame[frame.groupby("place")["person"].transform("size") >= SMALLEST]
    return frame.sort_values(["place", "person"], ignore_index=True).astype({"person": "int32", "place": "int32"})


def _odd_purchases(tables: Tables, wanted: ir.Table) -> pd.DataFrame:
    """What suspects bought outside of courses: person, place, substance, day, at."""
    sold = tables.sold.select("person", "place", "drug", "day", "at").semi_join(wanted, ["person", "place"])
    named = tables.keep(sold.join(substances(tables), "drug"))
    steady = courses(tables).filter(lambda course: course.state == 1)
    odd = named.anti_join(steady, ["person", "substance"])
    frame = fetched(odd.select("person", "place", "substance", "day", "at").distinct())
    return frame.sort_values(["place", "person", "at", "substance"], ignore_index=True)


def _goods(tables: Tables, wanted: ir.Table) -> pd.DataFrame:
    """How many people bought each substance at the suspects' shops: place, substance, buyers."""
    bought = tables.bought.select("place", "drug").semi_join(wanted, "place").join(substances(tables), "drug")
    return fetched(bought.group_by("place", "substance").aggregate(buyers=bought.count()))


def _views(shop: _Shop) -> list[View]:
    first = int(shop.days.index.min())
    day, months = shop.odd["day"], (shop.days.index - first) // MONTH
    return [
        _view(shop.odd["substance"], shop.goods, GOODS, shop),
        _view(day, shop.days, DAYS, shop),
        _view((day - first) // MONTH, shop.days.groupby(months).sum(), MONTHS, shop),
    ]


def _view(category: "pd.Series[int]", usual: "pd.Series[int]", scale: float, shop: _Shop) -> View:
    """Each suspect has a category once: who buys one drug again and again is one fact, not many."""
    pairs = pd.DataFrame({"row": shop.odd["row"], "category": category}).drop_duplicates()
    totals = np.bincount(pairs["row"], minlength=len(shop.people))
    common = pairs["category"].value_counts()
    kept = np.sort(common.index[common > 1].to_numpy())
    shared = pairs[pairs["category"].isin(kept)]
    counts = np.zeros((len(shop.people), len(kept)), dtype=np.int64)
    counts[shared["row"], np.searchsorted(kept, shared["category"])] = 1
    smoothed = (usual + 0.5) / (usual.sum() + 0.5 * len(usual))
    shares = np.asarray(smoothed.reindex(kept).fillna(smoothed.min()), dtype=np.float64)
    return View(counts, shares, scale, totals)


def _evidence(group: Group, shop: _Shop) -> float:
    """Log likelihood ratio of one crew against unrelated customers, less the logarithm of the choices there were."""
    people, size = len(shop.people), len(group.rows)
    choices = size * np.log(people * np.e / size)
    unfit = WEIGHT * (shop.misfit[list(group.rows)] - USUAL).sum()
    return float(group.evidence - choices + unfit)


def _described(group: Group, evidence: float, shop: _Shop) -> pd.DataFrame:
    rows = np.array(group.rows)
    odd = shop.odd[np.isin(shop.odd["row"], rows)]
    goods = odd["substance"].value_counts()
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
            "company": _company(odd),
        }
    )


def _alike(odd: pd.DataFrame, column: str, usual: "pd.Series[int]", suspects: int) -> Shares:
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
