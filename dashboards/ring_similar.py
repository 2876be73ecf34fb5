"""Rings like the one that is open."""

import pandas as pd
import streamlit as st

from dashboards import words
from dashboards.frame import open_ring
from dashboards.inert import plain
from dashboards.standing import document, require
from dashboards.texts import t
from detection.dossier import Dossier
from detection.similar import similar_rings


def similar(found: Dossier) -> None:
    """A table of them; a ticked row opens one."""
    ring_id = str(found.ring["ring_id"])
    alike = similar_rings(document(require())["rings"], ring_id)
    if not alike:
        st.info(t("No other ring has members in common with it, or its pattern and variant."), icon=":material/info:")
        return
    table = pd.DataFrame(
        {
            "ring": [plain(one.ring["ring_id"]) for one in alike],
            "level": [words.level(one.ring["level"]) for one in alike],
            "pattern": [words.pattern(one.ring["pattern"]) for one in alike],
            "people": [one.people for one in alike],
            "places": [one.places for one in alike],
            "overlap": [100 * one.overlap for one in alike],
            "variant": ["✓" if one.same_variant else "" for one in alike],
        }
    )
    number = st.column_config.NumberColumn
    picked = st.dataframe(
        table,
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key=f"similar_{ring_id}",
        column_config={
            "ring": t("Ring"),
            "level": t("Level"),
            "pattern": t("Pattern"),
            "people": number(t("People in common"), format="localized"),
            "places": number(t("Places in common"), format="localized"),
            "overlap": number(t("Overlap"), format="%.0f %%", width=75),
            "variant": st.column_config.TextColumn(t("Same variant"), width=95),
        },
    )
    st.caption(
        t("Those with the most members in common first, then those of the same variant. Tick a row to open one.")
    )
    if picked.selection.rows:
        open_ring(str(alike[picked.selection.rows[0]].ring["ring_id"]))
