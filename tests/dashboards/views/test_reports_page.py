"""The reports page shows the report that the command writes, and its numbers are those of the other pages."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from casework.casebook import Casebook
from casework.status import Status
from evidence.report.blocks import Table
from reports.period import Length, Period
from reports.periodic import periodic
from tests.dashboards.conftest import DOCUMENT, tables_of, words_of, write_workspace
from workspace.runs import read_run
from workspace.snapshots import Workspace

LOSSES = (1_234_567.89, 0.1, 0.2)


@pytest.fixture
def decided(tmp_path):
    """A searched workspace in which people decided on two rings today."""
    rings = [one | {"loss_amount": loss} for one, loss in zip(DOCUMENT["rings"], LOSSES, strict=True)]
    made = DOCUMENT | {"rings": rings, "generated_at": datetime.now(UTC).isoformat(timespec="seconds")}
    folder = write_workspace(tmp_path / "w", made)
    book = Casebook(Workspace.open(folder))
    book.bring_in(read_run(folder / "snapshots/s1/runs/r1"))
    book.judge("R-AAAA01", Status.CONFIRMED, "the ledger shows it", "Li")
    book.judge("R-CCCC03", Status.INNOCENT, "neighbours", "Li")
    book.recover("R-AAAA01", Decimal("1000.05"), "paid back", "Li")
    book.close()
    return folder


def report_of(folder, length=Length.WEEKLY):
    workspace = Workspace.open(folder)
    book = Casebook(workspace)
    try:
        return periodic(workspace, book, Period.around(length, datetime.now(UTC).astimezone().date())).report
    finally:
        book.close()


def tables(report):
    return [block for section in report.sections for block in section.blocks if isinstance(block, Table)]


def of(report, heading):
    [section] = [one for one in report.sections if one.heading == heading]
    return [row for block in section.blocks if isinstance(block, Table) for row in block.rows]


def metrics(app):
    return {one.label: one.value for one in app.metric}


def test_the_page_shows_each_table_of_the_report_to_the_last_digit(opened, decided):
    app = opened(decided, "reports")
    assert not app.exception
    shown = [[tuple(row) for row in table.itertuples(index=False)] for table in tables_of(app)]
    assert shown == [list(table.rows) for table in tables(report_of(decided))]


def test_its_figures_are_those_of_overview_cases_data_and_grades(opened, decided):
    report = report_of(decided)
    overview, cases, data = (opened(decided, name) for name in ("overview", "cases", "data"))
    standing = of(report, "Rings that stand")
    assert metrics(overview)["Rings"] == f"{standing[-1][2]:,}"
    assert metrics(overview)["Loss of all"] == f"¥ {standing[-1][3]:,.2f}"
    [patterns] = [one for one in tables_of(overview) if "Pattern" in one.columns]
    assert patterns["Loss (¥)"].tolist() == [row[3] for row in standing[:-1]]
    assert patterns["Rings"].tolist() == [row[2] for row in standing[:-1]]

    summary = {row[0]: row[1] for row in of(report, "Summary")}
    assert metrics(cases)["Open"] == summary["Open at the end"]
    assert metrics(cases)["Overdue"] == summary["Overdue at the end"]

    quality = {row[0]: row[1] for row in of(report, "Quality of the data")}
    for name in ("Files", "Rows in", "Rejected"):
        assert metrics(data)[name] == quality[name]

    [precision] = [one for one in tables_of(overview) if "decided" in one.columns]
    [signal] = of(report, "False alarms by signal")
    [row] = [one for one in precision.to_dict("records") if one["kind"] == "Signal"]
    assert (signal[5], signal[6]) == (row["decided"] - row["right"], row["decided"])

    cards = {row[1]: row[2] for row in of(report, "Institutions and persons by grade") if row[0] == "Institutions"}
    assert metrics(overview)["Red cards"] == f"{cards['red card']:,}"
    assert metrics(overview)["Yellow cards"] == f"{cards['yellow card']:,}"


def test_the_losses_of_regions_are_those_that_the_overview_draws(opened, decided):
    import dashboards.standing as shown
    from reports import summary

    opened(decided, "overview")
    table = summary.by_region(shown.document(shown.require())["rings"], shown.ring_regions(shown.require()))
    found = [tuple(row) for row in table[["region", "rings", "loss"]].itertuples(index=False)]
    assert [row[:3] for row in of(report_of(decided), "Regions")] == found


def test_a_month_is_chosen_and_the_page_is_chinese_where_that_is_asked(opened, decided):
    app = opened(decided, "reports", lang="zh")
    app.segmented_control(key="report_length").set_value("monthly").run()
    assert "各信号的误报" in words_of(app)
    assert not app.exception
    assert len(app.selectbox(key="report_period_monthly").options) == 12
