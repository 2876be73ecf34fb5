"""A Sankey diagram in Altair: columns of boxes, bands as thick as what flows.

Names are drawn as text, never as markup.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from dashboards.palette import text_colour

_WIDE = 0.14  # of a box, where columns are 1 apart
_GAP = 6  # pixels between boxes
_POINTS = 24  # along a band
_ROW = 18  # pixels that a box takes at least, for its name
_HEIGHT = 240  # pixels that large boxes share, beside a row for each
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
    rows = max(sum(box.column == column for box in kept) for column in {box.column for box in kept})
    height = _HEIGHT + (_ROW + _GAP) * rows
    places = _stacked(kept, bands, height)
    curves = alt.Chart(_curves(kept, bands, places, words)).mark_area(opacity=0.42, line=False)
    drawn = curves.encode(
        x=alt.X("x:Q", axis=None, scale=alt.Scale(domain=_domain(kept))),
        y=alt.Y("top:Q", axis=None, scale=alt.Scale(domain=[height, 0], nice=False)),
        y2="bottom:Q",
        detail="band:N",
        color=alt.Color("colour:N", scale=None),
        tooltip=[words.kind, words.start, words.end, alt.Tooltip(words.amount, format=",.10~g", type="quantitative")],
    )
    return (drawn + _boxes(kept, places, words)).properties(height=height + 10).configure_view(stroke=None)


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


def _stacked(boxes: Sequence[Box], bands: Sequence[Band], height: int) -> dict[str, tuple[float, float]]:
    """Top and height of each box, in pixels; every column has the same scale, and every box room for its name."""
    amounts, columns = _amounts(bands), defaultdict(list)
    for box in boxes:
        columns[box.column].append(box.id)
    scale = min(_scale([amounts[box] for box in column], height) for column in columns.values())
    places = {}
    for column in columns.values():
        rooms = [max(_ROW, scale * amounts[box]) for box in column]
        gap = (height - sum(rooms)) / (len(column) + 1)
        top = gap
        for one, room in zip(column, rooms, strict=True):
            tall = scale * amounts[one]
            places[one] = (top + (room - tall) / 2, tall)
            top += room + gap
    return places


def _scale(amounts: Sequence[float], height: int) -> float:
    """Pixels a unit, so that a column of boxes of at least a row fits: small boxes take a row, the rest is shared."""
    room = height - _GAP * (len(amounts) + 1)
    ranked = sorted(amounts)
    for small in range(len(ranked)):
        scale = (room - _ROW * small) / sum(ranked[small:])
        if scale * ranked[small] >= _ROW:
            return scale
    return room / (len(ranked) * ranked[-1])


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
    return drawn + base.mark_text(align="left", fontSize=12, color=text_colour()).encode(
        x="beside:Q", y="middle:Q", text="name:N"
    )
