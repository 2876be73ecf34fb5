"""Drift: signals whose innocent rate moves, with a season or a new rule, are told in the run.

A signal's measure knows what usually happens by accident. Where that moves for everybody, its findings are to be read
with care: the check counts, by place and month, what the signal counts, against the place's past. Places about which
the signal found something are left out.
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

    `hits`: rows with place and day, or a column of `_counts`, as `among` is.
    """

    hits: Callable[[Tables], ir.Table] | str
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


SERIES = {
    "co_swipe": Series(close_pairs, "pairs"),
    "refund_loop": Series(undone, "visits"),
    "repeated_code": Series(_reused, "read"),
    "two_places": Series(_journeys, "visits"),
    "unread_code": Series("unread", "whole"),
}


def drift(findings: Sequence[Findings], tables: Tables, settings: Settings) -> dict[str, Any]:
    """Which signals were checked over how many months, and which moved when: as run.json has it.

    A month that moved: signal, month, usual and rate (hits a chance), ratio, p_value (of uniform p-values).
    """
    checked = [found for found in findings if found.signal.name in SERIES]
    if not checked:
        return {"checked": {}, "moved": []}
    names, calendar = _calendar(tables)
    counts = _counts(tables, calendar)
    tests = len(checked) * len(names)
    each = ((found, _judged(found, counts, tables, calendar, settings.seed, tests)) for found in checked)
    judged = {found.signal.name: list(told) for found, told in each}
    return {
        "checked": {name: len(told) for name, told in judged.items()},
        "moved": [_row(name, one, names) for name, told in judged.items() for one in told if one.moved],
    }


def _row(name: str, one: Month, names: Sequence[str]) -> dict[str, Any]:
    figures = {"usual": one.usual, "rate": one.rate, "ratio": one.ratio, "p_value": one.p_value}
    return {"signal": name, "month": names[one.month]} | {key: float(f"{value:.4g}") for key, value in figures.items()}


def _calendar(tables: Tables) -> tuple[list[str], ir.Table]:
    """The months of the visits (`2026-03`), and of each day (since 1970) the position of its month."""
    first, last = tables.period
    days = np.arange(first, last + 1, dtype=np.int32)
    month, names = pd.factorize(pd.to_datetime(days, unit="D").strftime("%Y-%m"))
    return list(names), tables.load(pd.DataFrame({"day": days, "month": month.astype(np.int32)}))


def _counts(tables: Tables, calendar: ir.Table) -> pd.DataFrame:
    """By place and month: visits, pairs of visits of one day, lines of whole packs (whole), and without a code."""
    daily, sold = tables.daily.join(calendar, "day"), tables.sold.join(calendar, "day")
    came = daily.group_by("place", "month").aggregate(
        visits=daily.visits.sum(), pairs=(daily.visits * (daily.visits - 1) / 2).sum()
    )
    lines = sold.group_by("place", "month").aggregate(
        whole=sold.whole.cast("int32").sum().cast("float64"), read=sold.read.cast("int32").sum().cast("float64")
    )
    both = fetched(came).merge(fetched(lines), on=["place", "month"], how="left").fillna(0.0)
    return both.assign(unread=both["whole"] - both["read"])


def _judged(
    found: Findings, counts: pd.DataFrame, tables: Tables, calendar: ir.Table, seed: int, tests: int
) -> Iterator[Month]:
    """The months of one signal, without the places about which it found something."""
    series = SERIES[found.signal.name]
    both = counts if isinstance(series.hits, str) else _counted(series.hits(tables), counts, calendar)
    name = series.hits if isinstance(series.hits, str) else "hits"
    if "place" in found.units:
        both = both[~both["place"].isin(found.units["place"])]
    shape = both.pivot(index="place", columns="month", values=[name, series.among]).fillna(0.0)
    return months(shape[name].to_numpy(), shape[series.among].to_numpy(), seed, tests)


def _counted(hits: ir.Table, counts: pd.DataFrame, calendar: ir.Table) -> pd.DataFrame:
    """The counts with the hits of each place and month."""
    dated = hits.select("place", "day").join(calendar, "day")
    monthly = fetched(dated.group_by("place", "month").aggregate(hits=dated.count().cast("float64")))
    return counts.merge(monthly, on=["place", "month"], how="left").fillna({"hits": 0.0})
