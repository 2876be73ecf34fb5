"""Overview: how many rings, how sure, how much, where, when; what is new or overdue. A click shows the rings."""

from typing import Any

import pandas as pd
import streamlit as st

from casework.case import Case
from dashboards import words
from dashboards.charts import bars, by_pattern, clicked
from dashboards.deciding import cases_of
from dashboards.frame import CASES_PAGE, RINGS_PAGE, figures, heading, page
from dashboards.grades import grades_part
from dashboards.inert import escaped
from dashboards.palette import LEVELS
from dashboards.precision import precision_part
from dashboards.since import since
from dashboards.standing import Standing, document, require, ring_regions
from dashboards.texts import PARAMETER, language, t
from reports import summary

_GONE = 20  # rings of the run before that are named


def show() -> None:
    """The page."""
    with page(
        t("Overview"), t("How many rings, how sure, how much, where and when? A click on a bar shows its rings.")
    ):
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
        _work(key)
        left, right = st.columns(2)
        with left:
            _patterns(pd.DataFrame(rings))
        with right:
            _months(summary.by_month(rings))
        left, right = st.columns(2)
        with left:
            _regions(summary.by_region(rings, ring_regions(key)))
        with right:
            heading(t("Loss by pattern and level"))
            _table(summary.by_pattern(rings))
        precision_part(key)
        grades_part(key)


def _work(key: Standing) -> None:
    """What changed since the last run, and what waits too long: each leads to its list."""
    changes, late = since(key), _late(key)
    row = st.container(horizontal=True, vertical_alignment="center")
    row.markdown(f"**{t('Since the last run')}**")
    if changes.first:
        row.caption(t("this is the first run"))
    else:
        for name, told in (("new", t("{count} new")), ("grown", t("{count} grown"))):
            count = changes.count(name)
            if row.button(told.format(count=f"{count:,}"), disabled=not count, key=f"change_{name}"):
                _rings(change=name)
        gone = changes.gone
        with row.popover(t("{count} gone", count=f"{len(gone):,}"), disabled=not gone, key="change_gone"):
            st.caption(t("The run before had these; what was decided on them stays in their cases."))
            st.markdown("\n".join(f"- {escaped(name)}" for name in gone[:_GONE]))
            if len(gone) > _GONE:
                st.caption(t("and {count} more", count=f"{len(gone) - _GONE:,}"))
    row.markdown(f"**{t('Overdue')}**")
    review, action = (sum(one.overdue == what for one in late) for what in ("review", "action"))
    told = t("{review} reviews, {action} actions", review=f"{review:,}", action=f"{action:,}")
    if row.button(told, disabled=not late, icon=":material/alarm:" if late else None, key="overdue"):
        st.switch_page(CASES_PAGE, query_params={"late": "1", PARAMETER: language()})


def _late(key: Standing) -> list[Case]:
    with cases_of(key) as book:
        return [one for one in book.cases() if one.overdue]


def _rings(**wanted: str) -> None:
    st.switch_page(RINGS_PAGE, query_params={**wanted, PARAMETER: language()})


def _patterns(rings: pd.DataFrame) -> None:
    heading(t("Rings by pattern and level"))
    found = clicked(_chart(by_pattern(rings, t("Rings"), t("Level")), "patterns"))
    if found:
        _rings(pattern=found["pattern_name"], level=found["level_name"])


def _months(table: pd.DataFrame) -> None:
    heading(t("Loss by the month in which a ring was last seen"))
    named = table.rename(columns={"month": t("Month"), "loss": t("Loss (¥)")})
    found = clicked(_chart(bars(named, t("Month"), t("Loss (¥)"), upright=True), "months"))
    if found:
        _rings(month=found[t("Month")])


def _regions(table: pd.DataFrame) -> None:
    heading(t("Loss by region"))
    named = table.rename(columns={"region": t("Region"), "loss": t("Loss (¥)")})
    found = clicked(_chart(bars(named, t("Region"), t("Loss (¥)")), "regions"))
    if found:
        _rings(region=found[t("Region")])
    st.caption(t("A ring counts in each region in which it has people or places, so the sum is more than the loss."))


def _chart(chart: Any, name: str) -> Any:
    return st.altair_chart(chart, on_select="rerun", key=f"overview_{name}")


def _table(table: pd.DataFrame) -> None:
    surest = {name: place for place, name in enumerate(LEVELS)}
    table = table.sort_values(["pattern", "level"], key=lambda one: one.map(surest) if one.name == "level" else one)
    named = pd.DataFrame(
        {
            t("Pattern"): table["pattern"].map(words.pattern),
            t("Level"): table["level"].map(words.level),
            t("Rings"): table["rings"],
            t("Loss (¥)"): table["loss"],
        }
    )
    config = {t("Loss (¥)"): st.column_config.NumberColumn(format="accounting")}
    picked = st.dataframe(
        named,
        hide_index=True,
        column_config=config,
        on_select="rerun",
        selection_mode="single-row",
        key="overview_table",
    )
    st.caption(t("Tick a row to see its rings."))
    if picked.selection.rows:
        row = table.iloc[picked.selection.rows[0]]
        _rings(pattern=str(row["pattern"]), level=str(row["level"]))


show()
