"""Reports: the week's or month's figures, to read here and to take away."""

from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

from dashboards.deciding import cases_of
from dashboards.frame import heading, page
from dashboards.inert import escaped
from dashboards.looks import looked
from dashboards.standing import require, space
from dashboards.taking import taken
from dashboards.texts import report_language, t
from evidence.report.blocks import Block, Bullets, Picture, Report, Table, Text
from evidence.report.formats import ReportFormat, report_formats
from reports.files import tell
from reports.period import Length, Period
from reports.periodic import periodic

_SHOWN = 12  # periods to choose from


def show() -> None:
    """The page."""
    with page(t("Reports"), t("What came in, was decided, recovered, in time or not, against the period before?")):
        key = require()
        chosen = _chosen()
        looked(space(), f"report:{chosen.length}:{chosen.name}")
        with cases_of(key) as book:
            report = periodic(space(), book, chosen, report_language()).report
        _buttons(report, chosen)
        st.caption(escaped(report.subtitle))
        for section in report.sections:
            heading(escaped(section.heading))
            for block in section.blocks:
                _drawn(block)


def _chosen() -> Period:
    row = st.container(horizontal=True, vertical_alignment="bottom")
    names = {Length.WEEKLY.value: t("weekly"), Length.MONTHLY.value: t("monthly")}
    picked = row.segmented_control(
        t("How often"), list(names), default=Length.WEEKLY.value, format_func=names.__getitem__, key="report_length"
    )
    length = Length(picked or Length.WEEKLY.value)
    periods = [Period.around(length, _today())]
    while len(periods) < _SHOWN:
        periods.append(periods[-1].before)
    by_name = {one.name: one for one in periods}
    name = row.selectbox(t("Period"), list(by_name), key=f"report_period_{length}", width=200)
    return by_name[str(name)]


def _today() -> date:
    return datetime.now(ZoneInfo(space().settings.time_zone)).date()


def _buttons(report: Report, chosen: Period) -> None:
    row = st.container(horizontal=True)
    for form in report_formats():
        row.download_button(
            form.suffix.removeprefix(".").upper(),
            taken(None, partial(_file, form, report, chosen)),
            f"{chosen.length}-{chosen.name}{form.suffix}",
            on_click="ignore",
            key=f"report{form.suffix}",
        )


def _file(form: ReportFormat, report: Report, chosen: Period) -> bytes:
    tell(space(), chosen, report.language, [form.suffix])
    return form.render(report)


def _drawn(block: Block) -> None:
    if isinstance(block, Text):
        st.caption(escaped(block.text))
    elif isinstance(block, Bullets):
        st.markdown("\n".join(f"- {escaped(item)}" for item in block.items))
    elif isinstance(block, Picture):
        st.image(block.svg.decode("utf-8"), caption=escaped(block.caption))
    else:
        st.dataframe(_frame(block), hide_index=True, height="content")


def _frame(table: Table) -> pd.DataFrame:
    return pd.DataFrame([list(row) for row in table.rows], columns=list(table.header))


show()
