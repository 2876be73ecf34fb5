"""Rings: which are there, the likeliest first; a chosen row opens its ring."""

import pandas as pd
import streamlit as st

from dashboards import words
from dashboards.frame import Columns, figures, open_ring, page, shown_of
from dashboards.palette import LEVELS
from dashboards.ring_table import chosen, rows
from dashboards.standing import document, require, ring_regions
from dashboards.texts import t


def show() -> None:
    """The page."""
    with page(
        t("Rings"), t("Which groups stand out, how sure is it, how much is lost? A score is a lead, no decision.")
    ):
        key = require()
        rings, touched = document(key)["rings"], ring_regions(key)
        figures(
            (t("Rings"), f"{len(rings):,}"),
            (t("Red"), f"{sum(ring['level'] == 'red' for ring in rings):,}"),
            (t("Loss"), words.yuan(sum(ring["loss_amount"] for ring in rings))),
        )
        left, middle, right = st.columns(3)
        patterns = left.multiselect(
            t("Pattern"),
            sorted({ring["pattern"] for ring in rings}),
            format_func=words.pattern,
            key="patterns",
            placeholder=t("all"),
        )
        levels = middle.multiselect(
            t("Level"), list(LEVELS), format_func=words.level, key="levels", placeholder=t("all")
        )
        regions = right.multiselect(
            t("Region"), sorted(set().union(*touched.values())), key="regions", placeholder=t("all")
        )
        shown = chosen(rings, touched, patterns=patterns, levels=levels, regions=regions)
        _table(rows(shown, touched))
        shown_of(len(shown), len(rings))


def _table(table: pd.DataFrame) -> None:
    if table.empty:
        st.info(t("No ring fits. Take a filter away."), icon=":material/filter_alt_off:")
        return
    picked = st.dataframe(
        table,
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key="rings_table",
        height="content" if len(table) <= 20 else 740,
        column_config=_columns(),
    )
    if picked.selection.rows:
        open_ring(str(table.iloc[picked.selection.rows[0]]["ring_id"]))
    st.caption(t("Tick a row to open its ring."))


def _columns() -> Columns:
    number = st.column_config.NumberColumn
    return {
        "ring_id": st.column_config.TextColumn(t("Ring"), pinned=True),
        "level": t("Level"),
        "score": number(t("Score"), format="%.2f"),
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
