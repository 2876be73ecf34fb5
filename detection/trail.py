"""The trail of a group: what the lines that its findings rest on look like."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from detection.draft import Draft
from detection.tails import IntArray

UNTOLD, BORROWED = 0.7, 4.0  # the usual share of visits paid by a social card, and visits of it that are borrowed
COMPANY = 3600  # seconds between two cards at one place that are in company


@dataclass(frozen=True)
class Trail:
    """What the lines that the findings rest on look like; shares are 0 to 1.

    `places`: effective number of places (inverse Simpson). `company`: share of the visits within an hour of another
    member's at the same place. `again`: lines for each person's substance. `resold`: share of the people whose boxes
    came up again. `undone`: share of those whose purchases went back and forth. `doctor`: share of the lines that the
    busiest doctor prescribed. `plastic`: share of the visits that were paid by a social card, which may lie in
    another's drawer, among people who also have a credential on their telephone. `hospital`: whether the main place is
    one.
    """

    places: float
    company: float
    again: float
    resold: float
    undone: float
    doctor: float
    plastic: float
    hospital: bool


def trail(draft: Draft) -> Trail:
    """The trail of a draft's proof, which has lines."""
    proof = draft.proof
    place, person, at = (proof[column].to_numpy(dtype=np.int64) for column in ("place", "person", "at"))
    substance = draft.facts.substances[proof.index]
    names, counts = np.unique(place, return_counts=True)
    main = int(names[counts.argmax()])
    return Trail(
        places=float(counts.sum() ** 2 / (counts**2).sum()),
        company=_company(np.unique(np.column_stack([place, at, person]), axis=0)),
        again=len(proof) / len(np.unique(np.column_stack([person, substance]), axis=0)),
        resold=draft.share("resurfaced_code"),
        undone=draft.share("refund_loop"),
        doctor=_busiest(proof["doctor_id"].to_numpy()),
        plastic=_plastic(draft),
        hospital=draft.facts.places["kind"].get(main) == "hospital",
    )


def _company(visits: IntArray) -> float:
    same = (np.diff(visits[:, 0]) == 0) & (np.diff(visits[:, 1]) <= COMPANY) & (np.diff(visits[:, 2]) != 0)
    return float((np.r_[same, False] | np.r_[False, same]).mean())


def _busiest(names: npt.NDArray[Any]) -> float:
    numbers = pd.factorize(names)[0]
    known = np.bincount(numbers[numbers >= 0])
    return float(known.max()) / len(names) if len(known) else 0.0


def _plastic(draft: Draft) -> float:
    paid = draft.facts.plastic[draft.proof.drop_duplicates("settlement").index]
    told = paid[~np.isnan(paid)]
    return float((told.sum() + BORROWED * UNTOLD) / (len(told) + BORROWED))
