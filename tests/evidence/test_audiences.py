"""Bundles for the police and for an institution: who is told what."""

import csv
import io
import json

import pytest

from casework.audit.log import AuditLog
from evidence.bundle import export_ring
from evidence.options import Audience, Options, audience_of
from evidence.reproduce import reproduce
from evidence.verify import verify
from tests.casework.access.conftest import acting, keep_guarded
from tests.dashboards.conftest import BOLD, DOCUMENT, PEOPLE, ROWS, write_table, write_workspace
from tests.evidence.conftest import RING, WHEN, contents, options
from workspace.access import Refused, guard_with
from workspace.audit import keep_with
from workspace.errors import RingtraceError
from workspace.settings import Settings
from workspace.snapshots import Workspace

OTHER = {"institution_id": "I2", "name": "远药店", "kind": "pharmacy", "region_code": "330106"}


@pytest.fixture
def two_places(tmp_path):
    """The town with a second institution in its ring: P2's payments were there."""
    ring = DOCUMENT["rings"][0]
    member = {"kind": "institution", "id": "I2", "role": "shop", "weight": 0.4}
    whole = [ring | {"members": [*ring["members"], member]}, *DOCUMENT["rings"][1:]]
    folder = write_workspace(tmp_path / "w", DOCUMENT | {"rings": whole})
    tables = folder / "snapshots" / "s1" / "tables"
    write_table(tables / "institutions", "institutions", [*ROWS["institutions"], OTHER])
    moved = [one | ({"institution_id": "I2"} if one["person_id"] == "P2" else {}) for one in ROWS["settlements"]]
    write_table(tables / "settlements", "settlements", moved)
    return Workspace(folder, Settings())


def exported(workspace, out, **asked):
    export_ring(workspace, RING, out, options(**asked))
    return contents(out)


def for_institution(workspace, out, place="I1", **asked):
    return exported(workspace, out, audience=Audience.INSTITUTION, institution=place, **asked)


def everything(held):
    return b"".join(held.values()).decode("utf-8", "replace")


def test_the_police_get_names_in_clear_and_all_lines(workspace, tmp_path):
    made = Options.made_for(Audience.POLICE, why="transfer", case="C-1", by="Li")
    export_ring(workspace, RING, tmp_path / "police.zip", made)
    held = contents(tmp_path / "police.zip")
    assert {row["id"]: row["name"] for row in json.loads(held["tables/nodes.json"]) if row["id"] in PEOPLE} == PEOPLE
    assert len(json.loads(held["tables/lines.json"])) == len(ROWS["lines"])
    told = json.loads(held["manifest.json"])["options"]
    assert (told["for"], told["masked"], told["minimal"]) == ("police", False, False)


def test_names_for_the_police_need_a_purpose_and_may_stay_masked(workspace, tmp_path):
    with pytest.raises(RingtraceError, match="purpose"):
        Options.made_for(Audience.POLICE)
    export_ring(workspace, RING, tmp_path / "police.zip", Options.made_for(Audience.POLICE, masked=True))
    assert "王小明" not in everything(contents(tmp_path / "police.zip"))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"audience": Audience.POLICE, "minimal": True}, "all lines"),
        ({"audience": Audience.INSTITUTION, "full": True}, "nobody's name"),
        ({"institution": "I1"}, "--for institution"),
    ],
)
def test_what_does_not_go_with_whom_it_is_for_is_refused(asked, told):
    with pytest.raises(RingtraceError, match=told):
        options(**asked)


def test_a_word_that_is_no_audience_is_refused_with_those_there_are():
    assert audience_of("") is Audience.HOUSE
    with pytest.raises(RingtraceError, match="police, institution"):
        audience_of("press")


def test_an_institution_is_told_of_its_own_payments_alone(two_places, tmp_path):
    held = for_institution(two_places, tmp_path / "one.zip")
    ours = {one["settlement_id"] for one in ROWS["settlements"] if one["person_id"] != "P2"}
    assert {row["settlement_id"] for row in json.loads(held["tables/settlements.json"])} == ours
    assert {row["settlement_id"] for row in json.loads(held["tables/lines.json"])} == ours
    assert "I2" not in everything(held)
    other = for_institution(two_places, tmp_path / "other.zip", "I2")
    assert {row["settlement_id"] for row in json.loads(other["tables/settlements.json"])}.isdisjoint(ours)


def test_an_institution_is_told_nobodys_name_id_or_part(two_places, tmp_path):
    held = for_institution(two_places, tmp_path / "one.zip")
    assert set(held) == {
        "answers.csv",
        "manifest.json",
        *(f"report/questions{one}" for one in (".pdf", ".docx", ".xlsx", ".html")),
        *(f"tables/{name}.{kind}" for name in ("settlements", "lines", "scans") for kind in ("csv", "json")),
    }
    readable = everything({name: one for name, one in held.items() if not name.endswith((".pdf", ".docx", ".xlsx"))})
    for kept in (*PEOPLE.values(), *(f'"{one}"' for one in PEOPLE), "co_swipe", "lender", "person_id", "card_id"):
        assert kept not in readable, kept
    assert {row["customer"] for row in json.loads(held["tables/settlements.json"])} == {"K1", "K2"}
    for hidden in ("settings", "sources"):
        assert hidden not in json.loads(held["manifest.json"])


def test_the_questions_name_each_payment_and_can_be_answered_in_a_form(two_places, tmp_path):
    held = for_institution(two_places, tmp_path / "one.zip")
    form = list(csv.DictReader(io.StringIO(held["answers.csv"].decode())))
    asked = [row["About"] for row in form if row["Question"] == "counter"]
    assert asked == [one["settlement_id"] for one in ROWS["settlements"] if one["person_id"] != "P2"]
    assert form[-1]["Question"] == "reason"
    page = held["report/questions.html"].decode()
    assert "Who served at the counter" in page
    assert "no finding against anybody" in page


def test_the_questions_are_in_chinese_where_asked(two_places, tmp_path):
    page = for_institution(two_places, tmp_path / "one.zip", language="zh")["report/questions.html"].decode()
    assert "询问函" in page
    assert "Who served" not in page


def test_which_institution_is_asked_for_where_there_are_several(two_places, workspace, tmp_path):
    with pytest.raises(RingtraceError, match="I1, I2"):
        exported(two_places, tmp_path / "x.zip", audience=Audience.INSTITUTION)
    with pytest.raises(RingtraceError, match="I9 does not belong"):
        for_institution(two_places, tmp_path / "x.zip", "I9")
    exported(workspace, tmp_path / "only.zip", audience=Audience.INSTITUTION)
    assert json.loads(contents(tmp_path / "only.zip")["manifest.json"])["options"]["institution"] == "I1"


def test_a_hostile_name_stays_text_in_the_letter(workspace, tmp_path):
    page = exported(workspace, tmp_path / "x.zip", audience=Audience.INSTITUTION)["report/questions.html"].decode()
    assert "\u202e" not in page
    assert BOLD.partition("(")[0] in page


def test_the_same_questions_are_the_same_bytes_and_a_changed_one_is_named(two_places, tmp_path):
    for_institution(two_places, tmp_path / "one.zip")
    for_institution(two_places, tmp_path / "two.zip")
    content = bytearray((tmp_path / "one.zip").read_bytes())
    assert bytes(content) == (tmp_path / "two.zip").read_bytes()
    content[content.index(b"answers.csv") + 60] ^= 1
    (tmp_path / "one.zip").write_bytes(content)
    assert "answers.csv" in {one.file for one in verify(tmp_path / "one.zip").problems}


@pytest.mark.slow
def test_questions_are_reproduced_from_the_run(city, tmp_path):
    run = json.loads((city.require_current().current_run / "rings.json").read_text("utf-8"))
    ring = next(one for one in run["rings"] if any(m["kind"] == "institution" for m in one["members"]))
    place = next(m["id"] for m in ring["members"] if m["kind"] == "institution")
    asked = options(audience=Audience.INSTITUTION, institution=place)
    export_ring(city, ring["ring_id"], tmp_path / "one.zip", asked)
    found = reproduce(city, tmp_path / "one.zip")
    assert (found.same, found.differences, found.files) == (True, (), 7)


@pytest.fixture
def guarded(tmp_path):
    """The town with people of three roles, its guard and log at work."""
    workspace = Workspace(write_workspace(tmp_path / "w"), Settings())
    keep_guarded(workspace, DOCUMENT, "case_officer", "investigator", "analyst")
    yield workspace
    keep_with(None)
    guard_with(None)


@pytest.mark.parametrize("role", ["investigator", "analyst"])
def test_who_may_not_export_makes_neither(guarded, tmp_path, role):
    with acting(role):
        for asked in (
            Options.made_for(Audience.POLICE, why="transfer", case=RING),
            Options(audience=Audience.INSTITUTION, when=WHEN),
        ):
            with pytest.raises(Refused):
                export_ring(guarded, RING, tmp_path / "x.zip", asked)
    assert not (tmp_path / "x.zip").exists()


def test_names_for_the_police_are_a_reveal_in_the_log_and_questions_an_export(guarded, tmp_path):
    with acting("case_officer"):
        with pytest.raises(RingtraceError, match="case only"):
            export_ring(guarded, RING, tmp_path / "x.zip", Options.made_for(Audience.POLICE, why="transfer"))
        export_ring(
            guarded, RING, tmp_path / "police.zip", Options.made_for(Audience.POLICE, why="transfer", case=RING)
        )
        export_ring(guarded, RING, tmp_path / "one.zip", Options(audience=Audience.INSTITUTION, why="answer"))
    with AuditLog(guarded) as log:
        rows = [(one.who, one.action, one.purpose, one.told.get("for")) for one in log.rows()]
    assert ("case_officer", "reveal", "transfer", "police") in rows
    assert ("case_officer", "export", "answer", "institution") in rows
