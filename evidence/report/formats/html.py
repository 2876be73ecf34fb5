"""The report as a page by itself: no script, no outside request, and a policy that lets neither in."""

import base64
import html

from evidence.report.blocks import Block, Bullets, Picture, Report, Table, Text, written
from evidence.xml_text import xml_text

SUFFIX = ".html"
LINES = 300
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE = """
body{font:15px/1.6 "Noto Sans SC","Noto Sans CJK SC","Microsoft YaHei","PingFang SC",sans-serif;color:#1f2937;
max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin-bottom:0}h2{font-size:1.15rem;margin-top:2rem}
table{border-collapse:collapse;width:100%;margin:.6rem 0;font-size:.86rem}
th,td{border-bottom:1px solid #d1d5db;padding:.3rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{border-color:#374151}td.n{text-align:right;font-variant-numeric:tabular-nums}
figure{margin:1rem 0}img{max-width:100%}figcaption{color:#4b5563;font-size:.86rem}
@media print{h2{break-after:avoid}tr,figure{break-inside:avoid}}
"""


def render(report: Report) -> bytes:
    """The report as HTML."""
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="{_escaped(report.language)}"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_escaped(report.title)}</title><style>{_STYLE}</style></head><body>",
        f"<h1>{_escaped(report.title)}</h1><p>{_escaped(report.subtitle)}</p>",
    ]
    for section in report.sections:
        parts.append(f"<h2>{_escaped(section.heading)}</h2>")
        parts += [_drawn(block) for block in section.blocks]
    return ("\n".join([*parts, "</body></html>"]) + "\n").encode("utf-8", "backslashreplace")


def _escaped(text: str) -> str:
    return html.escape(xml_text(text))


def _drawn(block: Block) -> str:
    if isinstance(block, Text):
        return f"<p>{_escaped(block.text)}</p>"
    if isinstance(block, Bullets):
        return "<ul>" + "".join(f"<li>{_escaped(item)}</li>" for item in block.items) + "</ul>"
    if isinstance(block, Picture):
        caption = _escaped(block.caption)
        drawn = base64.b64encode(block.svg).decode("ascii")  # in an <img>, SVG runs nothing and asks for nothing
        return (
            f'<figure><img alt="{caption}" src="data:image/svg+xml;base64,{drawn}">'
            f"<figcaption>{caption}</figcaption></figure>"
        )
    return _table(block) if block.rows else ""


def _table(table: Table) -> str:
    head = "".join(f"<th>{_escaped(name)}</th>" for name in table.header)
    rows = ("<tr>" + "".join(map(_cell, row)) + "</tr>" for row in table.rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _cell(cell: str | int | float) -> str:
    return f"<td>{_escaped(cell)}</td>" if isinstance(cell, str) else f'<td class="n">{written(cell)}</td>'
