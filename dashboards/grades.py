"""The overview's part on grades: institutions with their cards, persons in tiers, and what each rests on."""

from datetime import date

import pandas as pd
import streamlit as st

from casework.grades.appeals import appeals
from casework.grades.grading import Grade, Ground, grades
from casework.grades.rules import read_rules
from casework.verdicts import verdicts
from dashboards.deciding import cases_of
from dashboards.frame import Columns, figures, heading
from dashboards.inert import escaped, plain
from dashboards.standing import Standing, space
from dashboards.texts import language, t
from detection.dossier import labels


def grades_part(key: Standing) -> None:
    """How many have which grade, the list, and the grounds of the row that is ticked."""
    heading(t("Grades of institutions and persons, from confirmed cases"))
    rules = read_rules(space())
    with cases_of(key) as book:
        found = grades(verdicts(space(), book), appeals(book), rules, date.today())
    if not found:
        st.info(t("No confirmed case names anybody, so everybody has the best grade."))
        return
    figures(
        (t("Red cards"), f"{sum(one.card == 'red' for one in found):,}"),
        (t("Yellow cards"), f"{sum(one.card == 'yellow' for one in found):,}"),
        (t("Persons below the best tier"), f"{_below_best(found, rules.person[0].name):,}"),
    )
    picked = st.dataframe(
        _table(key, found),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key="grades_table",
        column_config=_columns(),
    )
    told = t(
        "Whoever is not listed has the best grade. Rules: {version}. Tick a row to read its grounds.",
        version=rules.version,
    )
    st.caption(escaped(told))
    if picked.selection.rows:
        _grounds(found[picked.selection.rows[0]])


def _below_best(found: list[Grade], best: str) -> int:
    return sum(one.kind == "person" and one.grade != best for one in found)


def _named(one: Grade) -> str:
    return plain(one.grade_zh if language() == "zh_CN" and one.grade_zh else one.grade)


def _card(card: str) -> str:
    return {"red": t("■ red card"), "yellow": t("◆ yellow card")}.get(card, "")


def _kind(kind: str) -> str:
    return t("institution") if kind == "institution" else t("insured person")


@st.cache_data(max_entries=8, show_spinner=False)
def _labels(key: Standing, kind: str, ids: tuple[str, ...]) -> dict[str, str]:
    return labels(space(), kind, list(ids))


def _table(key: Standing, found: list[Grade]) -> pd.DataFrame:
    names = {
        (kind, subject): label
        for kind in ("institution", "person")
        for subject, label in _labels(key, kind, tuple(one.id for one in found if one.kind == kind)).items()
    }
    return pd.DataFrame(
        {
            "grade": [_named(one) for one in found],
            "card": [_card(one.card) for one in found],
            "points": [one.points for one in found],
            "kind": [_kind(one.kind) for one in found],
            "name": [plain(names.get((one.kind, one.id), "")) for one in found],
            "id": [plain(one.id) for one in found],
            "cases": [", ".join(ground.case_id for ground in one.grounds) for one in found],
            "until": [max(ground.until for ground in one.grounds) for one in found],
        }
    )


def _columns() -> Columns:
    return {
        "grade": t("Grade"),
        "card": t("Card"),
        "points": st.column_config.NumberColumn(t("Points")),
        "kind": t("Kind"),
        "name": t("Name (masked)"),
        "id": "ID",
        "cases": t("Cases"),
        "until": st.column_config.DateColumn(t("Counts until"), format="YYYY-MM-DD"),
    }


def _grounds(one: Grade) -> None:
    """What a grade rests on, as whoever is graded may be told."""
    with st.container(border=True):
        for ground in one.grounds:
            st.markdown(_ground(ground))


def _ground(ground: Ground) -> str:
    rule = ground.rule
    title = rule.title_zh if language() == "zh_CN" and rule.title_zh else rule.title
    standing = {
        "counts": t("counts until {day}", day=ground.until),
        "suspended": t("suspended by an appeal"),
        "upheld": t("appeal upheld"),
        "expired": t("expired on {day}", day=ground.until),
    }[ground.standing]
    head = f"**{escaped(ground.case_id)} · {escaped(title)}** · {rule.points:+d} · {escaped(standing)}"
    why = t("Confirmed by {who} on {day}: {reason}", who=ground.decided_by, day=ground.since, reason=ground.reason)
    appeal = ground.appeal
    filed = t("Appeal by {who}: {why}", who=appeal.filed_by, why=appeal.text) if appeal else ""
    return "  \n".join(part for part in (head, escaped(why), escaped(filed)) if part)
