import json
from pathlib import Path

import pytest

from simulation.evaluate import Evaluation, evaluate
from workspace.errors import RingtraceError


def people(letters):
    return [{"kind": "person", "id": letter, "role": "", "weight": 1.0} for letter in letters]


def reported(letters, pattern="card_lending", level="red"):
    shop = {"kind": "institution", "id": "shop", "role": "", "weight": 1.0}
    return {"pattern": pattern, "level": level, "members": [*people(letters), shop]}


def true(letters, pattern="card_lending", variant="roving"):
    return {"pattern": pattern, "variant": variant, "persons": list(letters)}


def judged(tmp_path: Path, rings, truth, *, alerts="", lenders="", innocent=()) -> Evaluation:
    run, city = tmp_path / "rings.json", tmp_path / "truth.json"
    found = [{"person_id": letter} for letter in alerts]
    run.write_text(json.dumps({"rings": rings, "alerts": found}))
    city.write_text(json.dumps({"rings": truth, "lenders": list(lenders), "innocent": list(innocent)}))
    return evaluate(run, city)


def test_a_ring_with_half_of_its_persons_in_a_true_ring_is_right(tmp_path):
    result = judged(tmp_path, [reported("abxy")], [true("abcd")])
    assert (result.reported, result.right, result.true, result.found) == (1, 1, 1, 1)


def test_a_ring_with_less_than_half_is_wrong(tmp_path):
    result = judged(tmp_path, [reported("abxyz")], [true("abcd")])
    assert (result.right, result.found, result.ring_precision, result.ring_recall) == (0, 0, 0.0, 0.0)


def test_two_true_rings_do_not_add_up_to_a_right_one(tmp_path):
    assert judged(tmp_path, [reported("abcxy")], [true("ab"), true("c")]).right == 0


def test_watch_rings_are_not_judged(tmp_path):
    result = judged(tmp_path, [reported("abcd", level="watch")], [true("abcd")])
    assert (result.reported, result.found) == (0, 0)


def test_pieces_of_the_right_pattern_find_a_ring_together_and_count_as_split(tmp_path):
    result = judged(tmp_path, [reported("ab"), reported("cd")], [true("abcdefgh")])
    assert (result.right, result.found, result.split_share) == (2, 1, 0.5)


def test_a_right_ring_of_another_pattern_finds_nothing(tmp_path):
    result = judged(tmp_path, [reported("abcd", "resale")], [true("abcd")])
    assert (result.right, result.found) == (1, 0)


def test_persons_are_counted_once_over_all_rings(tmp_path):
    result = judged(tmp_path, [reported("abx"), reported("aby")], [true("abcd"), true("ef")])
    assert result.person_precision == pytest.approx(2 / 4)
    assert result.person_recall == pytest.approx(2 / 6)


def test_alerts_are_right_for_lenders_and_members(tmp_path):
    result = judged(tmp_path, [], [true("ab")], alerts="alx", lenders="lm")
    assert result.alert_precision == pytest.approx(2 / 3)
    assert result.lender_recall == pytest.approx(1 / 2)


def test_variants_and_patterns_are_broken_down(tmp_path):
    truth = [true("ab", variant="one"), true("cd", "resale", "two")]
    result = judged(tmp_path, [reported("ab")], truth)
    assert {name: share.value for name, share in result.by_variant.items()} == {"one": 1.0, "two": 0.0}
    assert {name: share.part for name, share in result.by_pattern.items()} == {"card_lending": 1, "resale": 0}


def test_wrong_rings_name_the_look_alike_they_hold(tmp_path):
    homes = [{"kind": "care_home", "persons": ["x", "y"], "shop": ""}]
    result = judged(tmp_path, [reported("xyz"), reported("q")], [true("ab")], innocent=homes)
    assert result.wrong_by_kind == {"care_home": 1, "other": 1}


def test_nothing_reported_in_a_city_without_crime_gives_zeros(tmp_path):
    result = judged(tmp_path, [], [])
    assert (result.ring_precision, result.ring_recall, result.person_recall, result.split_share) == (0, 0, 0, 0)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"rings": 3}', '{"rings": [{"level": "red"}]}'])
def test_a_file_that_is_no_run_is_refused_with_its_name(tmp_path, text):
    run, city = tmp_path / "rings.json", tmp_path / "truth.json"
    run.write_text(text)
    city.write_text('{"rings": [], "lenders": []}')
    with pytest.raises(RingtraceError, match=r"rings\.json"):
        evaluate(run, city)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(RingtraceError, match=r"rings\.json is not there"):
        evaluate(tmp_path / "rings.json", tmp_path / "truth.json")
