"""A calibration of scores, fitted to the verdicts on rings, kept in versions and shown before and after.

Platt's scaling with its smoothed targets, so that few verdicts promise no certainty. Source: Platt 1999, Probabilistic
outputs for support vector machines and comparisons to regularized likelihood methods.
"""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from casework.verdicts import Verdict
from detection.calibrating import BEFORE, chance, likely_innocent, log_odds
from workspace.audit import Act, Action, record
from workspace.errors import RingtraceError
from workspace.snapshots import Workspace, write_text

FILE = "calibrations.json"
ENOUGH = 30  # verdicts
OF_EACH = 5  # confirmed, and innocent
_STEEPEST = 10.0
_FOLDS = 5
_BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)

Pair = tuple[float, bool]  # a ring's score before any calibration, and whether people confirmed it


@dataclass(frozen=True)
class Bin:
    """Rings decided whose score was from `low` to below `high`: mean score before and after, and what people said."""

    low: float
    high: float
    decided: int
    confirmed: int
    before: float
    after: float


@dataclass(frozen=True)
class Calibration:
    """A fit. `brier`: mean squared error of the score as a chance; `after` on verdicts that the fit did not see."""

    version: int
    made_at: str
    made_by: str
    setting: str
    decided: int
    confirmed: int
    brier_before: float
    brier_after: float
    bins: tuple[Bin, ...]


def pairs_of(verdicts: Iterable[Verdict]) -> list[Pair]:
    """What a calibration is fitted to: rings with a verdict, but those that a likely explanation keeps at watch."""
    return [
        (float(one.finding.get(BEFORE, one.finding["score"])), one.confirmed)
        for one in verdicts
        if one.case.kind == "ring" and one.finding and not likely_innocent(one.finding)
    ]


def fit(pairs: Sequence[Pair]) -> tuple[float, float]:
    """Slope (at least 0: a higher score never counts for less) and shift of the log odds.

    Raises:
        RingtraceError: there are too few verdicts, or too few of one kind.
    """
    right = sum(confirmed for _, confirmed in pairs)
    wrong = len(pairs) - right
    if len(pairs) < ENOUGH or min(right, wrong) < OF_EACH:
        raise RingtraceError(
            f"{len(pairs)} rings have a verdict that counts ({right} confirmed, {wrong} innocent). A calibration needs "
            f"{ENOUGH}, and {OF_EACH} of each: decide on more first. Rings that a likely explanation keeps at watch "
            "do not count."
        )
    return _fit(pairs)


def _fit(pairs: Sequence[Pair]) -> tuple[float, float]:
    odds = np.array([log_odds(score) for score, _ in pairs])
    is_right = np.array([confirmed for _, confirmed in pairs])
    right, wrong = int(is_right.sum()), int((~is_right).sum())
    target = np.where(is_right, (right + 1) / (right + 2), 1 / (wrong + 2))

    def loss(parameters: np.ndarray) -> float:
        at = parameters[0] * odds + parameters[1]
        return float((np.logaddexp(0, at) - target * at).sum())

    found = minimize(loss, (1.0, 0.0), method="L-BFGS-B", bounds=((0, _STEEPEST), (-100, 100)))
    return round(float(found.x[0]), 4), round(float(found.x[1]), 4)


def calibrate(workspace: Workspace, verdicts: Iterable[Verdict], who: str) -> Calibration:
    """Fit to the verdicts that stand, and keep it as the next version. Raises as `fit` does."""
    pairs = pairs_of(verdicts)
    slope, shift = fit(pairs)
    known = versions(workspace)
    made = Calibration(
        version=len(known) + 1,
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        made_by=who,
        setting=f"platt:{slope:g}:{shift:g}",
        decided=len(pairs),
        confirmed=sum(confirmed for _, confirmed in pairs),
        brier_before=round(_brier((score, confirmed) for score, confirmed in pairs), 4),
        brier_after=round(_brier(_unseen(pairs)), 4),
        bins=tuple(_bins(pairs, slope, shift)),
    )
    details = {"kind": "calibration", "version": made.version, "setting": made.setting}
    record(workspace, Act(Action.CHANGE, "calibration", details=details))
    write_text(_file(workspace), json.dumps([*map(asdict, known), asdict(made)], indent=1) + "\n")
    return made


def versions(workspace: Workspace) -> list[Calibration]:
    """Every calibration that was made, the oldest first.

    Raises:
        RingtraceError: the file is damaged.
    """
    file = _file(workspace)
    if not file.is_file():
        return []
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
        return [Calibration(**row | {"bins": tuple(Bin(**one) for one in row["bins"])}) for row in rows]
    except (ValueError, TypeError, KeyError) as error:
        raise RingtraceError(f"{file} cannot be read: {error}. Remove it; the next version begins at 1.") from error


def _file(workspace: Workspace) -> Path:
    return workspace.path / FILE


def _brier(pairs: Iterable[Pair]) -> float:
    squares = [(score - confirmed) ** 2 for score, confirmed in pairs]
    return math.fsum(squares) / len(squares)


def _unseen(pairs: Sequence[Pair]) -> Iterable[Pair]:
    """Each pair with the score that a fit to the other folds gives it; each fold has low and high scores."""
    ordered = sorted(pairs)
    for fold in range(_FOLDS):
        fitted = _fit([pair for number, pair in enumerate(ordered) if number % _FOLDS != fold])
        yield from ((chance(score, *fitted), confirmed) for score, confirmed in ordered[fold::_FOLDS])


def _bins(pairs: Sequence[Pair], slope: float, shift: float) -> Iterable[Bin]:
    for low, high in pairwise(_BINS):
        inside = [pair for pair in pairs if low <= pair[0] < high or (high == 1.0 and pair[0] == 1.0)]
        if inside:
            before = math.fsum(score for score, _ in inside) / len(inside)
            after = math.fsum(chance(score, slope, shift) for score, _ in inside) / len(inside)
            confirmed = sum(confirmed for _, confirmed in inside)
            yield Bin(low, high, len(inside), confirmed, round(before, 3), round(after, 3))
