"""Which pattern a group is of: what its visits and goods look like where signals of several patterns speak of it.

Signals vote for the pattern they were made for. Where a group was found as a whole its trail tells the patterns apart.
At one place, it is that shop's own doing, unless a hospital's doctor feeds the trade or the shop keeps the cards.
Over several, a hand with many cards takes them along together, for whatever it wants; for resale the same goods are
fetched again and again from many institutions, under their limits, or from one doctor, and the boxes come up elsewhere.
"""

import math
from collections.abc import Mapping

from detection.draft import Draft
from detection.signal import PATTERNS, Pattern
from detection.trail import Trail, trail

WHOLES = ("billed_alike", "kept_cards", "shared_counter", "shared_errand", "shared_route")
DECISIVE = 0.5  # share of the people from which a signal that tells patterns apart decides
COUNTER = 1.35  # effective number of places up to which a group is one place's
ONE_DOCTOR = 0.5  # share of the lines from one doctor from which a group is that doctor's
# Log odds of resale against lending over several places, fitted by `benchmarks/pattern_weights.py` on groups found in
# cities of two makers. Fitted on those of either maker alone, it told 97 and 99 in a hundred of the other's apart
# (lent, resold; ours) and 96 and 85 (the other's). What is bought by two or three substances was tried and left: it
# told no more than how often the same is fetched again.
CONSTANT = -6.3
MOST_RESOLD = 0.6  # share of the people beyond which boxes that came up again say no more
RESALE: dict[str, float] = {
    "places": 2.3,  # logarithm
    "company": -4.1,
    "again": 4.0,  # logarithm
    "resold": 11.9,
    "doctor": 8.0,
}
# Log odds of lending against collusion at one place, fitted likewise: cards in a drawer are of plastic, while people
# who come themselves hold up their telephones; they are billed one by one, stay billed, and need no prescriber. Rules
# by operator, kinds of goods and own visits told 232 of 292 groups rightly, this 248 (each city by a fit on the
# others); what else a trail tells added nothing.
AT_ONE_PLACE = -5.75
LENT: dict[str, float] = {"plastic": 7.9, "company": -0.95, "undone": -6.4, "doctor": -4.6}


def pattern_of(draft: Draft, caps: Mapping[str, float]) -> Pattern:
    """The pattern that the trail decides, else that for which the signals that name people speak most.

    `caps` are what a family of signals may add at most; a signal votes with its family's, by the people it reaches.
    """
    if draft.share(*WHOLES) >= DECISIVE:
        return by_trail(trail(draft))
    return _by_votes(draft, caps)


def _by_votes(draft: Draft, caps: Mapping[str, float]) -> Pattern:
    votes = dict.fromkeys(PATTERNS, 0.0)
    for held in draft.held:
        if held.signal.decides and draft.share(held.signal.name) >= DECISIVE:
            return held.signal.pattern
        votes[held.signal.pattern] += caps[held.signal.family] * draft.share(held.signal.name)
    return max(PATTERNS, key=lambda pattern: votes[pattern])


def by_trail(seen: Trail) -> Pattern:
    """The pattern of a group that was found as a whole."""
    if seen.places >= COUNTER:
        return "resale" if resale(seen) > 0 else "card_lending"
    if seen.hospital and seen.doctor >= ONE_DOCTOR:
        return "resale"
    return "card_lending" if lent(seen) > 0 else "shop_collusion"


def resale(seen: Trail) -> float:
    """Log odds of resale against lending, of a group at several places."""
    features = resale_features(seen)
    return CONSTANT + sum(weight * features[name] for name, weight in RESALE.items())


def resale_features(seen: Trail) -> dict[str, float]:
    """What `RESALE` weighs, by its names."""
    return {
        "places": math.log(seen.places),
        "company": seen.company,
        "again": math.log(seen.again),
        "resold": min(seen.resold, MOST_RESOLD),
        "doctor": seen.doctor,
    }


def lent(seen: Trail) -> float:
    """Log odds of lending against collusion, of a group at one place: of cards that the shop keeps."""
    features = lent_features(seen)
    return AT_ONE_PLACE + sum(weight * features[name] for name, weight in LENT.items())


def lent_features(seen: Trail) -> dict[str, float]:
    """What `LENT` weighs, by its names."""
    return {name: float(getattr(seen, name)) for name in LENT}
