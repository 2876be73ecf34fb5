"""Members of a ring and their roles."""

from collections import Counter, defaultdict
from typing import Any

import pandas as pd

from detection.draft import Draft
from detection.signal import Pattern

FEWEST_FOR_ORGANISER = 3  # people whom an agent collects for before the agent counts as organiser

Member = dict[str, Any]


def members(draft: Draft, pattern: Pattern) -> list[Member]:
    """People, cards, institutions, doctors, drugs and lots of a ring, with role and weight (0 to 1).

    A person's weight is the share of the person's lines that the findings rest on, at least the k-core's share.
    """
    rows = [*_people(draft), *_institutions(draft, pattern)]
    proof = draft.proof
    rows += _top(proof, "card_id", "card", "card_used", most=len(draft.people) * 3)
    rows += _top(proof, "doctor_id", "doctor", "prescriber", most=3, share=0.3)
    rows += [
        {**row, "id": str(draft.facts.drugs.at[row["id"], "drug_id"])}
        for row in _top(proof, "drug", "drug", "drug_collected", most=5)
    ]
    return rows


def _people(draft: Draft) -> list[Member]:
    lines, proof = draft.all_lines, draft.proof
    shown, everything = Counter(proof["person"].tolist()), Counter(lines["person"].tolist())
    deepest = max(*draft.candidate.core, 1)
    weight = {
        person: max(shown[person] / max(everything[person], 1), 0.5 * core / deepest)
        for person, core in zip(draft.candidate.people, draft.candidate.core, strict=True)
    }
    organisers = _organisers(draft)
    return [
        {
            "kind": "person",
            "id": draft.facts.person_ids[person],
            "role": "organiser" if person in organisers else "lender",
            "weight": round(weight[person], 3),
        }
        for person in sorted(draft.candidate.people)
    ]


def _organisers(draft: Draft) -> set[int]:
    """Members who were shown as the agent of several others."""
    shown = draft.proof.loc[draft.proof["collected_by"].notna(), ["collected_by", "person"]]
    collected: dict[str, set[int]] = defaultdict(set)
    for agent, person in zip(shown["collected_by"], shown["person"], strict=True):
        collected[agent].add(person)
    often = {agent for agent, people in collected.items() if len(people) >= FEWEST_FOR_ORGANISER}
    return {person for person in draft.candidate.people if draft.facts.person_ids[person] in often}


def _institutions(draft: Draft, pattern: Pattern) -> list[Member]:
    sinks = {int(place) for held in draft.held if "other_place" in held.units for place in held.units["other_place"]}
    buyers = Counter(place for place, _ in set(zip(draft.proof["place"], draft.proof["person"], strict=True)))
    trade = {int(place): count / len(draft.people) for place, count in buyers.items()}
    tied = set(draft.candidate.places) | {place for place, share in trade.items() if share >= 0.5}
    rows: list[Member] = []
    for place in sorted(sinks | tied):
        role = "sink_shop" if place in sinks else "shop" if pattern == "shop_collusion" else "place_of_collection"
        weight = 1.0 if place in draft.candidate.places else trade.get(place, 0.0)
        name = draft.facts.place_ids.get(place, "")
        if name:
            rows.append({"kind": "institution", "id": name, "role": role, "weight": round(min(weight, 1.0), 3)})
    return rows


def _top(lines: pd.DataFrame, column: str, kind: str, role: str, *, most: int, share: float = 0.0) -> list[Member]:
    counts = Counter(lines[column].dropna().tolist())
    often = ((value, count) for value, count in counts.items() if count >= share * len(lines))
    ranked = sorted(often, key=lambda item: (-item[1], str(item[0])))[:most]
    top = ranked[0][1] if ranked else 1
    return [{"kind": kind, "id": value, "role": role, "weight": round(count / top, 3)} for value, count in ranked]
