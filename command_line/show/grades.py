"""Grades on a terminal: who has which, and what one rests on."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from casework.grades.grading import Grade, Ground
from command_line.text import counted, neutral
from detection.dossier import labels
from workspace.snapshots import Workspace

_CARDS = {"red": "bold red", "yellow": "yellow", "": ""}


def print_grades(console: Console, workspace: Workspace, found: list[Grade], gone: list[str]) -> None:
    """A row a grade; then which confirmed cases are without their run."""
    names = _names(workspace, found)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("grade", "card", "points", "who", "name", "grounds", "cases"):
        table.add_column(name, justify="right" if name in ("points", "grounds") else "left")
    for one in found:
        counting = [ground for ground in one.grounds if ground.standing == "counts"]
        card = Text(f"{one.card} card" if one.card else "", _CARDS[one.card])
        cases = ", ".join(ground.case_id for ground in one.grounds)
        who = neutral(f"{one.kind}:{one.id}")
        name = neutral(names.get((one.kind, one.id), ""))
        table.add_row(neutral(one.grade), card, str(one.points), who, name, str(len(counting)), cases)
    if found:
        console.print(table)
    console.print(
        Text(f"{counted(len(found), 'grade')} below the best or with a ground; all others have the best", "dim")
    )
    if gone:
        told = f"the run of {', '.join(gone[:5])} is gone: whom they name is not known, so they cost nobody anything"
        console.print(Text(told, "dim"))


def print_grade(console: Console, workspace: Workspace, one: Grade) -> None:
    """One grade with its grounds."""
    name = _names(workspace, [one]).get((one.kind, one.id), "")
    card = f", {one.card} card" if one.card else ""
    console.print(Text(neutral(f"{one.kind}:{one.id}  {name}"), "bold"))
    console.print(neutral(f"grade {one.grade}{card}, {one.points} points, by rules {one.rules}"))
    for ground in one.grounds:
        _ground(console, ground)


def _ground(console: Console, ground: Ground) -> None:
    said = {"counts": f"until {ground.until}", "suspended": "suspended by an appeal", "upheld": "appeal upheld"}
    standing = said.get(ground.standing, f"expired {ground.until}")
    rule, card = ground.rule, f", {ground.rule.card} card" if ground.rule.card else ""
    head = f"{ground.case_id} ({ground.finding_id}): {rule.title}: {rule.points} points{card}; {standing}"
    console.print(Text(neutral(head), "" if ground.standing == "counts" else "dim"))
    console.print(Text(neutral(f"  confirmed by {ground.decided_by} on {ground.since}: {ground.reason}"), "dim"))
    if ground.appeal:
        appeal = ground.appeal
        console.print(
            Text(neutral(f"  appeal by {appeal.filed_by} on {appeal.filed_at:%Y-%m-%d}: {appeal.text}"), "dim")
        )
        if appeal.outcome:
            told = f"  {appeal.outcome} by {appeal.decided_by} on {appeal.decided_at:%Y-%m-%d}: {appeal.reason}"
            console.print(Text(neutral(told), "dim"))


def _names(workspace: Workspace, found: list[Grade]) -> dict[tuple[str, str], str]:
    return {
        (kind, key): label
        for kind in ("person", "institution")
        for key, label in labels(workspace, kind, [one.id for one in found if one.kind == kind]).items()
    }
