"""The report in the formats of offices: one file a format, found by walking this folder."""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from evidence.report.blocks import Report
from workspace.folders import modules_of


@dataclass(frozen=True)
class ReportFormat:
    """A format: its name is its file's; `render` gives the whole file, `lines` is how many its loss table may have."""

    name: str
    suffix: str
    lines: int
    render: Callable[[Report], bytes]

    @classmethod
    def of(cls, module: ModuleType) -> "ReportFormat":
        """The format that a module declares; AttributeError names what it lacks."""
        return cls(module.__name__.rpartition(".")[2], module.SUFFIX, module.LINES, module.render)


def report_formats() -> tuple[ReportFormat, ...]:
    """Every format, by name."""
    return tuple(ReportFormat.of(module) for module in modules_of(__name__))
