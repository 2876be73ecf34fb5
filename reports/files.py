"""A report written to files, each whole or not at all."""

import os
from pathlib import Path

from evidence.report.blocks import Report
from evidence.report.formats import report_formats
from reports.period import Period
from workspace.audit import Act, Action, record
from workspace.errors import RingtraceError
from workspace.snapshots import MAKING, Workspace, publish

SUFFIXES = tuple(form.suffix for form in report_formats())


def files_of(out: Path, name: str) -> list[Path]:
    """The files that are meant: one of a format, or in a folder all of them.

    Raises:
        RingtraceError: no format has that ending, or there is no such folder.
    """
    if out.is_dir():
        return [out / f"{name}{suffix}" for suffix in SUFFIXES]
    if out.suffix.lower() not in SUFFIXES:
        raise RingtraceError(f"{out} is no folder and ends with none of {', '.join(SUFFIXES)}. Name it so.")
    if not out.parent.is_dir():
        raise RingtraceError(f"{out.parent} is no folder. Make it first.")
    return [out]


def write(report: Report, file: Path) -> None:
    """Write a report in the format of the file's ending; a former report is replaced.

    Raises:
        RingtraceError: the file cannot be written.
    """
    [form] = [one for one in report_formats() if one.suffix == file.suffix.lower()]
    made = file.with_name(f"{MAKING}{os.getpid()}-{file.name}")
    try:
        made.touch(mode=0o600)
        made.write_bytes(form.render(report))
        publish(made, file)
    except OSError as error:
        raise RingtraceError(f"{file} cannot be written: {error.strerror}.") from error
    finally:
        made.unlink(missing_ok=True)


def tell(workspace: Workspace, period: Period, language: str, suffixes: list[str]) -> None:
    """Have the audit log know of a report before it is handed out.

    Raises:
        RingtraceError: it could not be written.
    """
    details = {"language": language, "files": suffixes}
    record(workspace, Act(Action.EXPORT, f"report:{period.length}:{period.name}", details=details))
