"""The columns of books, the same for shops and for lots."""

import streamlit as st

from dashboards.frame import Columns
from dashboards.texts import t


def book_columns() -> Columns:
    """What came, what went and what nobody explains, in packs; narrow, so that all fit a small screen."""
    names = {
        "unexplained": (t("⚠ Unexplained"), 105),
        "short": (t("Short by"), 65),
        "had": (t("Before"), 70),
        "came": (t("Came"), 70),
        "sold": (t("Sold"), 70),
        "went": (t("Went otherwise"), 105),
        "left": (t("Left"), 70),
    }
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    return {name: number(label, format="localized", width=wide) for name, (label, wide) in names.items()} | {
        "place": text(t("Place"), width=140),
        "drug": text(t("Drug"), width=150),
        "lot": text(t("Lot"), width=80),
        "since": text(t("Short since"), width=95),
    }
