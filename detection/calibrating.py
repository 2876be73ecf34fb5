"""Scores as the chance that people confirm a ring, by a calibration that was fitted to earlier verdicts.

The setting `calibration` holds the whole of it, so that a run can be made again anywhere. Platt's: the log odds of the
score, stretched and moved. Source: Platt 1999, Probabilistic outputs for support vector machines.
"""

import math
from typing import Any

from detection.grading import level_of
from workspace.settings import Settings

BEFORE = "score_before"  # what a calibrated ring's score was
_BELOW = 0.99  # of the score from which a level begins: as near as a ring comes that may not reach it
_EDGE = 0.001  # scores are rounded to three places


def log_odds(score: float) -> float:
    """The log odds of a score; 0 and 1 are taken for the nearest that a score can tell from them."""
    inside = min(max(score, _EDGE), 1 - _EDGE)
    return math.log(inside / (1 - inside))


def chance(score: float, slope: float, shift: float) -> float:
    """The calibrated score."""
    return 1.0 / (1.0 + math.exp(-(slope * log_odds(score) + shift)))


def likely_innocent(ring: dict[str, Any]) -> bool:
    """Whether an innocent explanation is likely, which keeps a ring at level watch whatever its score is."""
    return any(one["verdict"] == "likely" for one in ring["innocent_explanations"])


def calibrated(rings: list[dict[str, Any]], settings: Settings) -> list[dict[str, Any]]:
    """The rings with calibrated scores and the levels that follow from them; as they are where none is set.

    Verdicts lower a level and never raise one: that others like it were guilty accuses nobody. So a score stays below
    the level that the search did not give. A ring whose innocent explanation is likely is left as it is.
    """
    if not settings.calibration:
        return rings
    slope, shift = (float(part) for part in settings.calibration.split(":")[1:])
    made = [ring if likely_innocent(ring) else _calibrated(ring, slope, shift, settings) for ring in rings]
    return sorted(made, key=lambda ring: (-ring["score"], ring["ring_id"]))


def _calibrated(ring: dict[str, Any], slope: float, shift: float, settings: Settings) -> dict[str, Any]:
    above = {"watch": settings.yellow_score, "yellow": settings.red_score}.get(ring["level"])
    score = chance(ring["score"], slope, shift)
    score = round(score if above is None else min(score, above * _BELOW), 3)
    return ring | {"score": score, "level": level_of(score, settings), BEFORE: ring["score"]}
