import pandas as pd

from detection.hubs import of_crews, united
from detection.signal import Findings
from detection.signals import billed_alike


def ties(*rows):
    return pd.DataFrame(rows, columns=["start", "end", "weight"])


def hubs(tied):
    return {hub: set(own["start"]) for hub, own in tied.groupby("end")}


def crew_of(*people, crew=0, place=4):
    units = pd.DataFrame({"person": people, "place": place, "crew": crew})
    return Findings(billed_alike.signal, units, pd.DataFrame(), 100)


def test_a_crew_and_a_circle_of_the_same_people_are_one():
    rows = [(f"p{n}", "k0", 9.0) for n in range(5)] + [(f"p{n}", "c3", 5.0) for n in range(2, 6)]
    assert hubs(united(ties(*rows))) == {"c3": {f"p{n}" for n in range(6)}}


def test_a_crew_and_a_circle_with_one_person_in_common_stay_apart():
    rows = [(f"p{n}", "k0", 9.0) for n in range(5)] + [(f"p{n}", "c3", 5.0) for n in range(4, 9)]
    assert set(hubs(united(ties(*rows)))) == {"k0", "c3"}


def test_ties_of_both_hubs_add_up():
    rows = [(f"p{n}", hub, 2.0) for n in range(3) for hub in ("k0", "c3")]
    assert united(ties(*rows))["weight"].tolist() == [4.0] * 3


def test_what_ties_a_member_to_the_crews_shop_ties_it_to_the_crew():
    tied = ties(("p1", "k0", 9.0), ("p1", "s4", 3.0), ("p1", "s5", 3.0), ("p9", "s4", 3.0))
    assert hubs(of_crews(tied, [crew_of(1)])) == {"k0": {"p1"}, "s4": {"p9"}, "s5": {"p1"}}


def test_without_crews_ties_stay_as_they_are():
    tied = ties(("p1", "p2", 9.0), ("p1", "s4", 3.0))
    pd.testing.assert_frame_equal(united(of_crews(tied, [])), tied)
