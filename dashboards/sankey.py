"""A Sankey diagram in Altair: columns of boxes, bands as thick as what flows.

Names are drawn as text, never as markup.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

_WIDE = 0.14  # of a box, where columns are 1 apart
_GAP = 0.02  # between boxes, as a share of the height
_POINTS = 24  # along a band
_ROW = 26  # pixels a box at least
_LABEL = 22  # characters


@dataclass(frozen=True)
class Box:
    """A place where something flows from or to; boxes of a column are stacked in the order given."""

    id: str
    column: int
    name: str
    colour: str


@dataclass(frozen=True)
class Band:
    """What flows from box to box, from left to right; amount above 0."""

    start: str
    end: str
    amount: float
    told: str
    colour: str


@dataclass(frozen=True)
class Words:
    """What the hover texts call things."""

    start: str
    end: str
    amount: str
    kind: str


def sankey(boxes: Sequence[Box], bands: Sequence[Band], words: Words) -> Any:
    """The diagram; boxes that nothing touches are left out."""
    touched = {end for band in bands for end in (band.start, band.end)}
    kept = [box for box in boxes if box.id in touched]
    places = _stacked(kept, bands)
    rows = max(sum(box.column == column for box in kept) for column in {box.column for box in kept})
    curves = alt.Chart(_curves(kept, bands, places, words)).mark_area(opacity=0.42, line=False)
    drawn = curves.encode(
        x=alt.X("x:Q", axis=None, scale=alt.Scale(domain=_domain(kept))),
        y=alt.Y("top:Q", axis=None, scale=alt.Scale(domain=[1, 0], nice=False)),
        y2="bottom:Q",
        detail="band:N",
        color=alt.Color("colour:N", scale=None),
        tooltip=[words.kind, words.start, words.end, alt.Tooltip(words.amount, format=",.10~g", type="quantitative")],
    )
    return (
        (drawn + _boxes(kept, places, words)).properties(height=max(300, _ROW * rows + 40)).configure_view(stroke=None)
    )


def _domain(boxes: Sequence[Box]) -> list[float]:
    """From the first column to the last, with room for the names beside it."""
    return [-_WIDE, max(box.column for box in boxes) + _WIDE + 0.62]


def _amounts(bands: Iterable[Band]) -> dict[str, float]:
    went: dict[str, float] = defaultdict(float)
    came: dict[str, float] = defaultdict(float)
    for band in bands:
        went[band.start] += band.amount
        came[band.end] += band.amount
    return {box: max(went[box], came[box]) for box in {*went, *came}}


def _stacked(boxes: Sequence[Box], bands: Sequence[Band]) -> dict[str, tuple[float, float]]:
    """Top and height of each box, 0 to 1; every column uses the same scale."""
    amounts, columns = _amounts(bands), defaultdict(list)
    for box in boxes:
        columns[box.column].append(box.id)
    scale = min((1 - _GAP * (len(column) - 1)) / sum(amounts[box] for box in column) for column in columns.values())
    places = {}
    for column in columns.values():
        used = scale * sum(amounts[box] for box in column)
        gap = (1 - used) / max(len(column) - 1, 1)
        top = 0.0 if len(column) > 1 else (1 - used) / 2
        for one in column:
            places[one] = (top, scale * amounts[one])
            top += scale * amounts[one] + gap
    return places


def _curves(
    boxes: Sequence[Box], bands: Sequence[Band], places: Mapping[str, tuple[float, float]], words: Words
) -> pd.DataFrame:
    """The outline of every band, point by point."""
    named = {box.id: box for box in boxes}
    amounts = _amounts(bands)
    thick = {box.id: places[box.id][1] / amounts[box.id] for box in boxes}
    out: dict[str, float] = {}
    into: dict[str, float] = {}
    by_end = sorted(bands, key=lambda band: (places[band.end][0], places[band.start][0]))
    by_start = sorted(bands, key=lambda band: (places[band.start][0], places[band.end][0]))
    # What goes up leaves at the top, and comes in there.
    starts = {id(band): _taken(out, band.start, band.amount * thick[band.start]) for band in by_end}
    ends = {id(band): _taken(into, band.end, band.amount * thick[band.end]) for band in by_start}
    rows = []
    for number, band in enumerate(bands):
        one, other, height = named[band.start], named[band.end], band.amount * thick[band.start]
        top, last = places[band.start][0] + starts[id(band)], places[band.end][0] + ends[id(band)]
        for step in range(_POINTS + 1):
            share = step / _POINTS
            bent = share * share * (3 - 2 * share)
            x = one.column + _WIDE + share * (other.column - one.column - _WIDE)
            y = top + bent * (last - top)
            rows.append((number, x, y, y + height, band.colour, band.told, one.name, other.name, band.amount))
    columns = ["band", "x", "top", "bottom", "colour", words.kind, words.start, words.end, words.amount]
    return pd.DataFrame(rows, columns=columns)


def _taken(used: dict[str, float], box: str, height: float) -> float:
    at = used.get(box, 0.0)
    used[box] = at + height
    return at


def _boxes(boxes: Sequence[Box], places: Mapping[str, tuple[float, float]], words: Words) -> Any:
    table = pd.DataFrame(
        {
            "left": [box.column for box in boxes],
            "right": [box.column + _WIDE for box in boxes],
            "beside": [box.column + _WIDE + 0.02 for box in boxes],
            "top": [places[box.id][0] for box in boxes],
            "bottom": [sum(places[box.id]) for box in boxes],
            "middle": [places[box.id][0] + places[box.id][1] / 2 for box in boxes],
            "colour": [box.colour for box in boxes],
            "name": [box.name if len(box.name) <= _LABEL else f"{box.name[: _LABEL - 1]}…" for box in boxes],
            words.start: [box.name for box in boxes],
        }
    )
    base = alt.Chart(table)
    drawn = base.mark_rect().encode(
        x="left:Q",
        x2="right:Q",
        y="top:Q",
        y2="bottom:Q",
        color=alt.Color("colour:N", scale=None),
        tooltip=[words.start],
    )
    return drawn + base.mark_text(align="left", fontSize=12).encode(x="beside:Q", y="middle:Q", text="name:N")
