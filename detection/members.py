"""Members of a ring and their roles."""

from typing import Any

import numpy as np
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
        {**row, "id": str(draft.facts.drugs.loc[row["id"], "drug_id"])}
        for row in _top(proof, "drug", "drug", "drug_collected", most=5)
    ]
    return rows


def _people(draft: Draft) -> list[Member]:
    lines, proof = draft.all_lines, draft.proof
    share = proof.groupby("person").size() / lines.groupby("person").size()
    core = pd.Series(draft.candidate.core, index=draft.candidate.people, dtype=np.float64)
    weight = share.reindex(core.index).fillna(0.0).clip(lower=0.5 * core / max(core.max(), 1.0))
    organisers = _organisers(draft)
    return [
        {
            "kind": "person",
            "id": draft.facts.person_ids[person],
            "role": "organiser" if person in organisers else "lender",
            "weight": round(float(weight.loc[person]), 3),
        }
        for person in sorted(draft.candidate.people)
    ]


def _organisers(draft: Draft) -> set[int]:
    """Members who were shown as the agent of several others."""
    shown = draft.proof.dropna(subset=["collected_by"]).groupby("collected_by")["person"].nunique()
    often = set(shown[shown >= FEWEST_FOR_ORGANISER].index)
    people = draft.people
    return set(people.index[people["person_id"].isin(often)].astype(int))


def _institutions(draft: Draft, pattern: Pattern) -> list[Member]:
    sinks = {int(place) for held in draft.held if "other_place" in held.units for place in held.units["other_place"]}
    trade = draft.proof.groupby("place")["person"].nunique() / len(draft.people)
    tied = set(draft.candidate.places) | set(trade[trade >= 0.5].index.astype(int))
    rows: list[Member] = []
    for place in sorted(sinks | tied):
        role = "sink_shop" if place in sinks else "shop" if pattern == "shop_collusion" else "place_of_collection"
        weight = 1.0 if place in draft.candidate.places else float(trade.get(place, 0.0))
        name = str(draft.facts.places.loc[place, "institution_id"]) if place in draft.facts.places.index else ""
        if name:
            rows.append({"kind": "institution", "id": name, "role": role, "weight": round(min(weight, 1.0), 3)})
    return rows


def _top(lines: pd.DataFrame, column: str, kind: str, role: str, *, most: int, share: float = 0.0) -> list[Member]:
    counts = lines[column].dropna().value_counts()
    counts = counts[counts >= share * max(len(lines), 1)]
    ranked = sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))[:most]
    top = ranked[0][1] if ranked else 1
    return [{"kind": kind, "id": value, "role": role, "weight": round(count / top, 3)} for value, count in ranked]
