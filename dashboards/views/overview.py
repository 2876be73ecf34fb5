"""Overview: how many rings, how sure, how much, where and when."""

import pandas as pd
import streamlit as st

from dashboards import words
from dashboards.charts import bars, by_pattern
from dashboards.frame import figures, heading, page
from dashboards.grades import grades_part
from dashboards.precision import precision_part
from dashboards.standing import document, require, ring_regions
from dashboards.texts import t
from reports import summary


def show() -> None:
    """The page."""
    with page(t("Overview"), t("How many rings, how sure, how much, where and when?")):
        key = require()
        rings = document(key)["rings"]
        if not rings:
            st.info(t("This run found no ring."), icon=":material/info:")
            return
        sure = [ring for ring in rings if ring["level"] == "red"]
        figures(
            (t("Rings"), f"{len(rings):,}"),
            (t("Loss of all"), words.yuan(summary.loss(rings))),
            (t("Loss of the red"), words.yuan(summary.loss(sure))),
        )
        left, right = st.columns(2)
        with left:
            _patterns(pd.DataFrame(rings))
        with right:
            _months(summary.by_month(rings))
        _regions(summary.by_region(rings, ring_regions(key)))
        _table(summary.by_pattern(rings))
        precision_part(key)
        grades_part(key)


def _patterns(rings: pd.DataFrame) -> None:
    heading(t("Rings by pattern and level"))
    st.altair_chart(by_pattern(rings, t("Rings"), t("Level")))


def _months(table: pd.DataFrame) -> None:
    heading(t("Loss by the month in which a ring was last seen"))
    named = table.rename(columns={"month": t("Month"), "loss": t("Loss (¥)")})
    st.altair_chart(bars(named, t("Month"), t("Loss (¥)"), upright=True))


def _regions(table: pd.DataFrame) -> None:
    heading(t("Loss by region"))
    named = table.rename(columns={"region": t("Region"), "loss": t("Loss (¥)")})
    st.altair_chart(bars(named, t("Region"), t("Loss (¥)")))
    st.caption(t("A ring counts in each region in which it has people or places, so the sum is more than the loss."))


def _table(table: pd.DataFrame) -> None:
    named = pd.DataFrame(
        {
            t("Pattern"): table["pattern"].map(words.pattern),
            t("Level"): table["level"].map(words.level),
            t("Rings"): table["rings"],
            t("Loss (¥)"): table["loss"],
        }
    )
    config = {t("Loss (¥)"): st.column_config.NumberColumn(format="accounting")}
    st.dataframe(named, hide_index=True, column_config=config)


show()
