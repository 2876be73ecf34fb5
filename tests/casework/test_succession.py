"""Cases meet their rings again: on SQLite and on a real PostgreSQL."""

from copy import deepcopy
from datetime import datetime

import pytest
from sqlalchemy import text

from casework.audit.log import AuditLog
from casework.audit.verifying import verify_log
from casework.casebook import Casebook
from casework.database import connect
from casework.ground import changes, ground_of
from casework.status import Status
from tests.casework.conftest import RUN
from workspace.errors import RingtraceError

EXPLAINED = {"explanation": "household", "verdict": "open", "why": "some share one"}


def later(number=2, **rings):
    """A later run; by ring what is changed of it, or None where the run does not have it."""
    run = deepcopy(RUN) | {"run": f"r{number}", "generated_at": f"2026-{number + 9}-05T02:00:00+00:00"}
    names = {"AA": 0, "BB": 1}
    for name, changed in rings.items():
        run["rings"][names[name]].update(changed or {})
    run["rings"] = [one for one in run["rings"] if rings.get(one["ring_id"][2:], {}) is not None]
    return run


def people(*ids):
    return {"members": [{"kind": "person", "id": one, "role": "lender", "weight": 0.9} for one in ids]}


def lineage(rings=(), gone=()):
    row = {"split_from": [], "became": ""}
    return {
        "rings": [row | {"ring_id": name} for name in ("R-AA", "R-BB")] + [row | one for one in rings],
        "gone": [row | {"ring_id": name, "became": became} for name, became in gone],
    }


def judged(book, ring, status=Status.INNOCENT):
    book.decide(ring, Status.REVIEWING, "taken up", "Li")
    book.decide(ring, status, "because", "Li")


def told(book, case, kind):
    return [one.text for one in book.history(case) if one.kind == kind]


@pytest.mark.parametrize("verdict", [Status.CONFIRMED, Status.INNOCENT])
def test_a_verdict_carries_over_where_what_it_rests_on_is_the_same(book, verdict):
    judged(book, "R-AA", verdict)
    book.bring_in(later(AA={"loss_amount": 700.0, "score": 0.99}))
    case = book.case("R-AA")
    assert (case.status, case.again, case.run) == (verdict, False, "r2")
    assert book.cases(only_again=True) == []


def test_a_verdict_is_asked_again_where_people_joined_with_deadlines_of_the_run_that_says_so(book):
    judged(book, "R-AA")
    book.bring_in(later(AA=people("P1", "P2")))
    case = book.case("R-AA")
    assert (case.status, case.changes) == (Status.INNOCENT, ("joined: P2",))
    assert case.review_due == datetime.fromisoformat("2026-11-06T02:00:00+00:00")
    assert case.overdue == "action"
    assert [one.finding_id for one in book.cases(only_again=True)] == ["R-AA"]
    assert told(book, "R-AA", "ground") == ["joined: P2"]


def test_a_verdict_that_is_asked_again_can_be_given_again(book):
    judged(book, "R-AA")
    with pytest.raises(RingtraceError, match="cannot become"):
        book.decide("R-AA", Status.INNOCENT, "still", "Li")
    book.bring_in(later(AA=people("P1", "P2")))
    book.decide("R-AA", Status.INNOCENT, "P2 is a neighbour too", "Li")
    assert not book.case("R-AA").again
    book.bring_in(later(3, AA=people("P1", "P2")))
    assert not book.case("R-AA").again


def test_what_changes_back_is_not_asked_any_more(book):
    judged(book, "R-AA")
    book.bring_in(later(AA=people("P1", "P2")))
    book.bring_in(later(3))
    assert not book.case("R-AA").again
    assert told(book, "R-AA", "ground") == ["joined: P2", "left: P2"]


def test_before_a_verdict_nothing_is_asked_again(book):
    book.bring_in(later(AA=people("P1", "P2")))
    assert not book.case("R-AA").again
    assert told(book, "R-AA", "ground") == ["joined: P2"]


def test_the_same_run_tells_nothing_twice(book):
    run, merged = later(AA=people("P1", "P2"), BB=None), lineage(gone=[("R-BB", "R-AA")])
    book.bring_in(run, merged)
    before = [book.history(name) for name in ("R-AA", "R-BB")], book.case("R-AA").version
    book.bring_in(run, merged)
    assert ([book.history(name) for name in ("R-AA", "R-BB")], book.case("R-AA").version) == before


def test_a_ring_that_was_merged_leads_to_the_case_of_the_other_and_is_no_more_overdue(book):
    judged(book, "R-AA", Status.CONFIRMED)
    book.bring_in(later(AA=people("P1", "P2"), BB=None), lineage(gone=[("R-BB", "R-AA")]))
    one, other = book.case("R-BB"), book.case("R-AA")
    assert (one.became, one.gone, one.overdue, one.status) == ("R-AA", "r2", "", Status.NEW)
    assert told(book, "R-BB", "merged") == [f"Most of its people are in R-AA ({other.id}, confirmed) now."]
    assert told(book, "R-AA", "merged") == [f"R-BB ({one.id}, new) was merged into it."]
    assert other.again


def test_a_merger_by_way_of_a_ring_that_was_merged_too_is_followed(book):
    gone = [("R-BB", "R-XX"), ("R-XX", "R-AA")]
    book.bring_in(later(BB=None), lineage(gone=gone))
    assert book.case("R-BB").became == "R-AA"


def test_a_ring_that_is_gone_is_told_and_comes_back_to_its_case_with_its_verdict(book):
    judged(book, "R-BB", Status.CONFIRMED)
    book.bring_in(later(BB=None))
    assert book.case("R-BB").gone == "r2"
    book.bring_in(later(3))
    case = book.case("R-BB")
    assert (case.gone, case.status, case.again) == ("", Status.CONFIRMED, False)
    assert [one.kind for one in book.history("R-BB")][-2:] == ["gone", "back"]
    assert len(book.cases()) == 3


def test_a_part_that_split_off_is_a_new_case_that_names_the_verdict_on_the_whole(book):
    judged(book, "R-AA", Status.CONFIRMED)
    run = later()
    run["rings"].append(run["rings"][0] | {"ring_id": "R-NN"})
    book.bring_in(run, lineage(rings=[{"ring_id": "R-NN", "split_from": ["R-AA"]}]))
    whole, part = book.case("R-AA"), book.case("R-NN")
    assert part.status == Status.NEW
    assert told(book, "R-NN", "split") == [f"It was a part of R-AA ({whole.id}, confirmed)."]
    assert told(book, "R-AA", "split") == [f"R-NN ({part.id}, new) split from it."]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (people("P2"), ("joined: P2", "left: P1")),
        ({"signals": [{"signal": "co_swipe"}]}, ("new signal: co_swipe",)),
        ({"innocent_explanations": [EXPLAINED]}, ("household: ruled out → open",)),
        ({"pattern": "card_lending"}, ("pattern resale → card_lending",)),
        ({"loss_amount": 1000.0}, ("loss ¥ 500.00 → ¥ 1,000.00",)),
        ({"loss_amount": 999.0, "score": 0.1, "level": "watch"}, ()),
        ({"innocent_explanations": [EXPLAINED | {"verdict": "ruled_out"}]}, ()),
    ],
)
def test_what_a_verdict_rests_on_is_people_signals_explanations_pattern_and_the_size_of_the_loss(changed, said):
    ring = RUN["rings"][0]
    assert changes(ground_of(ring), ground_of(ring | changed)) == said


def test_a_verdict_from_before_grounds_were_kept_rests_on_what_the_next_run_says(space, book):
    judged(book, "R-AA", Status.CONFIRMED)
    with connect(space).begin() as connection:
        connection.execute(text("UPDATE cases SET ground = '', judged = ''"))
    book.bring_in(later(AA=people("P1", "P2")))
    assert not book.case("R-AA").again
    book.bring_in(later(3, AA=people("P1")))
    assert book.case("R-AA").changes == ("left: P2",)


def test_a_casebook_of_the_first_version_keeps_its_cases(space, book):
    """Down to the first version and up again, as it is found by this one."""
    judged(book, "R-AA", Status.CONFIRMED)
    with connect(space).begin() as connection:
        for table in ("attachments", "readers", "people", "appeals", "audit_seals", "audit"):
            connection.execute(text(f"DROP TABLE {table}"))
        if connection.dialect.name == "postgresql":
            connection.execute(text("DROP FUNCTION audit_refused()"))
        for name in ("ground", "judged", "gone", "became", "regions"):
            connection.execute(text(f"ALTER TABLE cases DROP COLUMN {name}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    assert Casebook(space).case("R-AA").status == Status.CONFIRMED


def test_the_audit_log_knows_what_cases_were_told(book, space):
    book.bring_in(RUN, lineage())
    judged(book, "R-AA")
    book.bring_in(later(AA=None), lineage(gone=[("R-AA", "R-BB")]))
    with AuditLog(space) as log:
        rows = [(one.who, one.about, one.told["kind"]) for one in log.rows() if one.told.get("kind") == "merged"]
        assert rows == [("ringtrace", "ring:R-AA", "merged"), ("ringtrace", "ring:R-BB", "merged")]
        assert verify_log(log).intact
