"""Which pattern a group is of: what its visits and goods look like where signals of several patterns speak of it.

Signals vote for the pattern they were made for. Where the trail itself tells patterns apart it decides: a collector
takes a bundle of cards from shop to shop, a shop bills its own customers at its own counter; boxes that are resold come
up again or are spread over many institutions, those that one patient takes do neither; a shop that keeps cards sells
everything through them, and their holders buy nothing there themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from detection.circles.shape import ONE_SHOP
from detection.draft import Draft
from detection.signal import PATTERNS, Pattern
from detection.tails import IntArray

DECISIVE = 0.5  # share of the people from which a signal that tells patterns apart decides
IN_COMPANY = 0.5  # share of the visits in company from which the cards are in one hand at one time …
ALONE = 0.3  # … and up to which they come one by one
COMPANY = 3600  # seconds between two cards at one place that are in company
FEW_PLACES = 3.0  # effective number of places up to which a circle goes to the same few
ENOUGH_READ = 20  # boxes with a code read, from which it says something that none of them comes up again
ONE_DOCTOR = 0.2  # share of the lines from which one doctor stands behind a group
FEW_GOODS = 0.42  # share of the money on two substances from which goods are few
OWN_TRADE = 0.4  # share of the people's lines at the shop that are their own, from which they hold their cards


def pattern_of(draft: Draft, caps: Mapping[str, float]) -> Pattern:
    """The pattern that the trail decides, else that for which the signals that name people speak most.

    `caps` are what a family of signals may add at most; a signal votes with its family's, by the people it reaches.
    """
    return _by_trail(draft) or _by_votes(draft, caps)


def _by_votes(draft: Draft, caps: Mapping[str, float]) -> Pattern:
    votes = dict.fromkeys(PATTERNS, 0.0)
    for held in draft.held:
        if held.signal.decides and draft.share(held.signal.name) >= DECISIVE:
            return held.signal.pattern
        votes[held.signal.pattern] += caps[held.signal.family] * draft.share(held.signal.name)
    return max(PATTERNS, key=lambda pattern: votes[pattern])


@dataclass(frozen=True)
class Trail:
    """What the lines that the findings rest on look like.

    `places`: effective number of places (inverse Simpson); `company`: share of the visits within an hour of another
    member's at the same place; `doctor`: share of the lines of the most frequent doctor; `goods`: share of the money on
    the two substances of most money; `own`: share of the people's lines at the main place that no finding rests on;
    `read`: boxes with a code read.
    """

    places: float
    company: float
    doctor: float
    goods: float
    own: float
    read: int


def trail(draft: Draft) -> Trail:
    """The trail of a draft's proof, which has lines."""
    proof = draft.proof
    place, person, at = (proof[column].to_numpy(dtype=np.int64) for column in ("place", "person", "at"))
    names, counts = np.unique(place, return_counts=True)
    main = names[counts.argmax()]
    there = int((draft.all_lines["place"].to_numpy() == main).sum())
    doctors = proof["doctor_id"].value_counts()
    return Trail(
        places=float(counts.sum() ** 2 / (counts**2).sum()),
        company=_company(place, person, at),
        doctor=float(doctors.iloc[0]) / len(proof) if len(doctors) else 0.0,
        goods=_two_most(draft),
        own=1.0 - int(counts.max()) / max(there, 1),
        read=int(proof["read"].sum()),
    )


def _company(place: IntArray, person: IntArray, at: IntArray) -> float:
    visits = np.unique(np.column_stack([place, at, person]), axis=0)
    same = (np.diff(visits[:, 0]) == 0) & (np.diff(visits[:, 1]) <= COMPANY) & (np.diff(visits[:, 2]) != 0)
    return float((np.r_[same, False] | np.r_[False, same]).mean())


def _two_most(draft: Draft) -> float:
    proof = draft.proof
    _, substance = np.unique(draft.facts.substances[proof.index], return_inverse=True)
    money = np.sort(np.bincount(substance, proof["amount"].to_numpy(dtype=np.float64)))
    return float(money[-2:].sum() / max(float(money.sum()), 1e-9))


def _by_trail(draft: Draft) -> Pattern | None:
    """The pattern, where the trail tells it."""
    crew = draft.share("billed_alike", "kept_cards") >= DECISIVE
    circle = draft.share("shared_route", "shared_errand") >= DECISIVE
    if not (crew or circle):
        return None
    seen = trail(draft)
    if seen.company >= IN_COMPANY:
        return "shop_collusion" if seen.places < ONE_SHOP else "card_lending"
    if crew and seen.places < ONE_SHOP and seen.company < ALONE and not draft.holds("refund_loop"):
        return _one_by_one(draft, seen)
    resold = draft.holds("resurfaced_code")
    if draft.share("shared_route") >= DECISIVE and not resold and _one_patient(seen):
        return "card_lending"
    return None


def _one_by_one(draft: Draft, seen: Trail) -> Pattern | None:
    """A crew billed one by one at one shop: a shop's own customers, or cards that it keeps."""
    if seen.own >= OWN_TRADE:
        return "shop_collusion"
    return "card_lending" if seen.goods < FEW_GOODS else None


def _one_patient(seen: Trail) -> bool:
    """The same few places, no doctor behind it, and boxes enough that one of them would have come up again."""
    return seen.places <= FEW_PLACES and seen.doctor < ONE_DOCTOR and seen.read >= ENOUGH_READ
