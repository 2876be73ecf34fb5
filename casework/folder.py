"""What lies in a case's folder: files with their hashes, links to other cases, tasks, answers of a field check.

Each is an event of the case's history, which is only added to, and which the audit log covers; a file's content lies
beside, under its hash.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from casework.case import Case, Event
from casework.casebook import LONGEST_NAME, Casebook
from casework.outcome import Outcome
from casework.schema import AttachmentRow
from workspace.errors import RingtraceError

MOST_BYTES = 32 << 20  # of one file
ATTACHED, LINKED, UNLINKED, TASK, DONE, CHECKED = "attached", "linked", "unlinked", "task", "task_done", "checked"
KINDS = (ATTACHED, LINKED, UNLINKED, TASK, DONE, CHECKED)


@dataclass(frozen=True)
class Attachment:
    """A file of a case; `sha256` is of its content."""

    name: str
    sha256: str
    note: str
    who: str
    at: datetime


@dataclass(frozen=True)
class Task:
    """Something to do for a case; `number` tells it from the others. `done_by` is empty while it is open."""

    case: str
    number: int
    text: str
    whose: str
    due: date | None
    done_by: str
    result: str

    def late(self, today: date) -> bool:
        """Whether it is open and its day has passed."""
        return not self.done_by and self.due is not None and self.due < today


@dataclass(frozen=True)
class Answer:
    """What was found for a check of the field-check sheet; the last answer to a check counts."""

    check: str
    outcome: Outcome
    text: str
    who: str
    at: datetime


@dataclass(frozen=True)
class Folder:
    """A case's files, links (by the other case's id, with why), tasks and answers, the oldest first."""

    attachments: tuple[Attachment, ...]
    links: dict[str, str]
    tasks: tuple[Task, ...]
    answers: tuple[Answer, ...]


def folder_of(case: str, history: Iterable[Event]) -> Folder:
    """The folder of a case, from its history."""
    files: list[Attachment] = []
    links: dict[str, str] = {}
    tasks: dict[int, Task] = {}
    answers: dict[str, Answer] = {}
    for event in history:
        if event.kind == ATTACHED:
            files.append(Attachment(event.before, event.after, event.text, event.who, event.at))
        elif event.kind == LINKED:
            links[event.after] = event.text
        elif event.kind == UNLINKED:
            links.pop(event.after, None)
        elif event.kind == TASK:
            due = date.fromisoformat(event.after) if event.after else None
            tasks[event.id] = Task(case, event.id, event.text, event.before, due, "", "")
        elif event.kind == DONE and int(event.before) in tasks:
            open_ = tasks[int(event.before)]
            tasks[open_.number] = Task(case, open_.number, open_.text, open_.whose, open_.due, event.who, event.text)
        elif event.kind == CHECKED:
            answers[event.before] = Answer(event.before, Outcome(event.after), event.text, event.who, event.at)
    return Folder(tuple(files), links, tuple(tasks.values()), tuple(answers.values()))


def attach(book: Casebook, wanted: str, name: str, content: bytes, note: str, who: str) -> str:
    """Attach a file to a case; its sha256.

    Raises:
        RingtraceError: there is no such case, or the file is empty, too large, or has no name that fits.
    """
    if not 0 < len(content) <= MOST_BYTES:
        raise RingtraceError(f"{name} has {len(content):,} bytes. A file needs 1 to {MOST_BYTES:,}.")
    _fits(name, "A file's name")
    digest = hashlib.sha256(content).hexdigest()

    def keep(session: Session) -> None:
        if session.get(AttachmentRow, digest) is None:
            session.add(AttachmentRow(sha256=digest, content=content))

    book.add(wanted, ATTACHED, who, before=name.strip(), after=digest, text=note.strip(), beside=keep)
    return digest


def content_of(book: Casebook, wanted: str, digest: str) -> tuple[str, bytes]:
    """Name and content of a file of a case, by its sha256 or as much of its beginning as is unique.

    Raises:
        RingtraceError: the case has no such file, or its content is not what was attached.
    """
    case = book.case(wanted).id
    found = {
        one.sha256: one.name
        for one in folder_of(case, book.history(case)).attachments
        if digest and one.sha256.startswith(digest.lower())
    }
    if len(found) != 1:
        raise RingtraceError(f"{case} has {'several files' if found else 'no file'} whose sha256 begins with {digest}.")
    [(whole, name)] = found.items()
    with book.reading() as session:
        row = session.get(AttachmentRow, whole)
        content = row.content if row else b""
    if hashlib.sha256(content).hexdigest() != whole:
        raise RingtraceError(f"{name} is not as it was attached: its sha256 is no longer {whole}.")
    return name, content


def link(book: Casebook, wanted: str, other: str, why: str, who: str, *, undo: bool = False) -> tuple[Case, Case]:
    """Link two cases, or take the link away; both histories tell it.

    Raises:
        RingtraceError: a case is not there, both are one, no words say why, or there is no link to take away.
    """
    first, second = book.case(wanted), book.case(other)
    if first.id == second.id:
        raise RingtraceError(f"{first.id} cannot be linked with itself.")
    if not why.strip():
        raise RingtraceError("A link needs words that say why.")
    known = second.id in folder_of(first.id, book.history(first.id)).links
    if undo and not known:
        raise RingtraceError(f"{first.id} and {second.id} are not linked.")
    kind = UNLINKED if undo else LINKED
    return (
        book.add(first.id, kind, who, after=second.id, text=why.strip()),
        book.add(second.id, kind, who, after=first.id, text=why.strip()),
    )


def add_task(book: Casebook, wanted: str, text: str, whose: str, due: date | None, who: str) -> Case:
    """Add something to do.

    Raises:
        RingtraceError: there is no such case, or no words say what is to be done.
    """
    if not text.strip():
        raise RingtraceError("A task needs words that say what is to be done.")
    if len(whose.strip()) > LONGEST_NAME:
        raise RingtraceError(f"The name {whose[:20]}… is longer than {LONGEST_NAME} characters.")
    return book.add(wanted, TASK, who, before=whose.strip(), after=due.isoformat() if due else "", text=text.strip())


def finish_task(book: Casebook, wanted: str, number: int, result: str, who: str) -> Case:
    """Say that a task is done.

    Raises:
        RingtraceError: the case has no such task, or it is done.
    """
    case = book.case(wanted)
    found = [one for one in folder_of(case.id, book.history(case.id)).tasks if one.number == number]
    if not found or found[0].done_by:
        state = f"was done by {found[0].done_by}" if found else "is not there"
        raise RingtraceError(f"Task {number} of {case.id} {state}. `ringtrace task list` shows those that are open.")
    return book.add(case.id, DONE, who, before=str(number), text=result.strip())


def answer(book: Casebook, wanted: str, check: str, outcome: Outcome, text: str, who: str) -> Case:
    """Bring back what a check of the field-check sheet came to.

    Raises:
        RingtraceError: there is no such case, the check is not named, or no words say what was found.
    """
    title = check.strip()[:LONGEST_NAME]
    _fits(title, "A check's title")
    if not text.strip():
        raise RingtraceError("An answer needs words that say what was found.")
    return book.add(wanted, CHECKED, who, before=title, after=outcome.value, text=text.strip())


def tasks(book: Casebook) -> list[Task]:
    """The open tasks of all cases, those with the nearest day first."""
    found = [
        task
        for case, history in book.events(TASK, DONE).items()
        for task in folder_of(case, history).tasks
        if not task.done_by
    ]
    return sorted(found, key=lambda one: (one.due or date.max, one.number))


def _fits(name: str, what: str) -> None:
    if not name.strip() or len(name.strip()) > LONGEST_NAME or "\x00" in name:
        raise RingtraceError(f"{what} has 1 to {LONGEST_NAME} characters.")
