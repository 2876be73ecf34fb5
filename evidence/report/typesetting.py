"""Typesetting with the fonts that come with Ringtrace, so that Chinese is right on a machine without Chinese fonts."""

import json
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal

import typst

from evidence.report.blocks import Picture, Report
from workspace.errors import RingtraceError

FONTS = Path(__file__).parent / "fonts/built"
_TEMPLATE = Path(__file__).parent / "report.typ"
_PICTURE = '#set page(width: 1000pt, height: auto, margin: 0pt)\n#set text(font: "Noto Sans SC")\n' + (
    '#image(bytes(sys.inputs.svg), format: "svg", width: 100%)'
)
_PIXELS_PER_INCH = 144.0


def pdf(report: Report) -> bytes:
    """The report as PDF."""
    return _compiled(_TEMPLATE.read_bytes(), "pdf", {"report": json.dumps(_plain(report), ensure_ascii=False)}, report)


@lru_cache(maxsize=2)  # the formats of one report share a picture
def png(picture: Picture) -> bytes:
    """A picture as PNG, 2,000 pixels wide, for what cannot show SVG."""
    return _compiled(_PICTURE.encode(), "png", {"svg": picture.svg.decode("utf-8")}, None)


def _plain(report: Report) -> dict[str, object]:
    sections = [
        {
            "heading": section.heading,
            "blocks": [
                asdict(block) | {"type": type(block).__name__}
                if not isinstance(block, Picture)
                else {"type": "Picture", "svg": block.svg.decode("utf-8"), "caption": block.caption}
                for block in section.blocks
            ],
        }
        for section in report.sections
    ]
    return {"title": report.title, "subtitle": report.subtitle, "language": report.language, "sections": sections}


def _compiled(template: bytes, form: Literal["pdf", "png"], inputs: dict[str, str], report: Report | None) -> bytes:
    if not list(FONTS.glob("*.ttf")):
        raise RingtraceError(f"The fonts of reports are not in {FONTS}. Run: make setup")
    made = typst.compile(
        template,
        format=form,
        ppi=_PIXELS_PER_INCH if form == "png" else None,
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[FONTS]),
        sys_inputs=inputs,
        timestamp=int(datetime.fromisoformat(report.made).timestamp()) if report else None,
    )
    if not isinstance(made, bytes):  # a list where there are several pages as pictures
        raise RingtraceError("The picture of the graph takes more than one page.")
    return made
