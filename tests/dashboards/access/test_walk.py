"""The walk: from signing in to the log, each by the person whose part it is, in Chromium, on both databases."""

import json
import uuid

import pytest

from casework.access.guard import CasebookGuard
from casework.access.people import add_person
from casework.audit.log import AuditLog
from casework.audit.verifying import verify_log
from casework.casebook import Casebook
from evidence.reproduce import reproduce
from evidence.verify import verify
from tests.casework.conftest import postgresql  # noqa: F401
from tests.casework.test_audit_log import tampered
from tests.dashboards.access.provider import enter, signing_in, user
from tests.dashboards.conftest import searched_city
from tests.dashboards.watched import launched, settled, watched
from workspace.access import Identity, Refused, acting_as, guard_with
from workspace.snapshots import Workspace

pytestmark = pytest.mark.slow

SUE, IVY, OLGA, ADA = (f"{name}@office.cn" for name in ("sue", "ivy", "olga", "ada"))
USERS = [
    user(SUE, roles=["supervisor"], regions=["*"]),
    user(IVY),  # the casebook knows her
    user(OLGA, roles=["case_officer"], regions=["*"]),
    user(ADA, roles=["auditor"]),
]
REASON = "Reason (stands in the history)"
# A table is drawn on a canvas; its cells stand in the page for whoever cannot see it.
CELL = (
    "text => [...document.querySelectorAll('[data-testid=stDataFrame] td')].some(one => one.textContent.includes(text))"
)


@pytest.fixture(scope="module")
def browser():
    with launched() as browser:
        yield browser


@pytest.fixture(params=["sqlite", "postgresql"])
def city(request, tmp_path, monkeypatch):
    workspace = searched_city(tmp_path)
    if request.param == "postgresql":
        server = request.getfixturevalue("postgresql")
        name = f"walk_{uuid.uuid4().hex}"
        server.psql(f"CREATE DATABASE {name};")
        monkeypatch.setenv("RINGTRACE_CASEBOOK_URL", server.get_uri(name))
    return Workspace.open(workspace.path)


def finds(page, ring, who, *acts):
    """Search the log for what somebody did with the ring."""
    page.get_by_label("Who", exact=True).fill(who)
    page.get_by_label("About, or a name or number").fill(f"ring:{ring}")
    page.get_by_test_id("stBaseButton-primaryFormSubmit").click()
    for act in acts:
        page.wait_for_function(CELL, arg=act)


def test_from_signing_in_to_the_log(browser, city, monkeypatch, tmp_path):
    run = json.loads((city.require_current().current_run / "rings.json").read_text("utf-8"))
    ring = run["rings"][0]["ring_id"]
    with acting_as(Identity("root")):
        add_person(city, "root", ["administrator"], [])
        add_person(city, IVY, ["investigator"], ["99"])  # of no region of the ring: it is hers because it is given her

    with signing_in(city.path, monkeypatch, USERS) as address:

        def visit(name, step):
            with watched(browser, width=1400, height=1300) as page:
                enter(page, address, name)
                page.get_by_role("button", name="Sign out").wait_for()
                step(page)
                assert page.trouble == []

        def on_the_ring(page):
            page.goto(f"{address}/ring?ring={ring}")
            page.get_by_text("Members by role").wait_for()
            settled(page)

        def is_not_shown_it_yet(page):
            page.goto(f"{address}/ring?ring={ring}")
            page.get_by_text(f"No ring {ring}").or_(page.get_by_text("found no ring")).first.wait_for()

        def assigns(page):
            on_the_ring(page)
            page.get_by_label("Whose case it is").fill(IVY)
            page.get_by_role("button", name="Assign", exact=True).click()
            page.get_by_text("belongs to").first.wait_for()

        def reviews(page):
            on_the_ring(page)
            page.get_by_text("review by").first.wait_for()  # within the deadline: nothing is overdue
            assert page.get_by_text("Review is overdue").count() == 0
            assert page.get_by_role("button", name="Transfer", exact=True).count() == 0
            page.locator("summary", has_text="Names and numbers whole").click()
            page.get_by_label("What for").fill("hearing of 3 May")
            page.get_by_role("button", name="Write it in the log and show them").click()
            page.get_by_text("They go with the next click").wait_for()
            page.get_by_label(REASON).fill("one hand held the cards")
            page.get_by_role("button", name="Confirm", exact=True).click()
            page.get_by_text("is confirmed now").first.wait_for()
            assert page.get_by_text("Evidence bundle").count() == 0

        def exports(page):
            on_the_ring(page)
            page.get_by_text("Evidence bundle").click()
            page.get_by_label("What it is for").fill("case 2026-17")
            page.keyboard.press("Tab")
            settled(page)
            with page.expect_download(timeout=120_000) as download:
                page.get_by_role("button", name="Download the bundle").click()
            download.value.save_as(tmp_path / "ring.zip")
            page.get_by_label(REASON).fill("handed over")
            page.get_by_role("button", name="Transfer", exact=True).click()
            page.get_by_text("is transferred now").first.wait_for()

        def audits(page):
            finds(page, ring, SUE, "looked", "changed")
            finds(page, ring, IVY, "showed whole", "changed")
            finds(page, ring, OLGA, "exported", "changed")
            page.get_by_role("button", name="Check every row and seal").click()
            page.get_by_text("Intact:").wait_for()

        def sees_that_it_was_changed(page):
            page.get_by_role("button", name="Check every row and seal").click()
            page.get_by_text("Not as it was written").wait_for()
            page.wait_for_function(CELL, arg=f"row {number}")

        visit(IVY, is_not_shown_it_yet)
        visit(SUE, assigns)
        visit(IVY, reviews)
        visit(OLGA, exports)
        visit(ADA, audits)

        with AuditLog(city) as log:
            rows = [(one.who, one.action, one.about, one.purpose) for one in log.rows()]
            assert verify_log(log).intact
        number = next(place for place, row in enumerate(rows, start=1) if row[1] == "reveal")
        tampered(city, f"UPDATE audit SET purpose = 'hearing of 3 Mai' WHERE number = {number}")
        visit(ADA, sees_that_it_was_changed)

    book = Casebook(city)
    case = book.case(ring)
    assert (case.owner, case.status, case.overdue) == (IVY, "transferred", "")
    book.close()
    bundle = tmp_path / "ring.zip"
    checked = verify(bundle)
    assert (checked.intact, checked.manifest["made"]["by"]) == (True, OLGA)
    guard_with(CasebookGuard())
    with acting_as(Identity(OLGA, True, ("case_officer",), ("*",))):
        assert reproduce(city, bundle).same
    with acting_as(Identity(IVY, True)), pytest.raises(Refused):
        reproduce(city, bundle)
    assert [who for who, action, *_ in rows if action == "sign_in"] == [IVY, SUE, IVY, OLGA, ADA]
    assert (IVY, "reveal", f"ring:{ring}", "hearing of 3 May") in rows
    assert (OLGA, "export", f"ring:{ring}", "case 2026-17") in rows
    assert {(who, action) for who, action, about, _ in rows if about == f"ring:{ring}"} >= {
        (SUE, "change"),
        (IVY, "change"),
        (IVY, "look"),
    }
    assert (ADA, "look", "audit", "") in rows

    whole = bytearray(bundle.read_bytes())
    whole[len(whole) // 2] ^= 1
    bundle.write_bytes(whole)
    assert not verify(bundle).intact
    with acting_as(Identity(ADA, True, ("auditor",), ("*",))), AuditLog(city) as log:
        assert f"row {number}" in {one.where for one in verify_log(log).problems}
