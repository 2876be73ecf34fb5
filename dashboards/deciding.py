"""Cases in the app: the casebook with the run in force brought in, and what the buttons do."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from casework.case import Case
from casework.casebook import Casebook, Conflict
from casework.status import Status
from dashboards import words
from dashboards.inert import escaped, plain
from dashboards.standing import Standing, snapshot_of, space, whole_document
from dashboards.texts import t
from detection.earlier import read_lineage
from workspace.access import acting
from workspace.errors import RingtraceError

_TOLD = "case_told"


@contextmanager
def casebook() -> Iterator[Casebook]:
    """The casebook of the workspace."""
    book = Casebook(space())
    try:
        yield book
    finally:
        book.close()


@contextmanager
def cases_of(key: Standing) -> Iterator[Casebook]:
    """The casebook in which each ring and alert of the run in force has a case."""
    with casebook() as book:
        _brought_in(key, book)
        yield book


@st.cache_resource(max_entries=4, show_spinner=False)
def _brought_in(key: Standing, _book: Casebook) -> int:
    return _book.bring_in(whole_document(key), read_lineage(snapshot_of(key).runs / key.run))


def me() -> str:
    """Who is signed in; on one machine, the user who is logged in."""
    return acting().name or "unknown"


def moment(at: datetime) -> str:
    """A moment in the workspace's zone."""
    return f"{at.astimezone(ZoneInfo(space().settings.time_zone)):%Y-%m-%d %H:%M}"


def decide(case: Case, verdict: Status, reason_key: str) -> None:
    """What a verdict's button does: `case` is as its reader saw it."""
    reason = str(st.session_state.get(reason_key, ""))
    told = t("{case} is {status} now.", case=case.id, status=words.status(verdict))
    _do(lambda book: book.judge(case.id, verdict, reason, me(), seen=case.version), told)


def assign(case: Case, owner_key: str, owner: str | None = None) -> None:
    """What the owner's button does; None: who was written in the field."""
    name = str(st.session_state.get(owner_key, "")) if owner is None else owner
    told = t("{case} belongs to {owner} now.", case=case.id, owner=plain(name) or t("nobody"))
    _do(lambda book: book.assign(case.id, name, "", me(), seen=case.version), told)


def note(case: Case, text_key: str) -> None:
    """What the note's button does."""
    text = str(st.session_state.get(text_key, ""))
    _do(lambda book: book.note(case.id, text, me()), t("Noted on {case}.", case=case.id))


def change(what: Callable[[Casebook], object], told: str) -> None:
    """What a button of a case's folder does."""
    _do(what, told)


def _do(change: Callable[[Casebook], object], told: str) -> None:
    """Change a case and keep what is to be told on the page that follows."""
    try:
        with casebook() as book:
            change(book)
    except Conflict as conflict:
        st.session_state[_TOLD] = ("conflict", _of(conflict))
    except RingtraceError as error:
        st.session_state[_TOLD] = ("refused", _refusal(error))
    else:
        st.session_state[_TOLD] = ("done", told)


def _refusal(error: RingtraceError) -> str:
    return t("Say why: a decision or a note needs words.") if "needs words" in str(error) else str(error)


def _of(conflict: Conflict) -> str:
    case, last = conflict.case, conflict.last
    return t(
        "Nothing was overwritten: {who} changed {case} at {when}, while you read it. It is {status} now and belongs to "
        "{owner}. Your words are kept as a note. Read the history, then decide again.",
        who=last.who if last else "?",
        case=case.id,
        when=moment(last.at) if last else "?",
        status=words.status(case.status),
        owner=case.owner or t("nobody"),
    )


def tell() -> None:
    """Say once what the last button did."""
    kind, text = st.session_state.pop(_TOLD, ("", ""))
    if kind == "done":
        st.toast(escaped(text), icon=":material/check:")
    elif kind:
        show = st.warning if kind == "conflict" else st.error
        show(escaped(text), icon=":material/sync_problem:" if kind == "conflict" else ":material/error:")
