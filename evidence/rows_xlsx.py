"""Rows as a workbook of one sheet: no text becomes a formula, a link or a number."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from evidence.xml_text import xml_text
from queries.formats import text_of

MOST = 1_048_575  # rows of a sheet below its header
_LONGEST = 32_767  # characters that a cell can hold
_EXACT = 2**53  # integers beyond are not exact in a cell
_SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def workbook(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """The rows as XLSX, with a header that stays in sight; rows beyond a sheet's last are left out."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, _SAFE) as book:
        sheet = book.add_worksheet("rows")
        bold = book.add_format({"bold": True, "bottom": 1})
        day, moment = (book.add_format({"num_format": form}) for form in ("yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"))
        for column, name in enumerate(columns):
            sheet.write_string(0, column, xml_text(name), bold)
        sheet.freeze_panes(1, 0)
        for number, row in zip(range(1, MOST + 1), rows, strict=False):
            for column, value in enumerate(row):
                _cell(sheet, number, column, value, day, moment)
    return file.getvalue()


def _cell(
    sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, value: Any, day: object, moment: object
) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float | Decimal) and -_EXACT < float(value) < _EXACT:  # NaN and infinity are texts
        sheet.write_number(row, column, float(value))
    elif isinstance(value, datetime) and value.year >= 1900:
        sheet.write_datetime(row, column, value.replace(tzinfo=None), moment)
    elif isinstance(value, date) and not isinstance(value, datetime) and value.year >= 1900:
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), day)
    else:
        sheet.write_string(row, column, xml_text(text_of(value))[:_LONGEST])
