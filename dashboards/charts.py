"""Pictures of the figures, in Altair; each page shows a table of the same beside or below.

A bar that is clicked is told by the values of its `CLICKED` fields, so that a page can show what stands behind it.
"""

from typing import Any

import altair as alt
import pandas as pd

from dashboards.palette import ACCENT, LEVELS
from dashboards.words import level, pattern

# What Vega would fetch or follow is off: a chart shows and does nothing else.
_HEIGHT = 220
CLICKED = "clicked"
# For charts in which SVG would hold symbols without a name for screen readers (a brush's frame, a layer without marks);
# a table of the same stands beside.
ON_CANVAS = {"embedOptions": {"renderer": "canvas"}}


def by_pattern(rings: pd.DataFrame, rings_word: str, level_word: str) -> Any:
    """Rings by pattern, each level a part of the bar; a click tells `pattern_name` and `level_name`."""
    shown = pd.DataFrame(
        {
            "pattern": rings["pattern"].map(pattern),
            level_word: rings["level"].map(level),
            rings_word: 1,
            "pattern_name": rings["pattern"],
            "level_name": rings["level"],
        }
    )
    names = [level(name) for name in LEVELS]
    click = alt.selection_point(name=CLICKED, fields=["pattern_name", "level_name"])
    return (
        alt.Chart(shown)
        .mark_bar(cursor="pointer")
        .encode(
            y=alt.Y("pattern:N", title=None, axis=alt.Axis(labelLimit=200)),
            x=alt.X(f"sum({rings_word}):Q", title=rings_word, axis=alt.Axis(tickMinStep=1, format="d")),
            color=alt.Color(
                f"{level_word}:N",
                title=None,
                sort=names,
                scale=alt.Scale(domain=names, range=list(LEVELS.values())),
                legend=alt.Legend(orient="top"),
            ),
            detail=["pattern_name:N", "level_name:N"],
            tooltip=["pattern", level_word, f"sum({rings_word})"],
        )
        .add_params(click)
        .properties(height=_HEIGHT)
    )


def bars(table: pd.DataFrame, name: str, value: str, *, upright: bool = False) -> Any:
    """One bar a row: lying for names, upright for months; a click tells the name."""
    along = alt.X(f"{name}:N", title=None, sort=None, axis=alt.Axis(labelAngle=0)) if upright else None
    click = alt.selection_point(name=CLICKED, fields=[name])
    chart = alt.Chart(table).mark_bar(color=ACCENT, cursor="pointer").add_params(click)
    tooltip = [alt.Tooltip(f"{name}:N"), alt.Tooltip(f"{value}:Q", format=",.2f")]
    if along is not None:
        encoded = chart.encode(x=along, y=alt.Y(f"{value}:Q", title=value, axis=_thousands()), tooltip=tooltip)
        return encoded.properties(height=_HEIGHT)
    encoded = chart.encode(
        y=alt.Y(f"{name}:N", title=None, sort="-x", axis=alt.Axis(labelLimit=220)),
        x=alt.X(f"{value}:Q", title=value, axis=_thousands()),
        tooltip=tooltip,
    )
    return encoded.properties(height=max(_HEIGHT, 30 * len(table)))


def clicked(event: Any) -> dict[str, str]:
    """The fields of the bar that was clicked; empty without one."""
    selection = getattr(event, "selection", None) or {}
    rows = selection.get(CLICKED) or []
    return {str(field): str(value) for field, value in rows[0].items()} if rows else {}


def _thousands() -> alt.Axis:
    return alt.Axis(format=",.0f", tickCount=5)
