"""A case beside its ring: where it stands and until when, the verdicts, its owner, notes and history."""

import streamlit as st

from casework.case import Case, Event
from casework.status import ALLOWED, Status, permission_for
from dashboards import words
from dashboards.case_folder import folder_part
from dashboards.deciding import assign, decide, me, moment, note
from dashboards.frame import heading
from dashboards.inert import escaped
from dashboards.standing import space
from dashboards.texts import t
from workspace.access import may

COLOURS = {
    Status.NEW: "blue",
    Status.REVIEWING: "violet",
    Status.NEEDS_EVIDENCE: "orange",
    Status.CONFIRMED: "red",
    Status.INNOCENT: "green",
    Status.TRANSFERRED: "gray",
    Status.CLOSED: "gray",
}
_LEADING = {Status.CONFIRMED, Status.TRANSFERRED}


def standing_line(case: Case) -> None:
    """Status, owner and deadlines in one line; what is overdue stands out by a word, not by its colour alone."""
    row = st.container(horizontal=True, vertical_alignment="center")
    row.badge(f"{case.id} · {words.status(case.status)}", color=COLOURS[case.status])  # type: ignore[arg-type] # a colour
    if case.overdue:
        row.badge(overdue_words(case), icon=":material/alarm:", color="red")
    owner = escaped(case.owner) if case.owner else t("nobody's yet")
    row.caption(t("Owner: {owner} · {until}", owner=owner, until=until_words(case)), width="content")


def overdue_words(case: Case) -> str:
    """Which deadline has passed."""
    return t("Action is overdue") if case.overdue == "action" else t("Review is overdue")


def until_words(case: Case) -> str:
    """The deadlines that still count."""
    if case.status in (Status.INNOCENT, Status.TRANSFERRED, Status.CLOSED):
        return t("done")
    action = t("action by {when}", when=moment(case.action_due))
    return t("review by {when}", when=moment(case.review_due)) + ", " + action if case.status == Status.NEW else action


def next_due(case: Case) -> str:
    """The deadline that comes next."""
    if case.status == Status.NEW:
        return t("review by {when}", when=moment(case.review_due))
    return until_words(case)


def verdicts(case: Case) -> tuple[Status, ...]:
    """What whoever looks may decide; of a new case the verdicts at once, which take it up as well."""
    follow = (*ALLOWED[Status.REVIEWING], Status.REVIEWING) if case.status == Status.NEW else case.may_become
    return tuple(one for one in follow if may(space(), permission_for(one)))


def panel(case: Case, history: list[Event]) -> None:
    """The verdicts, a note, the owner side by side, the history below."""
    parts = (
        (4, _decision, bool(verdicts(case))),
        (3, _note, may(space(), "note")),
        (2, _owner, may(space(), "take") or may(space(), "assign")),
    )
    shown = [(width, part) for width, part, offered in parts if offered]
    if shown:
        for place, (_, part) in zip(st.columns([width for width, _ in shown]), shown, strict=True):
            with place:
                part(case)
    folder_part(case, history)
    with st.expander(t("History of {case} ({count})", case=case.id, count=f"{len(history):,}")):
        for event in reversed(history):
            _event(event)


def _decision(case: Case) -> None:
    heading(t("Decide"))
    with st.form(f"decide_{case.id}_{case.version}", border=True):
        key = f"reason_{case.id}_{case.version}"
        st.text_area(t("Reason (stands in the history)"), key=key, height=92)
        row = st.container(horizontal=True)
        for status in verdicts(case):
            row.form_submit_button(
                words.becoming(status),
                key=f"{status}_{case.id}_{case.version}",
                type="primary" if status in _LEADING else "secondary",
                on_click=decide,
                args=(case, status, key),
            )


def _owner(case: Case) -> None:
    heading(t("Owner"))
    key = f"owner_{case.id}_{case.version}"
    with st.form(f"assign_{case.id}_{case.version}", border=True):
        gives = may(space(), "assign")
        st.text_input(
            t("Whose case it is"),
            value=case.owner,
            key=key,
            max_chars=200,
            label_visibility="collapsed",
            disabled=not gives,
        )
        row = st.container(horizontal=True)
        if gives:
            row.form_submit_button(t("Assign"), key=f"give_{key}", on_click=assign, args=(case, key))
        elif case.owner == me():
            row.form_submit_button(t("Give it up"), key=f"leave_{key}", on_click=assign, args=(case, key, ""))
        if case.owner != me() and may(space(), "take"):
            row.form_submit_button(t("Take it myself"), key=f"take_{key}", on_click=assign, args=(case, key, me()))


def _note(case: Case) -> None:
    heading(t("Note"))
    with st.form(f"note_{case.id}", border=True, clear_on_submit=True):
        key = f"text_{case.id}"
        st.text_area(t("Text"), key=key, height=92)
        st.form_submit_button(t("Add the note"), key=f"add_{key}", on_click=note, args=(case, key))


def _event(event: Event) -> None:
    """Who did what when, and why."""
    change = ""
    if event.kind == "status":
        change = f"{words.status(event.before)} → {words.status(event.after)}"
    elif event.kind == "owner":
        change = f"{event.before or '–'} → {event.after or '–'}"
    elif event.kind == "recovered":
        change = words.yuan(float(event.after))
    elif event.kind == "checked":
        change = f"{event.before}: {words.outcome(event.after)}"
    elif event.kind in ("attached", "linked", "unlinked", "task"):
        change = " · ".join(part for part in (event.before, event.after) if part)
    head = " · ".join(part for part in (moment(event.at), event.who, words.event(event.kind), change) if part)
    st.markdown(f"**{escaped(head)}**" + (f"  \n{escaped(event.text)}" if event.text else ""))
