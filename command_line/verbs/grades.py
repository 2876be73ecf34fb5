"""Persons in three credit tiers and institutions in A, B, C with yellow and red cards, by rules that anyone can read.

`grades list` tells who is graded, the worst first; `grades show person:ID` what a grade rests on, until when each
ground counts, and whether it was appealed against; `grades appeal person:ID` files an appeal, `grades decide person:ID`
upholds or rejects it; `grades rules` prints the rules in force. Only cases that people confirmed count, and whoever is
not listed has the best grade. `WORKSPACE/grades.toml` holds rules of your own.
"""

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from command_line.cases import WhoOption, casebook, person
from command_line.console import output, print_json
from command_line.options import Call, JsonOption, WorkspaceOption
from command_line.results import plain
from workspace.audit import Act, Action, record
from workspace.errors import RingtraceError

if TYPE_CHECKING:
    from casework.casebook import Casebook
    from casework.grades.grading import Grade
    from casework.grades.rules import Kind, Rules
    from casework.verdicts import Verdict

PLACE = 119
EXAMPLES = (
    "ringtrace grades list --grade C",
    "ringtrace grades show institution:I0001",
    'ringtrace grades appeal person:P0001 --case C-12 --reason "my card was stolen, see the report"',
    'ringtrace grades decide person:P0001 --case C-12 --outcome upheld --reason "the report is of that day"',
)


class Step(StrEnum):
    """What to do with grades."""

    LIST = "list"
    SHOW = "show"
    APPEAL = "appeal"
    DECIDE = "decide"
    RULES = "rules"


class Outcome(StrEnum):
    """How an appeal ends."""

    UPHELD = "upheld"
    REJECTED = "rejected"


def run(
    context: typer.Context,
    step: Annotated[Step, typer.Argument(metavar="ACTION", help="list, show, appeal, decide or rules.")],
    who_is_graded: Annotated[
        str, typer.Argument(metavar="WHOM", help="person:ID or institution:ID, for all but list and rules.")
    ] = "",
    grade: Annotated[str, typer.Option("--grade", metavar="NAME", help="list: only this grade, such as C.")] = "",
    case: Annotated[str, typer.Option("--case", metavar="CASE", help="appeal, decide: against which case.")] = "",
    outcome: Annotated[Outcome | None, typer.Option(help="decide: how the appeal ends.")] = None,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="appeal, decide: why.")] = "",
    who: WhoOption = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Grades, their grounds, appeals."""
    from casework.grades.rules import read_rules

    call = Call.of(context, workspace, as_json)
    rules = read_rules(call.workspace)
    if step is Step.RULES:
        print_json(rules.model_dump(mode="json", by_alias=True))
        return
    with casebook(call) as book:
        if step is Step.LIST:
            _list(call, book, rules, grade)
            return
        kind, subject = _named(who_is_graded)
        if step is Step.APPEAL:
            _appeal(call, book, rules, (kind, subject), case, reason, person(who))
        elif step is Step.DECIDE:
            _decide(book, (kind, subject), case, outcome, reason, person(who))
        _show(call, book, rules, kind, subject)


def _named(text: str) -> "tuple[Kind, str]":
    kind, _, subject = text.partition(":")
    if kind == "person" and subject:
        return "person", subject
    if kind in ("institution", "shop") and subject:
        return "institution", subject
    raise typer.BadParameter("say whom: person:ID or institution:ID")


def _graded(call: Call, book: "Casebook", rules: "Rules") -> "tuple[list[Grade], list[Verdict]]":
    from casework.grades.appeals import appeals
    from casework.grades.grading import grades
    from casework.verdicts import verdicts

    found = verdicts(call.workspace, book)
    return grades(found, appeals(book), rules, date.today()), found


def _list(call: Call, book: "Casebook", rules: "Rules", wanted: str) -> None:
    from command_line.show.grades import print_grades

    record(call.workspace, Act(Action.LOOK, "grades"))
    found, decided = _graded(call, book, rules)
    shown = [one for one in found if not wanted or one.grade.casefold() == wanted.casefold()]
    gone = [one.case.id for one in decided if one.confirmed and not one.finding]
    if call.as_json:
        print_json({"rules": rules.version, "without_run": gone, "grades": plain(_plain(shown))})
    else:
        print_grades(output(), call.workspace, shown, gone)


def _show(call: Call, book: "Casebook", rules: "Rules", kind: "Kind", subject: str) -> None:
    from command_line.show.grades import print_grade

    record(call.workspace, Act(Action.LOOK, f"{kind}:{subject}", details={"of": "grade"}))
    found = next((one for one in _graded(call, book, rules)[0] if (one.kind, one.id) == (kind, subject)), None)
    if found is None:
        best = rules.tiers(kind)[0].name
        print_json({"kind": kind, "id": subject, "grade": best, "grounds": []}) if call.as_json else output().print(
            f"{kind}:{subject} is named by no confirmed case: grade {best}, if there is such a {kind}."
        )
    elif call.as_json:
        print_json(plain(_plain([found]))[0])
    else:
        print_grade(output(), call.workspace, found)


def _plain(found: "list[Grade]") -> list[Any]:
    """Grades whose rules are values that JSON knows."""
    from dataclasses import asdict

    made = [asdict(one) for one in found]
    for one in made:
        for ground in one["grounds"]:
            ground["rule"] = ground["rule"].model_dump(mode="json")
    return made


def _appeal(
    call: Call, book: "Casebook", rules: "Rules", whom: "tuple[Kind, str]", case: str, reason: str, who: str
) -> None:
    from casework.grades.appeals import file_appeal

    found, decided = _graded(call, book, rules)
    case_id = book.case(case).id
    grounds = {ground.case_id for one in found if (one.kind, one.id) == whom for ground in one.grounds}
    verdict = next((one for one in decided if one.case.id == case_id), None)
    if verdict is None or case_id not in grounds:
        raise RingtraceError(f"{case_id} costs {whom[0]}:{whom[1]} nothing, so there is nothing to appeal against.")
    file_appeal(book, verdict, *whom, reason, who, rules)


def _decide(
    book: "Casebook", whom: "tuple[Kind, str]", case: str, outcome: Outcome | None, reason: str, who: str
) -> None:
    from casework.grades.appeals import decide_appeal

    if outcome is None:
        raise typer.BadParameter("say how the appeal ends: --outcome upheld or --outcome rejected")
    decide_appeal(book, *whom, case, "upheld" if outcome is Outcome.UPHELD else "rejected", reason, who)
