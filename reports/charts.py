"""Bars as SVG, for reports: two series side by side, this period's dark and the last one's light."""

import html
from collections.abc import Sequence

from evidence.xml_text import xml_text
from workspace.inert import plain

_WIDTH, _LEFT, _RIGHT, _ROW, _HEAD = 1000, 300, 130, 54, 44
_COLOURS = ("#1f4e79", "#9db8d2")
_FONT = "Noto Sans SC, Noto Sans CJK SC, sans-serif"
_LONG = 26

Row = tuple[str, Sequence[tuple[float, str]]]  # a name, then each series' value and how it is written


def bars(rows: Sequence[Row], series: Sequence[str]) -> bytes:
    """Lying bars, as many a row as there are series (one or two), from 0 to the greatest value of all."""
    height = _HEAD + _ROW * len(rows) + 10
    greatest = max((value for _, values in rows for value, _ in values), default=0) or 1
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" font-family="{_FONT}">',
        f'<rect width="{_WIDTH}" height="{height}" fill="#ffffff"/>',
        *_legend(series),
    ]
    for number, (name, values) in enumerate(rows):
        y = _HEAD + number * _ROW
        parts.append(_text(_LEFT - 12, y + 25, _short(name), 15, "end"))
        thick = 34 / max(len(values), 1)
        for place, (value, written) in enumerate(values):
            width = max(value, 0) / greatest * (_WIDTH - _LEFT - _RIGHT)
            top = y + 3 + place * thick
            parts.append(
                f'<rect x="{_LEFT}" y="{top:.1f}" width="{max(width, 1):.1f}" height="{thick - 2:.1f}" '
                f'fill="{_COLOURS[place % 2]}"/>'
            )
            parts.append(_text(_LEFT + width + 8, top + thick / 2 + 4, written, 13, "start"))
    return ("\n".join([*parts, "</svg>"]) + "\n").encode("utf-8", "backslashreplace")


def _legend(series: Sequence[str]) -> list[str]:
    parts, x = [], _LEFT
    for name, colour in zip(series, _COLOURS, strict=False):
        parts.append(f'<rect x="{x}" y="12" width="14" height="14" fill="{colour}"/>')
        parts.append(_text(x + 22, 24, name, 14, "start"))
        x += 60 + 14 * len(name)
    return parts


def _text(x: float, y: float, text: str, size: int, anchor: str) -> str:
    shown = html.escape(xml_text(text))
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}" fill="#1f2937">{shown}</text>'


def _short(name: str) -> str:
    shown = plain(name)
    return shown if len(shown) <= _LONG else f"{shown[: _LONG - 1]}…"
