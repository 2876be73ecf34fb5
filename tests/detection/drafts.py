"""Drafts for the tests of explanations: a group of people, their lines, and the signals that rest on them."""

from typing import Any

import pandas as pd

from detection.draft import Draft, Held
from detection.facts import Facts
from detection.signal import all_signals
from detection.suspicion import Candidate

SIGNALS = {signal.name: signal for signal in all_signals()}
FIRST_DAY = 20_500


def person(number: int, **columns: Any) -> dict[str, Any]:
    row = {
        "person": number,
        "person_id": f"P{number}",
        "birth_date": pd.Timestamp("1970-01-01").date(),
        "household_id": f"H{number}",
        "address": f"street {number}",
        "phone": None,
        "excess_rank": 0.5,
    }
    return {**row, **columns}


def line(number: int, person: int, **columns: Any) -> dict[str, Any]:
    day = columns.pop("day", FIRST_DAY + number)
    row = {
        "line": number,
        "line_id": f"L{number}",
        "settlement": number,
        "person": person,
        "place": 0,
        "drug": number % 5,
        "lot": number % 5,
        "quantity": 1.0,
        "amount": 30.0,
        "days": 14.0,
        "at": day * 86_400 + 36_000,
        "day": day,
        "card_id": f"C{person}",
        "collected_by": None,
        "doctor_id": None,
        "operator_id": None,
        "whole": True,
        "read": True,
        "total_amount": None,
        "fund_amount": None,
        "account_amount": None,
    }
    return {**row, **columns}


def make_draft(
    people: list[dict[str, Any]],
    lines: list[dict[str, Any]],
    signals: dict[str, pd.DataFrame | None],
    **frames: Any,
) -> Draft:
    """Every signal rests on all lines; `signals` may give the validated units."""
    keys = tuple(row["person"] for row in people)
    all_lines = pd.DataFrame(lines)
    empty: dict[str, Any] = {
        "agents": pd.DataFrame(columns=["person", "agent", "since"]),
        "cards": pd.DataFrame({"card_id": [], "person": [], "kind": []}).set_index("card_id"),
        "crowded": frozenset(),
        "places": pd.DataFrame({"kind": ["pharmacy", "hospital"]}, index=[0, 1]),
        "drugs": pd.DataFrame({"drug_id": [f"D{number}" for number in range(5)]}),
        "lots": pd.DataFrame({"batch_id": [f"B{number}" for number in range(5)]}),
        "moved_lots": frozenset(),
        "shelf": pd.DataFrame(columns=["place", "drug", "lines", "reused", "over"]).set_index(["place", "drug"]),
    }
    facts = Facts(
        people=pd.DataFrame(people).set_index("person"),
        lines=all_lines,
        place_lines=pd.Series({0: 1000}),
        last_day=FIRST_DAY + 300,
        groups=1,
        **{**empty, **frames},
    )
    rests_on = all_lines[["person"]].assign(finding=0, row=range(len(all_lines)))
    held = tuple(
        Held(SIGNALS[name], units if units is not None else pd.DataFrame({"finding": [0]}), rests_on)
        for name, units in signals.items()
    )
    return Draft(Candidate(keys, (), tuple(2 for _ in keys)), held, facts)


def strangers(count: int = 6, **columns: Any) -> list[dict[str, Any]]:
    return [person(number, **columns) for number in range(count)]


def a_line_each(people: list[dict[str, Any]], **columns: Any) -> list[dict[str, Any]]:
    return [line(number, row["person"], **columns) for number, row in enumerate(people)]
