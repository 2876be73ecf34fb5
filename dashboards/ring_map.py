"""A ring's places on a map without tiles, since no request leaves the machine: kilometres east and north, to scale."""

import math
from itertools import combinations
from typing import Any

import altair as alt
import duckdb
import pandas as pd
import streamlit as st

from dashboards.charts import ON_CANVAS
from dashboards.frame import Columns
from dashboards.inert import plain
from dashboards.palette import ACCENT, OTHER
from dashboards.standing import Standing, ring_dossier, snapshot_of
from dashboards.texts import t
from detection.dossier import Dossier

WIDE, HIGH = 620, 420
_DEGREE = 111.2  # kilometres of a degree of latitude
_LEAST = 1.0  # kilometres that the map shows at least
_NAMED = 25  # places that bear their name


@st.cache_data(max_entries=1_000, show_spinner=False)
def places(key: Standing, ring_id: str) -> pd.DataFrame:
    """The ring's places that have coordinates: name, kilometres from their middle, lines and people of the evidence."""
    found = ring_dossier(key, ring_id)
    names = {one.id: one.label for one in found.members if one.kind == "institution"}
    table = _coordinates(key, sorted(names))
    if table.empty:
        return table.assign(name=[], east=[], north=[], lines=[], people=[], amount=[])
    middle = table[["longitude", "latitude"]].mean()
    kilometres = _DEGREE * math.cos(math.radians(float(middle["latitude"])))
    counted = _counted(found)
    rows = [counted.get(names[one] or one, (0, 0, 0.0)) for one in table["id"]]
    return table.assign(
        name=[plain(names[one] or one) for one in table["id"]],
        east=(table["longitude"] - middle["longitude"]) * kilometres,
        north=(table["latitude"] - middle["latitude"]) * _DEGREE,
        lines=[one[0] for one in rows],
        people=[one[1] for one in rows],
        amount=[one[2] for one in rows],
    )


def _coordinates(key: Standing, ids: list[str]) -> pd.DataFrame:
    snapshot = snapshot_of(key)
    files = [str(file) for file in snapshot.files("institutions")]
    if not files:
        return pd.DataFrame(columns=["id", "longitude", "latitude"])
    with duckdb.connect(config={"threads": 1}) as engine:
        rows = engine.execute(
            "SELECT institution_id, longitude::DOUBLE, latitude::DOUBLE FROM "
            "read_parquet($files, hive_partitioning = false, union_by_name = true) "
            "WHERE list_contains($ids, institution_id) AND longitude IS NOT NULL AND latitude IS NOT NULL ORDER BY 1",
            {"ids": ids, "files": files},
        ).fetchall()
    return pd.DataFrame(rows, columns=["id", "longitude", "latitude"])


def _counted(found: Dossier) -> dict[str, tuple[int, int, float]]:
    """Lines, people and yuan of the evidence by place, as the lines call it."""
    people: dict[str, set[str]] = {}
    sums: dict[str, list[float]] = {}
    for line in found.lines:
        place = str(line.institution)
        people.setdefault(place, set()).add(str(line.person_id))
        sums.setdefault(place, []).append(float(line.amount or 0))
    return {place: (len(amounts), len(people[place]), sum(amounts)) for place, amounts in sums.items()}


def ring_map(key: Standing, found: Dossier, table: pd.DataFrame) -> None:
    """The map, then the same as a table."""
    st.altair_chart(_chart(table, _ways(found, table)), width="content")
    st.caption(
        t(
            "North is up; kilometres from the middle of the places. A line joins places where the same people bought, "
            "the thicker the more of them. There is no street map: none is fetched."
        )
    )
    shown = table[["name", "lines", "people", "amount", "longitude", "latitude"]]
    st.dataframe(shown, hide_index=True, column_config=_columns())
    left_out = sum(one.kind == "institution" for one in found.members) - len(table)
    if left_out:
        st.caption(t("{count} places have no coordinates.", count=f"{left_out:,}"))


def _ways(found: Dossier, table: pd.DataFrame) -> pd.DataFrame:
    """Pairs of places with the people who bought at both."""
    at: dict[str, set[str]] = {}
    for line in found.lines:
        at.setdefault(plain(line.institution), set()).add(str(line.person_id))
    spots = dict(zip(table["name"], zip(table["east"], table["north"], strict=True), strict=True))
    rows = [
        (*spots[one], *spots[other], len(at[one] & at[other]))
        for one, other in combinations(sorted(spots.keys() & at.keys()), 2)
        if at[one] & at[other]
    ]
    return pd.DataFrame(rows, columns=["east", "north", "east2", "north2", "both"])


def _chart(table: pd.DataFrame, ways: pd.DataFrame) -> Any:
    half = max(float(table[["east", "north"]].abs().max().max()) * 1.15, _LEAST / 2)
    east, north = [-half * WIDE / HIGH, half * WIDE / HIGH], [-half, half]
    x = alt.X("east:Q", title=t("km east"), scale=alt.Scale(domain=east, nice=False))
    y = alt.Y("north:Q", title=t("km north"), scale=alt.Scale(domain=north, nice=False))
    lines = (
        alt.Chart(ways)
        .mark_rule(color=OTHER, opacity=0.6)
        .encode(
            x=x, y=y, x2="east2:Q", y2="north2:Q",
            strokeWidth=alt.StrokeWidth("both:Q", legend=None, scale=alt.Scale(type="sqrt", range=[0.5, 5])),
            tooltip=[alt.Tooltip("both:Q", title=t("People at both"))],
        )
    )  # fmt: skip
    dots = (
        alt.Chart(table)
        .mark_square(color=ACCENT, opacity=0.85)
        .encode(
            x=x, y=y,
            size=alt.Size("lines:Q", legend=None, scale=alt.Scale(type="sqrt", range=[60, 600])),
            tooltip=[
                alt.Tooltip("name:N", title=t("Place")),
                alt.Tooltip("lines:Q", title=t("Lines")),
                alt.Tooltip("people:Q", title=t("People")),
                alt.Tooltip("amount:Q", title=t("Yuan"), format=",.2f"),
            ],
        )
    )  # fmt: skip
    named = alt.Chart(_named_apart(table, half)).mark_text(dy=-14, limit=160, color=OTHER)
    return (lines + dots + named.encode(x=x, y=y, text="name:N")).properties(
        width=WIDE, height=HIGH, usermeta=ON_CANVAS
    )


def _named_apart(table: pd.DataFrame, half: float) -> pd.DataFrame:
    """The places whose names can be read: the busiest first, none whose name would lie on another's."""
    wide, high = half * 0.4, half * 0.09  # of a name, in kilometres
    kept: list[int] = []
    for row in table.sort_values(["lines", "name"], ascending=[False, True]).index:
        spot = table.loc[row]
        clear = all(
            abs(spot["east"] - table.loc[one, "east"]) > wide or abs(spot["north"] - table.loc[one, "north"]) > high
            for one in kept
        )
        if clear and len(kept) < _NAMED:
            kept.append(row)
    return table.loc[kept]


def _columns() -> Columns:
    number = st.column_config.NumberColumn
    return {
        "name": st.column_config.TextColumn(t("Place"), width="medium"),
        "lines": number(t("Lines"), format="localized"),
        "people": number(t("People"), format="localized"),
        "amount": number(t("Yuan"), format="accounting"),
        "longitude": number(t("Longitude"), format="%.5f"),
        "latitude": number(t("Latitude"), format="%.5f"),
    }
