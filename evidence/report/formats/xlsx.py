"""The report as a workbook: a sheet a section. No text becomes a formula or a link."""

import io
import math
import re
import struct

import xlsxwriter

from evidence.report.blocks import Bullets, Picture, Report, Table, Text
from evidence.report.reproducible import moment
from evidence.report.typesetting import png
from evidence.xml_text import xml_text

SUFFIX = ".xlsx"
LINES = 20_000
_WIDTH = 110  # characters of a sheet's columns together
_ROW = 20  # pixels of a sheet's row
_LONGEST = 32_767  # characters that a cell can hold
_TEXT_ONLY = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def render(report: Report) -> bytes:
    """The report as XLSX."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, **_TEXT_ONLY}) as book:
        book.set_properties({"title": xml_text(report.title), "author": "Ringtrace", "created": moment(report)})
        look = {
            "bold": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
            "title": book.add_format({"bold": True, "font_size": 13}),
            "cell": book.add_format({"text_wrap": True, "valign": "top"}),
            "plain": book.add_format(),
        }
        for number, section in enumerate(report.sections, start=1):
            sheet = book.add_worksheet(_sheet_name(number, section.heading))
            _string(sheet, 0, 0, section.heading, look["title"])
            if number == 1:
                _string(sheet, 1, 0, report.subtitle, look["plain"])
            at = 3
            for block in section.blocks:
                at = _write(sheet, at, block, look) + 1
    return file.getvalue()


def _sheet_name(number: int, heading: str) -> str:
    """A name that Excel takes: 31 characters at most, none of those that it forbids."""
    return re.sub(r"[\[\]:*?/\\']", " ", f"{number} {heading}")[:31]


def _string(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, text: str, look: object) -> None:
    sheet.write_string(row, column, xml_text(text)[:_LONGEST], look)


def _write(
    sheet: xlsxwriter.worksheet.Worksheet,
    at: int,
    block: Text | Bullets | Table | Picture,
    look: dict[str, object],
) -> int:
    """Write a block from a row on; the row after it."""
    if isinstance(block, Table):
        return _table(sheet, at, block, look)
    if isinstance(block, Picture):
        drawn = png(block)
        sheet.insert_image(at, 0, "picture.png", {"image_data": io.BytesIO(drawn), "x_scale": 0.5, "y_scale": 0.5})
        below = at + math.ceil(_height(drawn) * 0.5 / _ROW)
        _string(sheet, below, 0, block.caption, look["plain"])
        return below + 1
    texts = [block.text] if isinstance(block, Text) else [f"• {item}" for item in block.items]
    for number, text in enumerate(texts):
        _string(sheet, at + number, 0, text, look["plain"])
    return at + len(texts)


def _height(drawn: bytes) -> int:
    """The height of a PNG in pixels, as its header tells it."""
    return struct.unpack(">L", drawn[20:24])[0]  # type: ignore[no-any-return] # an unsigned long


def _table(sheet: xlsxwriter.worksheet.Worksheet, at: int, table: Table, look: dict[str, object]) -> int:
    whole = sum(table.widths)
    for column, (name, width) in enumerate(zip(table.header, table.widths, strict=True)):
        sheet.set_column(column, column, max(_WIDTH * width / whole, 10))
        _string(sheet, at, column, name, look["bold"])
    for row, cells in enumerate(table.rows, start=at + 1):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                _string(sheet, row, column, cell, look["cell"])
            else:
                sheet.write_number(row, column, cell, look["cell"])
    return at + 1 + len(table.rows)
