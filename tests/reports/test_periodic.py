import io
import re
from datetime import date

import pytest

from evidence.report.blocks import Picture, Table
from evidence.report.formats import report_formats
from reports.charts import bars
from reports.files import files_of, write
from reports.period import Length, Period
from reports.periodic import periodic
from tests.evidence.test_report import READ
from tests.reports.conftest import NOW
from workspace.errors import RingtraceError

WEEK = Period.around(Length.WEEKLY, date(2026, 11, 26))


@pytest.fixture
def made(space, book):
    return periodic(space, book, WEEK, now=NOW)


def rows(report, heading):
    [section] = [one for one in report.sections if one.heading == heading]
    return {row[0]: row[1:] for block in section.blocks if isinstance(block, Table) for row in block.rows}


def test_it_compares_with_the_week_before(made):
    told = rows(made.report, "Summary")
    assert told["New rings"] == ("1", "2", "-1")
    assert told["Recovered"] == ("¥ 1,000.30", "¥ 0.00", "+1,000.30")
    assert told["Loss of new rings"] == ("¥ 0.20", "¥ 1,234,567.99", "-1,234,567.79")


def test_grades_regions_rings_data_and_skipped_signals_are_told(made):
    grades = [row for one in made.report.sections[3].blocks[:1] for row in one.rows]
    assert ("Institutions", "red card", 0, 0, "+0") in [tuple(row) for row in grades]
    assert sum(row[2] for row in grades if row[0] == "Persons") == 3
    assert rows(made.report, "Regions")["330106"][:2] == (3, 1_234_568.19)
    assert rows(made.report, "Rings that stand")["All"] == ("", 3, 1_234_568.19)
    quality = rows(made.report, "Quality of the data")
    assert quality["Rows in"] == ("5", "–")
    assert quality["Share rejected"] == ("40.00%", "–")
    assert quality["persons"] == ("sex", "not one of M, F", 2)


def test_nobody_is_named_and_charts_are_pictures(made):
    assert not re.search(r"\bP[123]\b|王", str(made.report))
    drawn = [block for section in made.report.sections for block in section.blocks if isinstance(block, Picture)]
    assert len(drawn) == 3
    assert all(one.svg.startswith(b"<svg") for one in drawn)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("form", report_formats(), ids=lambda form: form.name)
def test_every_figure_stands_in_every_format_to_the_last_digit(space, book, form, language):
    report = periodic(space, book, WEEK, language, now=NOW).report
    text = re.sub(r"[\s\u200b]", "", READ[form.name](form.render(report)))
    for section in report.sections:
        for block in section.blocks:
            for cell in (cell for row in block.rows for cell in row) if isinstance(block, Table) else ():
                wanted = f"{cell:.2f}".rstrip("0").rstrip(".") if isinstance(cell, float) else str(cell)
                assert re.sub(r"\s", "", wanted) in text, (section.heading, cell)


@pytest.mark.slow
def test_a_report_in_chinese_is_chinese(space, book):
    report = periodic(space, book, WEEK, "zh", now=NOW).report
    assert report.title == "周报 2026-W48"
    assert [one.heading for one in report.sections][:3] == ["摘要", "按时率", "各信号的误报"]


def test_a_folder_gets_every_format_and_an_unknown_one_is_refused(made, tmp_path):
    found = files_of(tmp_path, "weekly-2026-W48-en")
    assert {one.suffix for one in found} == {".pdf", ".docx", ".xlsx", ".html"}
    for wrong in (tmp_path / "a.txt", tmp_path / "no" / "a.pdf"):
        with pytest.raises(RingtraceError):
            files_of(wrong, "x")
    page = tmp_path / "a.html"
    write(made.report, page)
    assert page.stat().st_mode & 0o777 == 0o600
    write(made.report, page)  # a timer writes it anew


def test_a_chart_is_harmless_and_its_longest_bar_is_the_greatest_value():
    drawn = bars([("<script>", ((2, "2"), (1, "1"))), ("b", ((4, "4"), (0, "0")))], ("now", "then")).decode()
    assert "<script>" not in drawn
    widths = [float(one) for one in re.findall(r'width="([\d.]+)" height="15.0"', drawn)]
    assert widths[2] == max(widths) == 2 * widths[0]
    assert io.StringIO(drawn).readline().startswith("<svg")
