"""The report as PDF, to read and print."""

from evidence.report.blocks import Report
from evidence.report.typesetting import pdf

SUFFIX = ".pdf"
LINES = 300


def render(report: Report) -> bytes:
    """The report as PDF, its fonts embedded."""
    return pdf(report)
