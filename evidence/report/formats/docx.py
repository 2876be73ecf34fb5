"""The report as a document of a word processor, to edit and to take parts from."""

import io

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from evidence.report.blocks import Bullets, Picture, Report, Table, Text, written
from evidence.report.reproducible import moment, same_bytes
from evidence.report.typesetting import png
from evidence.xml_text import xml_text

SUFFIX = ".docx"
LINES = 300
_FONT = "Noto Sans SC"
_PAGE = 174  # millimetres of text on a page


def render(report: Report) -> bytes:
    """The report as DOCX."""
    document = docx.Document()
    _set_up(document, report)
    document.add_heading(xml_text(report.title), level=1)
    document.add_paragraph(xml_text(report.subtitle))
    for section in report.sections:
        document.add_heading(xml_text(section.heading), level=2)
        for block in section.blocks:
            _add(document, block)
    file = io.BytesIO()
    document.save(file)
    return same_bytes(file.getvalue())


def _set_up(document: Document, report: Report) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(18)
    for name in ("Normal", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name = _FONT
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    document.styles["Normal"].font.size = Pt(9.5)
    about = document.core_properties
    about.title, about.author, about.language = xml_text(report.title), "Ringtrace", report.language
    about.created = about.modified = moment(report)
    about.last_modified_by = "Ringtrace"


def _add(document: Document, block: Text | Bullets | Table | Picture) -> None:
    if isinstance(block, Text):
        document.add_paragraph(xml_text(block.text))
    elif isinstance(block, Bullets):
        for item in block.items:
            document.add_paragraph(xml_text(item), style="List Bullet")
    elif isinstance(block, Picture):
        document.add_picture(io.BytesIO(png(block)), width=Mm(_PAGE))
        document.add_paragraph(xml_text(block.caption))
    elif block.rows:
        _table(document, block)


def _table(document: Document, table: Table) -> None:
    made = document.add_table(rows=1 + len(table.rows), cols=len(table.header), style="Table Grid")
    made.autofit = False
    whole = sum(table.widths)
    widths = [Mm(_PAGE * width / whole) for width in table.widths]
    cells = made._cells  # by row, then column: `table.cell` would read the whole table for every cell
    texts = [*table.header, *(written(cell) for row in table.rows for cell in row)]
    for number, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        cell.width = widths[number % len(widths)]
        run = cell.paragraphs[0].add_run(xml_text(text))
        run.font.size = Pt(7.5)
        run.font.bold = number < len(widths)
