import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.calibration import calibrate, fit, pairs_of, versions
from casework.casebook import Casebook
from casework.status import Status
from casework.verdicts import verdicts
from detection.calibrating import calibrated, chance
from tests.casework.conftest import RUN
from workspace.errors import RingtraceError
from workspace.settings import Settings

TRUE_SLOPE, TRUE_SHIFT = 0.5, -1.0


def drawn(number, seed=3):
    """Scores that promise too much: people confirm them by another curve."""
    chosen = random.Random(seed)
    scores = [chosen.uniform(0.3, 0.99) for _ in range(number)]
    return [(score, chosen.random() < chance(score, TRUE_SLOPE, TRUE_SHIFT)) for score in scores]


def ring(name, score, *, level="red", said="ruled_out"):
    return RUN["rings"][0] | {
        "ring_id": name,
        "score": score,
        "level": level,
        "innocent_explanations": [{"explanation": "household", "verdict": said, "why": ""}],
    }


@pytest.fixture
def decided(space):
    """Forty rings with verdicts, of which a likely explanation holds one at watch."""
    pairs = drawn(40)
    rings = [ring(f"R-{number}", score) for number, (score, _) in enumerate(pairs)]
    run = RUN | {"rings": [*rings, ring("R-W", 0.79, level="watch", said="likely")], "alerts": []}
    folder = space.snapshots / "s1" / "runs" / "r1"
    folder.mkdir(parents=True)
    (folder / "rings.json").write_text(json.dumps(run))
    book = Casebook(space)
    book.bring_in(run)
    for number, (_, confirmed) in enumerate(pairs):
        book.judge(f"R-{number}", Status.CONFIRMED if confirmed else Status.INNOCENT, "seen", "Li")
    book.judge("R-W", Status.INNOCENT, "a household", "Li")
    yield book
    book.close()


def test_the_fit_finds_the_curve_by_which_people_decide():
    slope, shift = fit(drawn(5_000))
    assert slope == pytest.approx(TRUE_SLOPE, abs=0.1)
    assert shift == pytest.approx(TRUE_SHIFT, abs=0.15)


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=30, max_size=60), st.data())
def test_a_higher_score_never_counts_for_less_and_stays_a_chance(pairs, data):
    right = sum(confirmed for _, confirmed in pairs)
    if not 5 <= right <= len(pairs) - 5:
        with pytest.raises(RingtraceError, match="5 of each"):
            fit(pairs)
        return
    fitted = fit(pairs)
    low, high = sorted(data.draw(st.tuples(st.floats(0, 1), st.floats(0, 1))))
    assert 0 < chance(low, *fitted) <= chance(high, *fitted) <= 1


def test_too_few_verdicts_are_refused_with_how_many_there_are():
    with pytest.raises(RingtraceError, match="29 rings have a verdict"):
        fit(drawn(29))


def test_a_calibration_is_kept_in_versions_and_shown_before_and_after(space, decided):
    first = calibrate(space, verdicts(space, decided), "Li")
    second = calibrate(space, verdicts(space, decided), "Wang")
    assert versions(space) == [first, second]
    assert (second.version, second.made_by, second.decided) == (2, "Wang", 40)
    assert sum(one.decided for one in first.bins) == 40
    assert first.brier_after < first.brier_before
    assert Settings(calibration=first.setting).calibration == first.setting


def test_rings_that_a_likely_explanation_holds_are_neither_fitted_nor_changed(space, decided):
    assert len(pairs_of(verdicts(space, decided))) == 40
    held = ring("R-W", 0.79, level="watch", said="likely")
    assert calibrated([held], Settings(calibration="platt:1:5")) == [held]


def test_a_calibrated_ring_keeps_its_score_before_and_its_level_follows():
    settings = Settings(calibration="platt:0.5:-1")
    [made] = calibrated([ring("R-1", 0.97)], settings)
    assert (made["score_before"], made["score"], made["level"]) == (0.97, 0.677, "watch")
    assert calibrated([ring("R-1", 0.97)], Settings()) == [ring("R-1", 0.97)]


@pytest.mark.parametrize(
    ("level", "score", "most"), [("watch", 0.7, 0.792), ("yellow", 0.85, 0.891), ("red", 0.95, 1.0)]
)
def test_verdicts_on_others_never_raise_a_level(level, score, most):
    [made] = calibrated([ring("R-2", score, level=level)], Settings(calibration="platt:1:3"))
    assert made["level"] == level
    assert score < made["score"] <= most


def test_a_fit_to_calibrated_rings_starts_from_the_scores_before(space, decided):
    found = verdicts(space, decided)
    before = pairs_of(found)
    for one in found:
        if one.case.finding_id != "R-W":
            one.finding.update(score_before=one.finding["score"], score=0.5)
    assert pairs_of(found) == before


@pytest.mark.parametrize("wrong", ["platt", "platt:1", "isotonic:1:2", "platt:-1:2", "platt:1:2; import os"])
def test_a_setting_that_is_no_calibration_is_refused(wrong):
    with pytest.raises(ValueError, match="calibration"):
        Settings(calibration=wrong)


def test_versions_that_cannot_be_read_are_told(space):
    space.path.mkdir(parents=True, exist_ok=True)
    (space.path / "calibrations.json").write_text("[{")
    with pytest.raises(RingtraceError, match=r"calibrations\.json"):
        versions(space)
