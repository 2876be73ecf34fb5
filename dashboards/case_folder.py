"""A case's folder beside its ring: files with their hashes, links to other cases, tasks, money that came back."""

from decimal import Decimal
from functools import partial

import streamlit as st

from casework.case import Case, Event
from casework.folder import MOST_BYTES, Attachment, Task, add_task, attach, content_of, finish_task, folder_of, link
from casework.status import RECOVERABLE
from dashboards.deciding import casebook, change, me, moment
from dashboards.inert import escaped, plain
from dashboards.standing import space
from dashboards.taking import taken
from dashboards.texts import t
from workspace.access import may
from workspace.audit import Act, Action


def folder_part(case: Case, history: list[Event]) -> None:
    """Files, links, tasks, each with its form."""
    folder = folder_of(case.id, history)
    waiting = sum(not one.done_by for one in folder.tasks)
    name = t("Folder of {case}: {files} files, {links} links, {tasks} open tasks", case=case.id,
             files=len(folder.attachments), links=len(folder.links), tasks=waiting)  # fmt: skip
    with st.expander(name, icon=":material/folder:"):
        files, tasks, links = st.columns([4, 4, 3])
        with files:
            _files(case, folder.attachments)
        with tasks:
            _tasks(case, folder.tasks)
        with links:
            _links(case, folder.links)
            if case.status in RECOVERABLE and may(space(), "transfer"):
                _recovered(case)


def _files(case: Case, found: tuple[Attachment, ...]) -> None:
    readable = may(space(), "files")
    for number, one in enumerate(found):
        st.download_button(
            plain(one.name),
            taken(_act_of(case, one), partial(_content, case, one)),
            plain(one.name),
            "application/octet-stream",
            on_click="ignore",
            disabled=not readable,
            key=f"take_{case.id}_{number}",
        )
        st.caption(escaped(f"{one.note} · {one.who} · {moment(one.at)} · sha256 {one.sha256}"))
    if not may(space(), "note"):
        return
    key = f"attach_{case.id}"
    with st.form(key, border=True, clear_on_submit=True):
        st.file_uploader(t("File"), key=f"{key}_file", max_upload_size=MOST_BYTES >> 20)
        st.text_input(t("What it is"), key=f"{key}_note")
        st.form_submit_button(t("Attach the file"), on_click=_attach, args=(case, key))


def _act_of(case: Case, one: Attachment) -> Act:
    return Act(Action.EXPORT, f"{case.kind}:{case.finding_id}", case=case.id, details={"file": one.sha256})


def _content(case: Case, one: Attachment) -> bytes:
    with casebook() as book:
        return content_of(book, case.id, one.sha256)[1]


def _attach(case: Case, key: str) -> None:
    file = st.session_state.get(f"{key}_file")
    if file is None:
        return
    note = str(st.session_state.get(f"{key}_note", ""))
    told = t("Attached to {case}.", case=case.id)
    change(lambda book: attach(book, case.id, file.name, file.getvalue(), note, me()), told)


def _tasks(case: Case, found: tuple[Task, ...]) -> None:
    for one in found:
        until = t("until {day}", day=one.due) if one.due else ""
        told = " · ".join(part for part in (one.text, one.whose, until) if part)
        if one.done_by:
            st.caption(escaped(t("Done by {who}: {what}", who=one.done_by, what=told)))
        else:
            finish = partial(_finish, case, one)
            st.checkbox(
                escaped(told),
                key=f"task_{case.id}_{one.number}",
                on_change=finish,
                disabled=not may(space(), "note"),
            )
    if not may(space(), "note"):
        return
    key = f"add_task_{case.id}"
    with st.form(key, border=True, clear_on_submit=True):
        st.text_input(t("Task"), key=f"{key}_text")
        row = st.container(horizontal=True)
        row.text_input(t("Whose"), key=f"{key}_whose", max_chars=200)
        row.date_input(t("Until"), value=None, key=f"{key}_due")
        st.form_submit_button(t("Add the task"), on_click=_add_task, args=(case, key))


def _finish(case: Case, task: Task) -> None:
    change(lambda book: finish_task(book, case.id, task.number, "", me()), t("Done."))


def _add_task(case: Case, key: str) -> None:
    text, whose, due = (st.session_state.get(f"{key}_{name}") for name in ("text", "whose", "due"))
    told = t("Task added to {case}.", case=case.id)
    change(lambda book: add_task(book, case.id, str(text or ""), str(whose or ""), due, me()), told)


def _links(case: Case, found: dict[str, str]) -> None:
    for other, why in found.items():
        st.markdown(f"**{escaped(other)}** {escaped(why)}")
    if not may(space(), "note"):
        return
    key = f"link_{case.id}"
    with st.form(key, border=True, clear_on_submit=True):
        st.text_input(t("Other case, such as C-12"), key=f"{key}_other")
        st.text_input(t("Why they belong together"), key=f"{key}_why")
        st.form_submit_button(t("Link"), on_click=_link, args=(case, key))


def _link(case: Case, key: str) -> None:
    other, why = (str(st.session_state.get(f"{key}_{name}", "")) for name in ("other", "why"))
    change(lambda book: link(book, case.id, other.strip(), why, me()), t("Linked."))


def _recovered(case: Case) -> None:
    key = f"recovered_{case.id}"
    with st.form(key, border=True, clear_on_submit=True):
        st.number_input(t("Recovered (¥)"), min_value=0.0, step=0.01, format="%.2f", key=f"{key}_yuan")
        st.text_input(t("By whom and when it was paid"), key=f"{key}_why")
        st.form_submit_button(t("Note it"), on_click=_recover, args=(case, key))


def _recover(case: Case, key: str) -> None:
    amount = Decimal(f"{st.session_state.get(f'{key}_yuan', 0.0):.2f}")
    why = str(st.session_state.get(f"{key}_why", ""))
    change(lambda book: book.recover(case.id, amount, why, me()), t("Noted on {case}.", case=case.id))
