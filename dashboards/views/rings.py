"""Rings: which are there, the likeliest first; a chosen row opens its ring."""

from typing import Any

import streamlit as st

from casework.case import Case
from dashboards import kept, words
from dashboards.assigning import assign_several, told_several
from dashboards.deciding import cases_of
from dashboards.frame import Columns, figures, open_ring, page, shown_of
from dashboards.inert import plain
from dashboards.palette import LEVELS
from dashboards.ring_shapes import ring_shapes
from dashboards.ring_table import ORDERS, Wanted, all_rows, all_texts, chosen, ordered
from dashboards.since import CHANGES, change_word, since
from dashboards.standing import Standing, document, require, ring_regions
from dashboards.texts import language, t

_VIEWS = ("table", "shapes")
MOST = 5_000  # rows of the table: the browser gets 360 bytes for each, and ticking rows needs them all there


def show() -> None:
    """The page."""
    with page(
        t("Rings"), t("Which groups stand out, how sure is it, how much is lost? A score is a lead, no decision.")
    ):
        told_several()
        key = require()
        rings = document(key)["rings"]
        shown = _filtered(key, rings)
        figures(
            (t("Rings"), f"{len(shown):,}"),
            (t("Red"), f"{sum(ring['level'] == 'red' for ring in shown):,}"),
            (t("Loss"), words.yuan(sum(ring["loss_amount"] for ring in shown))),
        )
        names = {"table": t("Table"), "shapes": t("Shapes")}
        row = st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute")
        view = kept.one_of(row, "view", t("View"), _VIEWS, names.__getitem__, told=False)
        if view == "shapes":
            ring_shapes(key, shown)
        else:
            several = row.toggle(t("Assign several"), key="rings_several")
            _table(key, _first(row, shown), several=several)
        shown_of(len(shown), len(rings))


def _filtered(key: Standing, rings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rings that fit the filters, the likeliest first."""
    touched, changes = ring_regions(key), since(key)
    first, second, third, fourth = st.columns(4)
    text = kept.words(first, "q", t("Search"), t("id, member, place, sign"))
    patterns = kept.several(second, "pattern", t("Pattern"), sorted({one["pattern"] for one in rings}), words.pattern)
    levels = kept.several(third, "level", t("Level"), list(LEVELS), words.level)
    regions = kept.several(fourth, "region", t("Region"), sorted(set().union(*touched.values())), plain)
    first, second, _ = st.columns([1, 1, 2])
    months = kept.several(first, "month", t("Last seen in"), _months(rings), plain)
    known = [one for one in CHANGES if changes.count(one)] if not changes.first else []
    change = kept.several(second, "change", t("Since the last run"), known, change_word)
    wanted = Wanted(text, tuple(patterns), tuple(levels), tuple(regions), tuple(months), tuple(change))
    return chosen(rings, touched, changes.events, wanted, all_texts(key, language()) if text else {})


def _first(row: Any, shown: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As many as the table takes; where there are more, by what it is to take them is asked."""
    if len(shown) <= MOST:
        return shown
    names = {"score": t("Score"), "loss": t("Loss"), "people": t("People"), "last": t("Last")}
    by = kept.one_of(row, "by", t("First those with the most"), list(ORDERS), names.__getitem__)
    st.caption(t("The first {most} of them; a filter or another order brings the others.", most=f"{MOST:,}"))
    return ordered(shown, by)[:MOST]


def _months(rings: list[dict[str, Any]]) -> list[str]:
    return sorted({(one["last_seen"] or "")[:7] for one in rings} - {""}, reverse=True)


def _table(key: Standing, shown: list[dict[str, Any]], *, several: bool) -> None:
    if not shown:
        st.info(t("No ring fits. Take a filter away."), icon=":material/filter_alt_off:")
        return
    cases = _cases(key)
    rows = all_rows(key, language())
    table = rows.loc[[str(ring["ring_id"]) for ring in shown]].copy()
    of = [cases.get(name) for name in table.index]
    table.insert(3, "status", [words.status(one.status) if one else "" for one in of])
    table.insert(4, "owner", [plain(one.owner) if one else "" for one in of])
    picked = st.dataframe(
        table,
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row" if several else "single-row",
        key=f"rings_table_{several}",
        height="content" if len(table) <= 20 else 740,
        column_config=_columns(),
    )
    ticked = [str(table.index[row]) for row in picked.selection.rows if row < len(table)]
    if several:
        assign_several([case for name in ticked if (case := cases.get(name))])
    elif ticked:
        open_ring(ticked[0])
    else:
        st.caption(t("Tick a row to open its ring."))


def _cases(key: Standing) -> dict[str, Case]:
    with cases_of(key) as book:
        return {one.finding_id: one for one in book.cases() if one.kind == "ring"}


def _columns() -> Columns:
    number = st.column_config.NumberColumn
    return {
        "ring_id": st.column_config.TextColumn(t("Ring"), pinned=True),
        "level": t("Level"),
        "score": number(t("Score"), format="%.2f"),
        "status": t("Status"),
        "owner": t("Owner"),
        "pattern": t("Pattern"),
        "variant": t("Signs"),
        "people": number(t("People"), format="localized"),
        "places": number(t("Places"), format="localized"),
        "loss": number(t("Loss (¥)"), format="accounting"),
        "first": t("First"),
        "last": t("Last"),
        "regions": t("Regions"),
        "strongest": st.column_config.TextColumn(t("Strongest sign"), width="large"),
    }


show()
