"""The sheet: every check that a ring's evidence asks for, in order, as data and as a report to print."""

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from detection.lookup import find_ring, run_in_force, whole_run_in_force
from evidence.field_check.check import Asked, Check
from evidence.options import Options
from evidence.people import told
from evidence.report.blocks import Block, Report, Section, Table, Text
from evidence.report.formats import report_formats
from evidence.report.wording import Wording
from evidence.source import Source, opened
from graph.masking import masked
from workspace.audit import Act, Action, record
from workspace.errors import RingtraceError
from workspace.folders import modules_of
from workspace.snapshots import MAKING, Snapshot, Workspace, publish

TOPICS = "evidence.field_check.topics"


@dataclass(frozen=True)
class FieldCheck:
    """The checks of a ring for a visit on a day, what would change the verdict most first."""

    ring: str
    headline: str
    level: str
    day: date
    checks: tuple[Check, ...]


def field_check(workspace: Workspace, ring_id: str, day: date, options: Options) -> FieldCheck:
    """The sheet of a ring of the run in force.

    Raises:
        RingtraceError: there is no such ring, or the audit log cannot be written.
    """
    record(workspace, act_of(str(find_ring(run_in_force(workspace), ring_id)["ring_id"]), day, options))
    return made_sheet(workspace, ring_id, day, options)


def act_of(ring_id: str, day: date, options: Options) -> Act:
    """What the audit log is told of a sheet."""
    action = Action.REVEAL if options.full else Action.EXPORT
    return Act(action, f"ring:{ring_id}", options.why, options.case, {"field_check": str(day)})


def made_sheet(workspace: Workspace, ring_id: str, day: date, options: Options) -> FieldCheck:
    """The same for a caller that tells the audit log of each look by itself, since it keeps what was made."""
    run = whole_run_in_force(workspace)
    ring = find_ring(run, ring_id)
    say = Wording(options.language)
    with opened(workspace, Snapshot(workspace.snapshots / run["snapshot"]), ring, options) as source:
        names = _places_and_doctors(source)
        names |= {(row["kind"], str(row["id"])): row["name"] or "" for row in told(source)}
        asked = Asked(source, say, day, workspace.settings.footage_days, names)
        found = [check for module in modules_of(TOPICS) for check in module.checks(asked)]
    ordered = sorted(found, key=lambda one: (-one.worth, one.topic, one.title))
    return FieldCheck(ring["ring_id"], say.headline(ring), say.level(ring["level"]), day, tuple(ordered))


def _places_and_doctors(source: Source) -> dict[tuple[str, str], str]:
    """Names of places, and of doctors who prescribed to the ring; those may be no members."""
    places = source.rows("SELECT institution_id AS id, name FROM institutions")
    doctors = source.rows(
        "SELECT doctor_id AS id, name FROM doctors WHERE doctor_id IN (SELECT doctor_id FROM ring_lines) "
        "OR doctor_id IN (SELECT p.doctor_id FROM prescriptions p SEMI JOIN ring_lines USING (prescription_id))"
    )
    shown = str if source.options.full else masked
    return {("institution", str(row["id"])): str(row["name"] or "") for row in places} | {
        ("doctor", str(row["id"])): shown(str(row["name"] or "")) for row in doctors
    }


def sheet(found: FieldCheck, language: str) -> Report:
    """The sheet as a report, with room to write down what was found."""
    say = Wording(language)
    first = Section(say("Before you go"), (Text(found.headline), _overview(found, say)))
    sections = [_section(number, check, say) for number, check in enumerate(found.checks, start=1)]
    title = say("Field check of ring {ring}", ring=found.ring)
    visit = say("Visit on {day}. A score is a lead for people to examine, no decision.", day=found.day)
    return Report(title, visit, language, f"{found.day}T00:00:00+00:00", (first, *sections))


def write(found: FieldCheck, file: Path, language: str) -> None:
    """Write the sheet in the format of the file's ending, whole or not at all.

    Raises:
        RingtraceError: no format has that ending, or the file exists.
    """
    known = {form.suffix: form for form in report_formats()}
    if file.suffix.lower() not in known:
        raise RingtraceError(f"{file} ends with none of {', '.join(sorted(known))}. Name the file so.")
    if file.exists():
        raise RingtraceError(f"{file} exists. Name another, or remove it.")
    made = file.with_name(f"{MAKING}{os.getpid()}-{file.name}")
    try:
        made.touch(mode=0o600)  # it names people
        made.write_bytes(known[file.suffix.lower()].render(sheet(found, language)))
        publish(made, file)
    finally:
        made.unlink(missing_ok=True)


def _overview(found: FieldCheck, say: Wording) -> Table:
    rows = tuple(
        (number, check.title, f"{check.share:.0%}", f"{check.strength:.0%}", check.confirms)
        for number, check in enumerate(found.checks, start=1)
    )
    header = (say("No."), say("What to check"), say("Of the evidence"), say("Settles it"), say("What would prove it"))
    return Table(header, rows, (6, 28, 12, 10, 44))


def _section(number: int, check: Check, say: Wording) -> Section:
    blocks: list[Block] = [
        Text(say("Proves it: {what}", what=check.confirms)),
        Text(say("Clears them: {what}", what=check.clears)),
        check.table,
    ]
    if check.note:
        blocks.append(Text(check.note))
    blocks.append(Text(say("Found:") + " " + "_" * 60))
    return Section(f"{number}. {check.title}", tuple(blocks))
