"""Which pattern a group is of: what its visits and goods look like where signals of several patterns speak of it.

Signals vote for the pattern they were made for. Where a group was found as a whole its trail tells the patterns apart:
a shop bills its own customers at its own counter; boxes that are resold come up again, or are few goods from many
institutions; a hand with many cards takes them from place to place, one after the other, for whatever it wants. A shop
that keeps cards sells everything through them, and their holders buy nothing there themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from detection.draft import Draft
from detection.signal import PATTERNS, Pattern
from detection.tails import IntArray

WHOLES = ("billed_alike", "kept_cards", "shared_counter", "shared_errand", "shared_route")
DECISIVE = 0.5  # share of the people from which a signal that tells patterns apart decides
IN_COMPANY = 0.5  # share of the visits in company from which the cards are in one hand at one time
COMPANY = 3600  # seconds between two cards at one place that are in company
COUNTER = 1.35  # effective number of places up to which a group is one shop's
RESOLD = 0.05  # share of the people whose boxes came up again, from which goods go back into trade
FEW_GOODS = 0.6  # share of the money on two substances from which goods are few
ALL_GOODS = 0.42  # and up to which a shop sells everything
OWN_TRADE = 0.4  # share of the people's lines at the shop that are their own, from which they hold their cards
ALONE = 0.3  # share of the visits in company up to which cards come one by one


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
    member's at the same place; `goods`: share of the money on the two substances of most money; `own`: share of the
    people's lines at the main place that no finding rests on.
    """

    places: float
    company: float
    goods: float
    own: float


def trail(draft: Draft) -> Trail:
    """The trail of a draft's proof, which has lines."""
    proof = draft.proof
    place, person, at = (proof[column].to_numpy(dtype=np.int64) for column in ("place", "person", "at"))
    names, counts = np.unique(place, return_counts=True)
    main = names[counts.argmax()]
    there = int((draft.all_lines["place"].to_numpy() == main).sum())
    return Trail(
        places=float(counts.sum() ** 2 / (counts**2).sum()),
        company=_company(place, person, at),
        goods=_two_most(draft),
        own=1.0 - int(counts.max()) / max(there, 1),
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
    """The pattern of a group that was found as a whole; on three cities of another make seven in ten were right."""
    if draft.share(*WHOLES) < DECISIVE:
        return None
    seen = trail(draft)
    if seen.places < COUNTER:
        return "card_lending" if _kept(draft, seen) else "shop_collusion"
    if draft.share("resurfaced_code") > RESOLD:
        return "resale"
    return "card_lending" if seen.company >= IN_COMPANY or seen.goods < FEW_GOODS else "resale"


def _kept(draft: Draft, seen: Trail) -> bool:
    """A shop that keeps cards: they come one by one, for everything, and nothing is theirs."""
    everything = seen.goods < ALL_GOODS and seen.own < OWN_TRADE and seen.company < ALONE
    return everything and not draft.holds("refund_loop")
