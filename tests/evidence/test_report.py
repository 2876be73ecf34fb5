import io
import json
import re
import zipfile

import docx
import openpyxl
import pytest
from lxml import html
from pypdf import PdfReader

from evidence.bundle import export_ring
from evidence.options import Options
from evidence.report.blocks import Bullets, Report, Section, Table, Text
from evidence.report.formats import report_formats
from evidence.report.typesetting import FONTS
from evidence.report.wording import Wording
from tests.evidence.conftest import RING, contents, options
from workspace.errors import RingtraceError

pytestmark = pytest.mark.slow  # reports of a searched city in every form

FORMATS = {form.name: form for form in report_formats()}
NAMES = ("=1+1", "<b>x</b>\x07\u202e", "#strong[x] $x$ *x* @y", "王小明")
REPORT = Report(
    "Ring R-1",
    "说明",
    "zh",
    "2026-04-01T00:00:00+00:00",
    (
        Section(
            "Findings: [1]/2 *?", (Text("=cmd()"), Bullets(NAMES), Table(("a", "b"), ((NAMES[0], 2.5),), (50, 50)))
        ),
        Section("空", (Table(("a",), (), (100,)),)),
    ),
)


def pdf_reader(content):
    return PdfReader(io.BytesIO(content))


def pdf_text(content):
    return "\n".join(page.extract_text() for page in pdf_reader(content).pages)


def docx_text(content):
    document = docx.Document(io.BytesIO(content))
    tables = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *tables])


def xlsx_cells(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def xlsx_text(content):
    return "\n".join(str(cell.value) for cell in xlsx_cells(content))


def html_text(content):
    return html.fromstring(content).text_content()


READ = {"pdf": pdf_text, "docx": docx_text, "html": html_text, "xlsx": xlsx_text}
every_format = pytest.mark.parametrize("form", FORMATS.values(), ids=lambda form: form.name)


@pytest.fixture(scope="module")
def chinese(workspace, tmp_path_factory):
    out = tmp_path_factory.mktemp("zh") / "zh.zip"
    export_ring(workspace, RING, out, options(language="zh"))
    return contents(out)


def test_there_are_formats():
    assert set(FORMATS) == set(READ)


@every_format
def test_names_come_out_as_text_in_every_format(form):
    text = READ[form.name](form.render(REPORT)).replace("\n", "")
    for one in ("=1+1", "王小明", "说明"):
        assert one in text
    assert "*x*" in text.replace(" ", "")


@every_format
def test_the_same_report_gives_the_same_bytes(form):
    assert form.render(REPORT) == form.render(REPORT)


@every_format
def test_a_report_answers_what_a_reader_asks(form, bundle):
    text = READ[form.name](contents(bundle)[f"report/report{form.suffix}"])
    for heading in (
        "Summary", "Members and roles", "The graph", "Timeline", "Findings", "Innocent explanations", "Loss by line",
        "Law", "Method and limits", "Glossary", "Hashes",
    ):  # fmt: skip
        assert heading in text
    for told in ("co swipe", "ruled out", "Order 735", "733.5", "no proof of guilt"):
        assert told in re.sub(r"\s+", " ", text)


@every_format
def test_a_report_in_chinese_is_chinese(form, chinese):
    text = READ[form.name](chinese[f"report/report{form.suffix}"])
    for heading in ("摘要", "成员与角色", "时间线", "无辜解释", "损失明细", "法律依据", "术语"):
        assert heading in text
    assert "Summary" not in text
    assert "王**" in text


def test_the_pdf_carries_the_fonts_of_its_chinese(chinese):
    fonts = [
        font.get_object()
        for page in pdf_reader(chinese["report/report.pdf"]).pages
        for font in page["/Resources"].get("/Font", {}).values()
    ]
    assert any("NotoSansSC" in font["/BaseFont"] for font in fonts)
    below = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    assert all("/FontFile2" in one or "/FontFile3" in one for one in below)  # embedded, all of them
    assert (FONTS / "NotoSansSC_400Regular.ttf").is_file()


def test_no_cell_of_the_workbook_is_a_formula_or_a_link(workspace, tmp_path):
    export_ring(workspace, RING, tmp_path / "full.zip", options(full=True))
    cells = xlsx_cells(contents(tmp_path / "full.zip")["report/report.xlsx"])
    assert "=cmd|' /C calc'!A0" in [cell.value for cell in cells]
    assert [cell.value for cell in cells if cell.data_type == "f" or cell.hyperlink] == []


def test_documents_ask_nothing_of_the_network(bundle):
    for name in ("report/report.docx", "report/report.xlsx"):
        with zipfile.ZipFile(io.BytesIO(contents(bundle)[name])) as archive:
            links = [one for one in archive.namelist() if one.endswith(".rels") and b"External" in archive.read(one)]
        assert links == []


def test_the_page_holds_no_script_and_its_policy_lets_nothing_in():
    page = html.fromstring(FORMATS["html"].render(REPORT))
    assert page.xpath("//script | //link | //iframe | //b | //@onload | //@href") == []
    assert all(one.startswith("data:") for one in page.xpath("//@src"))
    assert "default-src 'none'" in page.xpath("//meta[@http-equiv]/@content")[0]


def test_a_machine_without_the_fonts_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr("evidence.report.typesetting.FONTS", tmp_path)
    with pytest.raises(RingtraceError, match="make setup"):
        FORMATS["pdf"].render(REPORT)


@pytest.mark.parametrize(
    ("p_value", "told"),
    [
        (0.4, "in 40% of cases"),
        (0.05, "about once in 20 cases"),
        (0.0012, "about once in 800 cases"),
        (1.2e-9, "about once in 800,000,000 cases"),
        (0.0, "less than once in a million million cases"),
    ],
)
def test_a_p_value_is_told_in_plain_words_and_never_rarer_than_it_is(p_value, told):
    assert told in Wording("en").chance(p_value)


def test_an_unknown_language_is_refused():
    with pytest.raises(RingtraceError, match="en, zh"):
        Options(language="fr")


def test_the_loss_by_line_adds_up_to_the_rings_loss(city, tmp_path):
    for ring in json.loads((city.require_current().current_run / "rings.json").read_text("utf-8"))["rings"][:6]:
        out = tmp_path / f"{ring['ring_id']}.zip"
        export_ring(city, ring["ring_id"], out, options())
        lines = json.loads(contents(out)["tables/lines.json"])
        assert round(sum(one["insured"] for one in lines if one["counted"]), 2) == ring["loss_amount"]
        without_finding = {one["line_id"] for one in lines if one["counted"] and not one["signals"]}
        assert without_finding <= set(ring["loss"]["line_ids"])
        assert all(0 <= one["insured"] <= one["amount"] for one in lines)
