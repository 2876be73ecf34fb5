"""How well the organisers hide: fractions that every crime reads, one set a level."""

from dataclasses import dataclass

LEVELS = ("easy", "mid", "hard", "none")


@dataclass(frozen=True)
class Hiding:
    """Shares between 0 and 1 unless said otherwise; `strength` rises from easy to hard."""

    level: str
    strength: float
    honest_share: float  # of the members' own honest trips that stay beside the crime
    true_goods: float  # of false bills for which some goods do cross the counter
    shops: int  # shops over which a mobile ring spreads
    burst: int  # bills in one sitting, at most
    gap_minutes: float  # mean time between bills of one sitting
    spread_days: float  # days over which one round is spread
    faked_purchases: float  # of packs billed without goods that a false purchase record covers
    fresh_codes: float  # of packs without goods that get an invented code instead of a reused or missing one
    relatives: float  # of the members who are kin of each other
    churn: float  # of lenders replaced each month
    pause: float  # chance that the ring rests for some weeks after a warning
    under_limit: float  # of purchases kept just under a limit


HIDING = {
    "easy": Hiding("easy", 0.2, 0.6, 0.0, 2, 8, 2.0, 1.0, 0.0, 0.1, 0.0, 0.05, 0.1, 0.2),
    "mid": Hiding("mid", 0.5, 0.8, 0.15, 4, 5, 8.0, 4.0, 0.3, 0.4, 0.2, 0.15, 0.4, 0.6),
    "hard": Hiding("hard", 0.9, 1.0, 0.3, 8, 3, 25.0, 12.0, 0.6, 0.7, 0.4, 0.3, 0.7, 0.9),
}
