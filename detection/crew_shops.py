"""Customers of a shop who fit badly, and what they are billed there outside of courses of treatment."""

from collections.abc import Iterator
from dataclasses import dataclass

import ibis.expr.types as ir
import numpy as np
import pandas as pd

from detection.misfit import misfit, outside_courses
from detection.substances import substances
from detection.tables import Tables, fetched
from detection.tails import Array, IntArray

SMALLEST = 3  # people


@dataclass(frozen=True)
class Shop:
    """The suspects of one shop in order of their keys, their odd purchases, and what the shop sells to all."""

    place: int
    people: IntArray
    misfit: Array
    odd: pd.DataFrame  # row (of people), substance, day, at
    goods: "pd.Series[int]"
    days: "pd.Series[int]"


def shops_of(tables: Tables, suspects: pd.DataFrame) -> Iterator[Shop]:
    """The shops of some customers (person, place, misfit), in order of their keys."""
    if suspects.empty:
        return
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
        yield Shop(int(str(place)), people, own["misfit"].to_numpy(dtype=np.float64), lines, sold, busy)


def looked_at(tables: Tables, least: float, most: int, places: set[int] | None = None) -> pd.DataFrame:
    """person, place, misfit of the (at most `most`) customers of a place above `least`, by place and person."""
    scored = misfit(tables)
    scored = scored.filter(scored.misfit > least)
    frame = fetched(scored if places is None else scored.filter(scored.place.isin(sorted(places))))
    frame = frame.sort_values(["place", "misfit", "person"], ascending=[True, False, True])
    frame = frame[frame.groupby("place").cumcount() < most]
    frame = frame[frame.groupby("place")["person"].transform("size") >= SMALLEST]
    return frame.sort_values(["place", "person"], ignore_index=True).astype({"person": "int32", "place": "int32"})


def _odd_purchases(tables: Tables, wanted: ir.Table) -> pd.DataFrame:
    """What suspects bought outside of courses: person, place, substance, day, at."""
    sold = tables.sold.select("person", "place", "drug", "day", "at").semi_join(wanted, ["person", "place"])
    odd = outside_courses(sold, tables)
    frame = fetched(odd.select("person", "place", "substance", "day", "at").distinct())
    return frame.sort_values(["place", "person", "at", "substance"], ignore_index=True)


def _goods(tables: Tables, wanted: ir.Table) -> pd.DataFrame:
    """How many people bought each substance at the suspects' shops: place, substance, buyers."""
    bought = tables.bought.select("place", "drug").semi_join(wanted, "place").join(substances(tables), "drug")
    return fetched(bought.group_by("place", "substance").aggregate(buyers=bought.count()))
