"""A workbook of rows: texts stay texts, numbers and times stay what they are."""

import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from evidence.rows_xlsx import workbook


def cells(columns, rows):
    return list(openpyxl.load_workbook(io.BytesIO(workbook(columns, rows))).active.iter_rows())


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "@SUM(A1)", "http://evil.example", "0012", "\x00\u202e"])
def test_no_text_becomes_a_formula_a_link_or_a_number(text):
    [_, [cell]] = cells(["name"], [[text]])
    assert cell.data_type == "s"
    assert cell.hyperlink is None


def test_numbers_and_times_keep_their_types():
    row = [1, 2.5, Decimal("3.10"), True, date(2026, 3, 1), datetime(2026, 3, 1, 9, 30), None]
    [_, found] = cells([str(n) for n in range(len(row))], [row])
    assert [cell.value for cell in found] == [
        1,
        2.5,
        3.1,
        True,
        datetime(2026, 3, 1),
        datetime(2026, 3, 1, 9, 30),
        None,
    ]


@pytest.mark.parametrize("value", [2**60, float("nan"), float("inf"), date(1, 1, 1), ["a", "b"], "字" * 40_000])
def test_what_a_cell_cannot_hold_exactly_is_text(value):
    [_, [cell]] = cells(["x"], [[value]])
    assert cell.data_type == "s"
