"""The files of a bundle for an institution: its tables, the questions as a letter, and a form for the answers."""

import csv
from pathlib import Path

from evidence.institution.concern import SELECTS, narrow
from evidence.institution.questions import Question, questions
from evidence.report.blocks import Block, Report, Section, Table, Text
from evidence.report.formats import report_formats
from evidence.report.wording import Wording
from evidence.source import Row, Source
from evidence.tables import write_rows
from workspace.inert import not_a_formula, plain

ANSWERS = "answers.csv"


def write_for_institution(source: Source, run: Row, folder: Path, footage_days: int, *, reports: bool = True) -> None:
    """Write the files, all but the manifest, into an empty folder; the institution is that of the source's options.

    Raises:
        RingtraceError: no finding rests on a payment there.
    """
    say = Wording(source.options.language)
    about = narrow(source)
    asked = tuple(questions(source, say, source.options.when.date(), footage_days))
    (folder / "tables").mkdir()
    for table, select in SELECTS.items():
        write_rows(source, select, folder / "tables" / table)
    _write_form(asked, folder / ANSWERS, say)
    if not reports:
        return
    (folder / "report").mkdir()
    for paper in report_formats():
        (folder / "report" / f"questions{paper.suffix}").write_bytes(
            paper.render(_letter(source, run, about, asked, paper.lines))
        )


def _write_form(asked: tuple[Question, ...], file: Path, say: Wording) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, lineterminator="\n")
        writer.writerow((say("Question"), say("About"), say("Answer"), say("Paper that shows it")))
        for one in asked:
            writer.writerows((one.name, not_a_formula(str(row[0])), "", "") for row in one.rows or (("",),))


def _letter(source: Source, run: Row, about: Row, asked: tuple[Question, ...], most: int) -> Report:
    say = Wording(source.options.language)
    named = plain(f"{about['name']} ({about['id']})" if about["name"] else about["id"])
    sections = (
        Section(say("What this is about"), _about(source, about, named, say)),
        *(_section(number, one, most, say) for number, one in enumerate(asked, start=1)),
    )
    title = say("Questions to {institution}", institution=named)
    made = say("Asked on {day}", day=source.options.when.date())
    return Report(title, made, source.options.language, run["generated_at"], sections)


def _about(source: Source, about: Row, named: str, say: Wording) -> tuple[Block, ...]:
    rows = (
        (say("Institution"), named),
        (say("Reference"), plain(source.options.case or source.ring["ring_id"])),
        (say("First and last seen"), f"{about['first']:%Y-%m-%d} – {about['last']:%Y-%m-%d}"),
        (say("Payments"), f"{about['payments']:,}"),
        (say("Lines"), f"{about['lines']:,}"),
        (say("Customers"), f"{about['customers']:,}"),
        (say("Yuan"), say.yuan(about["amount"] or 0)),
        (say("Made by"), plain(source.options.by)),
    )
    told = say(
        "A check of insurance payments has come upon the payments below. That is no finding against anybody. Please "
        "answer each question from your own books, in answers.csv or on these pages, and add the papers."
    )
    numbered = say("Customers are numbered for these questions alone; your own records of a payment tell who they are.")
    return (Text(told), Text(numbered), Table((say("What"), say("Value")), rows, (30, 70)))


def _section(number: int, question: Question, most: int, say: Wording) -> Section:
    blocks: list[Block] = [Text(question.text)]
    if question.rows:
        blocks.append(Table(question.header, question.rows[:most], question.widths))
    if len(question.rows) > most:
        blocks.append(Text(say("The first {shown} are shown; answers.csv has them all.", shown=f"{most:,}")))
    blocks.append(Text(say("Answer:") + " " + "_" * 60))
    return Section(say("Question {number}", number=number), tuple(blocks))
