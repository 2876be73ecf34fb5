"""The trail of a group: what the lines that its findings rest on look like, and what else its people did."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from detection.draft import Draft
from detection.tails import Array, IntArray

COMPANY = 3600  # seconds between two cards at one place that are in company


@dataclass(frozen=True)
class Trail:
    """What the lines that the findings rest on look like; shares are 0 to 1.

    `places`: effective number of places (inverse Simpson). `company`: share of the visits within an hour of another
    member's at the same place. `goods`: share of the money on the two substances of most money. `kinds`: substances a
    person. `again`: lines for each person's substance. `resold`: share of the people whose boxes came up again.
    `undone`: share of those whose purchases went back and forth. `doctor`: share of the lines that the busiest doctor
    prescribed. `operator`: share of the main place's lines that one operator billed. `own`: visits at the main place
    that no finding rests on, for each that one does. `clinic`, `hospital`: whether the main place is one.
    """

    places: float
    company: float
    goods: float
    kinds: float
    again: float
    resold: float
    undone: float
    doctor: float
    operator: float
    own: float
    clinic: bool
    hospital: bool


def trail(draft: Draft) -> Trail:
    """The trail of a draft's proof, which has lines."""
    proof = draft.proof
    place, person, at, settlement = (
        proof[column].to_numpy(dtype=np.int64) for column in ("place", "person", "at", "settlement")
    )
    substance = draft.facts.substances[proof.index]
    names, counts = np.unique(place, return_counts=True)
    main = int(names[counts.argmax()])
    there = place == main
    kinds = len(np.unique(np.column_stack([person, substance]), axis=0))
    kind = str(draft.facts.places["kind"].get(main, ""))
    return Trail(
        places=float(counts.sum() ** 2 / (counts**2).sum()),
        company=_company(np.unique(np.column_stack([place, at, person]), axis=0)),
        goods=_two_most(substance, proof["amount"].to_numpy(dtype=np.float64)),
        kinds=kinds / len(draft.candidate.people),
        again=len(proof) / kinds,
        resold=draft.share("resurfaced_code"),
        undone=draft.share("refund_loop"),
        doctor=_busiest(proof["doctor_id"].to_numpy()),
        operator=_busiest(proof["operator_id"].to_numpy()[there]),
        own=_own(draft, np.unique(settlement[there]), main),
        clinic=kind in ("clinic", "village_clinic"),
        hospital=kind == "hospital",
    )


def _company(visits: IntArray) -> float:
    same = (np.diff(visits[:, 0]) == 0) & (np.diff(visits[:, 1]) <= COMPANY) & (np.diff(visits[:, 2]) != 0)
    return float((np.r_[same, False] | np.r_[False, same]).mean())


def _two_most(substance: IntArray, amount: Array) -> float:
    money = np.sort(np.bincount(np.unique(substance, return_inverse=True)[1], amount))
    return float(money[-2:].sum() / max(float(money.sum()), 1e-9))


def _busiest(names: npt.NDArray[Any]) -> float:
    numbers = pd.factorize(names)[0]
    known = np.bincount(numbers[numbers >= 0])
    return float(known.max()) / len(names) if len(known) else 0.0


def _own(draft: Draft, there: IntArray, main: int) -> float:
    everything = draft.all_lines
    visited = everything["settlement"].to_numpy(dtype=np.int64)[everything["place"].to_numpy() == main]
    return len(np.setdiff1d(visited, there)) / len(there)
