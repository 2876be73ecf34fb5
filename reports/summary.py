"""A run's rings added up by region, month, pattern: what the overview shows and what reports print."""

from typing import Any

import pandas as pd

from detection.headline import day
from workspace.inert import plain


def loss(rings: list[dict[str, Any]]) -> float:
    """The loss of rings together, in yuan, to the fen."""
    return round(sum(float(ring["loss_amount"]) for ring in rings), 2)


def by_region(rings: list[dict[str, Any]], touched: dict[str, frozenset[str]], most: int = 15) -> pd.DataFrame:
    """Rings and loss a region; a ring counts in each region that it touches."""
    rows = [(plain(region), ring["loss_amount"]) for ring in rings for region in touched.get(ring["ring_id"], ())]
    table = pd.DataFrame(rows, columns=["region", "loss"])
    grouped = table.groupby("region", as_index=False).agg(rings=("loss", "size"), loss=("loss", "sum")).round(2)
    return grouped.sort_values(["loss", "region"], ascending=[False, True]).head(most)


def by_month(rings: list[dict[str, Any]]) -> pd.DataFrame:
    """Rings and loss by the month in which a ring was last seen."""
    table = pd.DataFrame(
        [(day(ring["last_seen"])[:7], ring["loss_amount"]) for ring in rings], columns=["month", "loss"]
    )
    return table.groupby("month", as_index=False).agg(rings=("loss", "size"), loss=("loss", "sum")).round(2)


def by_pattern(rings: list[dict[str, Any]]) -> pd.DataFrame:
    """Rings and loss by pattern and level."""
    table = pd.DataFrame(
        [(ring["pattern"], ring["level"], ring["loss_amount"]) for ring in rings], columns=["pattern", "level", "loss"]
    )
    grouped = table.groupby(["pattern", "level"], as_index=False).agg(rings=("loss", "size"), loss=("loss", "sum"))
    return grouped.round(2)
