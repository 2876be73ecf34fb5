from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from detection.identity import own_id
from detection.lineage import Known, trace

PEOPLE = [f"P{number}" for number in range(12)]
groups_of_people = st.lists(st.sets(st.sampled_from(PEOPLE), min_size=3).map(frozenset), max_size=5, unique=True)


def ring(name, people, run="run-1", **more):
    return Known(name, dict.fromkeys(people, 1), since="run-1", run=run, **more)


def after(lineage):
    """What the next run knows of earlier ones."""
    return [*(one.known for one in lineage.rings), *lineage.gone]


def traced(groups, earlier, before="run-1", run="run-2"):
    return trace([frozenset(one) for one in groups], earlier, run, before)


def ids(lineage):
    return [one.known.ring_id for one in lineage.rings]


def events(lineage):
    return [one.events for one in lineage.rings]


def test_a_ring_that_nobody_knew_gets_its_own_id():
    lineage = traced(["ABC"], [])
    assert ids(lineage) == [own_id("ABC")]
    assert events(lineage) == [("new",)]
    assert lineage.rings[0].known.since == "run-2"


def test_a_ring_that_gained_and_lost_people_keeps_its_id_and_says_whom():
    lineage = traced(["BCDEF"], [ring("R-1", "ABCD")])
    assert ids(lineage) == ["R-1"]
    assert events(lineage) == [("grown", "shrunk")]
    assert (lineage.rings[0].gained, lineage.rings[0].lost) == (("E", "F"), ("A",))
    assert lineage.rings[0].known.since == "run-1"


def test_of_two_rings_that_became_one_the_larger_hands_on_its_id_and_the_other_is_merged():
    lineage = traced(["ABCDEFGH"], [ring("R-1", "ABC"), ring("R-2", "DEFGH")])
    assert ids(lineage) == ["R-2"]
    assert "merged" in lineage.rings[0].events
    assert lineage.rings[0].known.merged == ("R-1",)
    assert [(one.ring_id, one.became) for one in lineage.gone] == [("R-1", "R-2")]
    assert lineage.went == ("R-1",)


def test_a_merger_is_an_event_once_and_remembered_ever_after():
    first = traced(["ABCDEFGH"], [ring("R-1", "ABC"), ring("R-2", "DEFGH")])
    second = traced(["ABCDEFGH"], after(first), before="run-2", run="run-3")
    assert events(second) == [("kept",)]
    assert second.rings[0].known.merged == ("R-1",)
    assert [one.became for one in second.gone] == ["R-2"]
    assert second.went == ()


def test_of_the_parts_of_a_ring_the_largest_keeps_the_id_and_the_other_split_from_it():
    lineage = traced(["ABC", "DEFGH"], [ring("R-1", "ABCDEFGH")])
    assert ids(lineage) == [own_id("ABC"), "R-1"]
    assert events(lineage) == [("split",), ("split", "shrunk")]
    assert lineage.rings[0].known.split_from == ("R-1",)


def test_of_two_halves_the_one_with_the_old_members_is_the_ring():
    young = traced(["ABCD"], [ring("R-1", "ABC")])
    joined = traced(["ABCDVWXYZ"], after(young), before="run-2", run="run-3")
    halves = traced(["ABCD", "VWXYZ"], after(joined), before="run-3", run="run-4")
    assert ids(halves) == ["R-1", own_id("VWXYZ")]
    assert halves.rings[0].known.runs == {"A": 4, "B": 4, "C": 4, "D": 3}


def test_a_ring_that_was_gone_comes_back_with_its_id():
    away = traced([], [ring("R-1", "ABC")])
    assert away.went == ("R-1",)
    again = traced(["ABCD"], after(away), before="run-2", run="run-3")
    assert ids(again) == ["R-1"]
    assert events(again) == [("back", "grown")]


def test_one_person_in_common_hands_nothing_on():
    assert ids(traced(["AXYZ"], [ring("R-1", "ABCD")])) == [own_id("AXYZ")]


def test_a_few_people_of_two_large_rings_hand_nothing_on():
    old, new = PEOPLE[:8], [*PEOPLE[:2], "Q1", "Q2", "Q3", "Q4", "Q5", "Q6"]
    assert ids(traced([new], [ring("R-1", old)])) == [own_id(new)]


def test_ids_go_where_most_people_go_in_all():
    """Taking the best pair first would leave the second ring without its people."""
    lineage = traced([[*"ABCDEFG"], [*"EFGXYZ"]], [ring("R-1", "ABCDEFGXYZ"), ring("R-2", "ABCDS")])
    assert ids(lineage) == ["R-2", "R-1"]


def test_between_equals_the_ring_of_the_run_before_hands_on_its_id():
    lineage = traced(["ABCD"], [ring("R-1", "ABCD", run="run-0"), ring("R-2", "ABCD")])
    assert ids(lineage) == ["R-2"]


def test_a_new_ring_never_takes_an_id_that_another_bears():
    grown = ring(own_id("ABC"), "ABCDEFGH")
    lineage = traced(["ABC", "DEFGH"], [grown])
    assert ids(lineage)[1] == grown.ring_id
    assert ids(lineage)[0] not in {grown.ring_id}


@settings(deadline=None)  # other work on the machine is no fault of the code
@given(groups_of_people, groups_of_people, groups_of_people)
def test_every_id_is_kept_once_and_nobody_is_forgotten(first, second, third):
    known = after(traced(first, [], before="", run="run-1"))
    for number, groups in enumerate((second, third), start=2):
        lineage = traced(groups, known, before=f"run-{number - 1}", run=f"run-{number}")
        assert len(set(ids(lineage))) == len(groups)
        assert {one.ring_id for one in known} <= {one.ring_id for one in after(lineage)}
        assert [one.known.people for one in lineage.rings] == groups
        for one in lineage.rings:
            if one.known.since != f"run-{number}":
                [former] = [old for old in known if old.ring_id == one.known.ring_id]
                assert set(one.gained) == one.known.people - former.people
                assert set(one.lost) == former.people - one.known.people
                assert len(one.known.people & former.people) >= 2
        known = after(lineage)


@settings(deadline=None)  # other work on the machine is no fault of the code
@given(groups_of_people, groups_of_people, st.randoms())
def test_the_order_in_which_rings_come_changes_nothing(earlier, groups, random):
    known = [replace(one.known, run="run-1") for one in traced(earlier, [], before="", run="run-1").rings]
    told = {one.known.people: one for one in traced(groups, known).rings}
    random.shuffle(known)
    shuffled = random.sample(groups, len(groups))
    assert {one.known.people: one for one in traced(shuffled, known).rings} == told
