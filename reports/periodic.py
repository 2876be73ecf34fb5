"""The report of a week or a month: figures of the casebook and of the run in force, as blocks of a document."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from casework.casebook import Casebook
from casework.grades.appeals import appeals
from casework.grades.rules import read_rules
from detection.dossier import regions
from detection.lookup import run_in_force
from evidence.report.blocks import Report, Section
from evidence.report.wording import Wording
from reports.figures import Books, Figures, figures
from reports.period import Length, Period
from reports.sections import decisions, people, records, standing
from workspace.snapshots import Snapshot, Workspace


@dataclass(frozen=True)
class Periodic:
    """A period's figures, the former period's, and the report of them."""

    now: Figures
    before: Figures
    report: Report


def periodic(
    workspace: Workspace, book: Casebook, period: Period, language: str = "en", *, now: datetime | None = None
) -> Periodic:
    """The report of a period; no person is named in it.

    Raises:
        RingtraceError: nothing was searched yet.
    """
    run = run_in_force(workspace)
    moment = now or datetime.now(UTC)
    zone = ZoneInfo(workspace.settings.time_zone)
    today = moment.astimezone(zone).date()
    books = Books.read(workspace, book, moment)
    mine, former = figures(books, book, period), figures(books, book, period.before)
    say = Wording(language)
    context = standing.Standing(run["rings"], regions(workspace, run["rings"]), mine, former)
    rules = read_rules(workspace)
    graded = people.Graded.of(_people(workspace), appeals(book), rules, (mine, former), today, zone)
    sections = (
        Section(say("Summary"), decisions.summary(mine, former, say)),
        Section(say("On time"), decisions.on_time(mine, former, say)),
        Section(say("False alarms by signal"), decisions.false_alarms(mine, former, say)),
        Section(say("Institutions and persons by grade"), people.grades(graded, say)),
        Section(say("Regions"), standing.by_region(context, say)),
        Section(say("Rings that stand"), standing.by_pattern(context, say)),
        Section(say("Quality of the data"), records.quality(_snapshots(workspace, period), run["skipped"], say)),
        Section(say("How it was counted"), decisions.method(say)),
    )
    weekly = period.length is Length.WEEKLY
    title = say("Weekly report {name}", name=period.name) if weekly else say("Monthly report {name}", name=period.name)
    told = f"{period.first} – {period.last}"
    if moment < period.moments(zone)[1]:
        told += say("; it still runs, counted until {moment}", moment=f"{moment.astimezone(zone):%Y-%m-%d %H:%M}")
    return Periodic(mine, former, Report(title, told, language, moment.isoformat(timespec="seconds"), sections))


def _people(workspace: Workspace) -> dict[str, int]:
    """How many persons and institutions the snapshot in force knows."""
    snapshot = workspace.require_current()
    with workspace.connect() as connection:
        snapshot.register(connection)
        counted = {}
        for kind, table in (("person", "persons"), ("institution", "institutions")):
            found = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
            counted[kind] = int(found[0]) if found else 0
    return counted


def _snapshots(workspace: Workspace, period: Period) -> tuple[Snapshot, Snapshot | None]:
    """The snapshot in force, and the last other one that was loaded before the period began."""
    current = workspace.require_current()
    start = period.moments(ZoneInfo(workspace.settings.time_zone))[0].timestamp()
    others = [
        (file.stat().st_mtime, file.parent.name, file.parent)
        for file in workspace.snapshots.glob("*/manifest.json")
        if file.parent != current.path
    ]
    earlier = [one for one in others if one[0] < start]
    return current, Snapshot(max(earlier)[2]) if earlier else None
