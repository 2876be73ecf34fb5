from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from casework.audit.log import AuditLog
from casework.audit.verifying import verify_log
from casework.folder import (
    MOST_BYTES,
    Outcome,
    add_task,
    answer,
    attach,
    content_of,
    finish_task,
    folder_of,
    link,
    tasks,
)
from workspace.errors import RingtraceError


def folder(book, case="C-1"):
    return folder_of(case, book.history(case))


@pytest.mark.parametrize("content", [b"\x00\xff%PDF", "账本 三月".encode(), b"a" * 100_000])
def test_a_file_comes_back_as_it_was_attached_with_its_hash_in_the_history(book, content):
    digest = attach(book, "C-1", "账本.pdf", content, "of March", "Li")
    attach(book, "C-2", "copy.pdf", content, "", "Wang")
    [file] = folder(book).attachments
    assert (file.name, file.sha256, file.note, file.who) == ("账本.pdf", digest, "of March", "Li")
    assert content_of(book, "C-1", digest[:8]) == ("账本.pdf", content)
    assert content_of(book, "C-2", digest) == ("copy.pdf", content)


def test_a_file_whose_content_was_changed_is_not_handed_out(book):
    digest = attach(book, "C-1", "a.txt", b"true", "", "Li")
    with book.writing() as session:
        session.execute(text("UPDATE attachments SET content = :other"), {"other": b"false"})
    with pytest.raises(RingtraceError, match="not as it was attached"):
        content_of(book, "C-1", digest)


@pytest.mark.parametrize(
    ("name", "content"), [("a.txt", b""), ("a.txt", b"x" * (MOST_BYTES + 1)), ("", b"x"), ("n" * 201, b"x")]
)
def test_what_is_no_file_is_refused_and_nothing_is_kept(book, name, content):
    with pytest.raises(RingtraceError):
        attach(book, "C-1", name, content, "", "Li")
    assert folder(book).attachments == ()


def test_a_file_of_another_case_is_not_handed_out(book):
    digest = attach(book, "C-1", "a.txt", b"true", "", "Li")
    for wanted in (digest, ""):
        with pytest.raises(RingtraceError, match="no file"):
            content_of(book, "C-2", wanted)


def test_a_link_stands_in_both_cases_until_it_is_taken_away(book):
    link(book, "C-1", "R-BB", "the same collector", "Li")
    assert folder(book).links == {"C-2": "the same collector"}
    assert folder(book, "C-2").links == {"C-1": "the same collector"}
    link(book, "C-2", "C-1", "another person of that name", "Wang", undo=True)
    assert folder(book).links == folder(book, "C-2").links == {}
    for wrong in (("C-1", "C-1", "x"), ("C-1", "C-2", " "), ("C-1", "C-9", "x")):
        with pytest.raises(RingtraceError):
            link(book, *wrong, "Li")
    with pytest.raises(RingtraceError, match="not linked"):
        link(book, "C-1", "C-2", "x", "Li", undo=True)


def test_open_tasks_of_all_cases_stand_by_their_day_and_late_ones_are_told(book):
    add_task(book, "C-1", "count the shelf", "Li", date(2026, 12, 3), "Wang")
    add_task(book, "C-2", "hear the lender", "", None, "Wang")
    add_task(book, "C-2", "ask for the ledger", "Li", date(2026, 12, 1), "Wang")
    found = tasks(book)
    assert [one.text for one in found] == ["ask for the ledger", "count the shelf", "hear the lender"]
    assert [one.late(date(2026, 12, 2)) for one in found] == [True, False, False]
    finish_task(book, found[0].case, found[0].number, "came on paper", "Li")
    assert [one.text for one in tasks(book)] == ["count the shelf", "hear the lender"]
    done = next(one for one in folder(book, "C-2").tasks if one.done_by)
    assert (done.done_by, done.result) == ("Li", "came on paper")
    for number in (found[0].number, 999, found[1].number):
        with pytest.raises(RingtraceError, match="task list"):
            finish_task(book, "C-2", number, "", "Li")


def test_answers_of_a_field_check_come_back_and_the_last_one_counts(book):
    answer(book, "C-1", "Count the shelf", Outcome.UNCLEAR, "shop closed", "Li")
    answer(book, "C-1", "Count the shelf", Outcome.PROVES, "14 boxes still there", "Li")
    [found] = folder(book).answers
    assert (found.check, found.outcome, found.text) == ("Count the shelf", "proves", "14 boxes still there")
    assert len([one for one in book.history("C-1") if one.kind == "checked"]) == 2
    with pytest.raises(RingtraceError, match="words"):
        answer(book, "C-1", "Count the shelf", Outcome.PROVES, "  ", "Li")


def test_the_audit_log_tells_where_a_folder_was_rewritten(space, book):
    attach(book, "C-1", "a.txt", b"true", "", "Li")
    with AuditLog(space) as log:
        assert verify_log(log).intact
    with book.writing() as session:
        session.execute(text("UPDATE events SET after = :other WHERE kind = 'attached'"), {"other": "0" * 64})
    with AuditLog(space) as log:
        assert not verify_log(log).intact


@settings(deadline=None, max_examples=25)
@given(words=st.text(min_size=1, max_size=150))
def test_hostile_words_are_kept_or_refused(tmp_path_factory, words):
    from casework.casebook import Casebook
    from tests.casework.conftest import RUN
    from workspace.settings import Settings
    from workspace.snapshots import Workspace

    made = Casebook(Workspace(tmp_path_factory.mktemp("w") / "w", Settings()))
    made.bring_in(RUN)
    try:
        attach(made, "C-1", words, b"x", words, "Li")
        assert folder(made).attachments[0].name == words.strip()
    except (RingtraceError, UnicodeError):
        assert folder(made).attachments == ()
    finally:
        made.close()
