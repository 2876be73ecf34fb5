"""Drift: signals whose innocent rate moves, with a season or a new rule, are told in the run.

A signal's measure knows what usually happens by accident. Where that moves for everybody, its findings are to be read
with care: the check counts, by place and month, what the signal counts but for what it found, against the place's past.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from detection.signal import Findings
from detection.signals.co_swipe import close_pairs
from detection.signals.refund_loop import undone
from detection.signals.repeated_code import RETRY
from detection.signals.two_places import impossible
from detection.tables import DAY, Tables, fetched
from detection.uniformity import Month, months
from workspace.settings import Settings

SOON = 14 * DAY  # seconds


@dataclass(frozen=True)
class Series:
    """What a signal counts, and among how many.

    `hits`: rows with place, day and the columns of the signal's unit. `among`: a column of `chances`.
    """

    hits: Callable[[Tables], ir.Table]
    among: str


def _journeys(tables: Tables) -> ir.Table:
    found = impossible(tables)
    return found.mutate(day=(found["at"] // DAY).cast("int32"))


def _reused(tables: Tables) -> ir.Table:
    """Lines whose code was billed at the shop in the two weeks before, and not as a retry: a bill of the last month has
    had less time to be repeated than one of the first, so that both sides of a pair cannot be counted."""
    codes = tables.repeated_codes.filter(tables.repeated_codes.whole)
    before = ibis.window(group_by=[codes.code, codes.place], order_by=[codes["at"], codes.line])
    told = codes.mutate(gap=codes["at"] - codes["at"].lag(1).over(before), who=codes.person.lag(1).over(before))
    again = (told.gap <= SOON) & ((told.who != told.person) | (told.gap > RETRY))
    return told.filter(again).select("line", "person", "place", "day").distinct()


def _unread(tables: Tables) -> ir.Table:
    return tables.sold.filter(tables.sold.whole & ~tables.sold.read)


SERIES = {
    "co_swipe": Series(close_pairs, "pairs"),
    "refund_loop": Series(undone, "visits"),
    "repeated_code": Series(_reused, "read"),
    "two_places": Series(_journeys, "visits"),
    "unread_code": Series(_unread, "whole"),
}


def drift(findings: Sequence[Findings], tables: Tables, settings: Settings) -> dict[str, Any]:
    """Which signals were checked over how many months, and which moved when: as run.json has it.

    A month that moved: signal, month, usual and rate (hits a chance), ratio, p_value (of uniform p-values).
    """
    checked = [found for found in findings if found.signal.name in SERIES]
    if not checked:
        return {"checked": {}, "moved": []}
    calendar = _calendar(tables)
    names = sorted(calendar["name"].unique())
    among = _chances(tables, tables.load(calendar[["day", "month"]]))
    tests = len(checked) * len(names)
    judged = {
        found.signal.name: list(_judged(found, among, tables, calendar, settings.seed, tests)) for found in checked
    }
    return {
        "checked": {name: len(told) for name, told in judged.items()},
        "moved": [_row(name, one, names) for name, told in judged.items() for one in told if one.moved],
    }


def _row(name: str, one: Month, names: Sequence[str]) -> dict[str, Any]:
    figures = {"usual": one.usual, "rate": one.rate, "ratio": one.ratio, "p_value": one.p_value}
    return {"signal": name, "month": names[one.month]} | {key: float(f"{value:.4g}") for key, value in figures.items()}


def _calendar(tables: Tables) -> pd.DataFrame:
    """day (since 1970), month (position from the first), name (`2026-03`): the days of the visits."""
    first, last = tables.period
    days = np.arange(first, last + 1)
    names = pd.to_datetime(days, unit="D").strftime("%Y-%m")
    return pd.DataFrame({"day": days.astype("int32"), "month": pd.factorize(names)[0].astype("int32"), "name": names})


def _chances(tables: Tables, calendar: ir.Table) -> pd.DataFrame:
    """By place and month: visits, pairs of visits of one day, lines of whole packs, and those of them with a code."""
    visits, sold = tables.visits, tables.sold
    daily = visits.group_by("place", "day").aggregate(visits=visits.count().cast("float64"))
    daily = daily.mutate(pairs=daily.visits * (daily.visits - 1) / 2)
    lines = sold.group_by("place", "day").aggregate(
        whole=sold.whole.cast("int32").sum().cast("float64"), read=sold.read.cast("int32").sum().cast("float64")
    )
    both = daily.left_join(lines, ["place", "day"]).drop("place_right", "day_right").join(calendar, "day")
    columns = ("visits", "pairs", "whole", "read")
    return fetched(both.group_by("place", "month").aggregate(**{name: both[name].sum() for name in columns}))


def _judged(
    found: Findings, among: pd.DataFrame, tables: Tables, calendar: pd.DataFrame, seed: int, tests: int
) -> Iterator[Month]:
    """The months of one signal, without what it found."""
    series = SERIES[found.signal.name]
    hits = _without(found, series.hits(tables), tables)
    daily = fetched(hits.group_by("place", "day").aggregate(hits=hits.count().cast("float64")))
    monthly = daily.merge(calendar, on="day").groupby(["place", "month"], as_index=False)["hits"].sum()
    both = among.merge(monthly, on=["place", "month"], how="left").fillna(0.0)
    shape = both.pivot(index="place", columns="month", values=["hits", series.among]).fillna(0.0)
    return months(shape["hits"].to_numpy(), shape[series.among].to_numpy(), seed, tests)


def _without(found: Findings, hits: ir.Table, tables: Tables) -> ir.Table:
    columns = [column for column in found.signal.unit if column in hits.columns]
    if not len(found.units) or not columns:
        return hits
    return hits.anti_join(tables.load(found.units[columns].drop_duplicates()), columns)
