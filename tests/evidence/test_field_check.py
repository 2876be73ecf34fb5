import stat
from datetime import date, timedelta

import pypdf
import pytest

from detection.explanation import all_explanations
from detection.lookup import run_in_force
from detection.signal import all_signals
from evidence.field_check.check import Asked
from evidence.field_check.sheet import TOPICS, field_check, sheet, write
from evidence.field_check.topics.explanations import settling
from evidence.report.wording import Wording
from tests.dashboards.conftest import BOLD, DOCUMENT, HARM, ROWS, ring, write_table, write_workspace
from tests.evidence.conftest import options
from workspace.audit import keep_with
from workspace.errors import RingtraceError
from workspace.folders import modules_of
from workspace.settings import Settings
from workspace.snapshots import Workspace

DAY = date(2026, 3, 20)
MOVES = [
    ("m1", "B1", "opening", 4),
    ("m2", "B1", "purchase", 26),
    ("m3", "B1", "transfer_out", 2),
    ("m4", "B2", "purchase", 1),
]


def of_signals(*names):
    found = ring("R-AAAA01")
    first = found["signals"][0]
    return found | {"signals": [first | {"signal": name} for name in names]}


@pytest.fixture
def shop(tmp_path):
    """A shop that billed 18 packs to the ring: 10 of lot B1, of which 28 came in, and 8 of lot B2, of which 1 did."""

    def with_ring(found, **settings):
        folder = write_workspace(tmp_path / "w", DOCUMENT | {"rings": [found]})
        tables = folder / "snapshots" / "s1" / "tables"
        lines = [one | {"batch_id": "B1" if number < 5 else "B2"} for number, one in enumerate(ROWS["lines"])]
        write_table(tables / "lines", "lines", lines)
        write_table(
            tables / "batches",
            "batches",
            [{"batch_id": name, "drug_id": "D1", "lot_number": f"L-{name}"} for name in ("B1", "B2")],
        )
        moves = [
            {
                "move_id": key,
                "institution_id": "I1",
                "batch_id": lot,
                "kind": kind,
                "quantity": packs,
                "moved_at": "2026-02-01T08:00:00",
            }
            for key, lot, kind, packs in MOVES
        ]
        write_table(tables / "stock_moves", "stock_moves", moves)
        return Workspace(folder, Settings(**settings))

    return with_ring


def topics(found):
    return [one.topic for one in found.checks]


def of(found, topic):
    return next(one for one in found.checks if one.topic == topic)


def test_footage_names_the_minutes_and_until_when_they_are_kept(shop):
    found = field_check(shop(of_signals("co_swipe"), footage_days=15), "R-AAAA01", DAY, options())
    footage = of(found, "footage")
    assert {row[1] for row in footage.table.rows} == {f"2026-03-0{day}" for day in (5, 6, 7, 8, 9)}
    first = footage.table.rows[0]
    assert (first[1:4], first[5], first[7]) == (("2026-03-09", "09:25", "09:35"), 1, "2026-03-24")
    assert "5 of 9" in footage.note


def test_footage_that_is_gone_changes_nothing_and_goes_to_the_end(shop):
    space = shop(of_signals("co_swipe"))
    found = field_check(space, "R-AAAA01", DAY + timedelta(days=90), options())
    assert of(found, "footage").share == 0
    assert "2026-04-08" in of(found, "footage").note
    assert topics(found)[-1] == "footage"


def test_payments_within_a_quarter_of_an_hour_are_one_window_and_more_people_come_first(shop):
    space = shop(of_signals("co_swipe"))
    tables = space.path / "snapshots/s1/tables/settlements"
    together = {0: "2026-03-02T09:36:00", 1: "2026-03-02T09:30:00", 2: "2026-03-02T09:44:59"}
    rows = [
        one | {"settled_at": together.get(number, one["settled_at"])} for number, one in enumerate(ROWS["settlements"])
    ]
    write_table(tables, "settlements", rows)
    first = of(field_check(space, "R-AAAA01", DAY, options()), "footage").table.rows[0]
    assert (first[2], first[3], first[5]) == ("09:25", "09:49", 3)


def test_the_count_that_proves_something_follows_from_the_books(shop):
    stock = of(field_check(shop(of_signals("stock_excess")), "R-AAAA01", DAY, options()), "stock")
    by_lot = {row[2]: row for row in stock.table.rows}
    assert by_lot["L-B1"][3:7] == ("10", "30", "12", "18")  # 4 + 26 came, 2 + 10 went
    assert "About 28 or more" in by_lot["L-B1"][7]
    assert by_lot["L-B2"][3:7] == ("8", "1", "8", "-7")
    assert "7 more out than in" in by_lot["L-B2"][7]


def test_a_shop_that_reports_no_stock_is_asked_for_its_ledger(shop):
    space = shop(of_signals("stock_excess"))
    write_table(space.path / "snapshots/s1/tables/stock_moves", "stock_moves", [])
    (row, *_) = of(field_check(space, "R-AAAA01", DAY, options()), "stock").table.rows
    assert (row[4], row[6], row[7]) == ("–", "–", "Ask for the ledger, then count.")


def test_what_would_change_the_verdict_most_comes_first(shop):
    found = field_check(
        shop(of_signals("co_swipe", "stock_excess", "lot_excess", "undelivered_lot")), "R-AAAA01", DAY, options()
    )
    assert topics(found)[0] == "stock"
    worth = [one.worth for one in found.checks]
    assert worth == sorted(worth, reverse=True)
    assert of(found, "stock").share == pytest.approx(0.75)


def test_lenders_are_heard_before_the_shop(shop):
    hearing = of(field_check(shop(of_signals("co_swipe")), "R-AAAA01", DAY, options()), "hearing")
    assert [row[2] for row in hearing.table.rows] == ["lender", "lender", "lender", "sink shop"]


def test_open_explanations_come_with_what_settles_them(shop):
    asked = of_signals("co_swipe") | {
        "innocent_explanations": [{"explanation": "household", "verdict": "open", "why": "two share an address"}]
    }
    row = of(field_check(shop(asked), "R-AAAA01", DAY, options()), "explanations").table.rows[0]
    assert "household register" in row[3]


def test_every_explanation_has_what_settles_it():
    asked = Asked(None, Wording("en"), DAY, 30, {})
    assert set(settling(asked)) == {one.name for one in all_explanations()}


def test_topics_know_signals_only_that_exist_and_every_signal_is_checked_somewhere():
    known = {one.name for one in all_signals()}
    asked = {
        name
        for topic in modules_of(TOPICS)
        for name in (*getattr(topic, "SIGNALS", ()), *getattr(topic, "OF_BOOKS", ()))
    }
    assert asked == known


def test_names_are_masked_unless_they_were_asked_for(shop):
    space = shop(of_signals("kept_cards"))
    masked = str(field_check(space, "R-AAAA01", DAY, options()))
    assert "王**" in masked
    assert "王小明" not in masked
    assert "王小明" in str(field_check(space, "R-AAAA01", DAY, options(full=True)))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("suffix", [".pdf", ".docx", ".xlsx"])
def test_it_is_written_to_print_with_hostile_names_inert(shop, tmp_path, language, suffix):
    found = field_check(
        shop(of_signals("co_swipe", "stock_excess", "kept_cards")), "R-AAAA01", DAY, options(language=language)
    )
    file = tmp_path / f"sheet{suffix}"
    write(found, file, language)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(RingtraceError, match="exists"):
        write(found, file, language)
    if suffix == ".pdf":
        text = "".join(page.extract_text() for page in pypdf.PdfReader(file).pages).replace("\u200b", "")
        assert ("现场核查单" if language == "zh" else "Field check of ring") in text
        assert HARM.split("(")[0] in text
    assert BOLD not in str(sheet(found, language))  # its mark that turns the reading order is spelt out


def test_a_format_that_is_not_known_is_refused(shop, tmp_path):
    found = field_check(shop(of_signals("co_swipe")), "R-AAAA01", DAY, options())
    with pytest.raises(RingtraceError, match=r"\.pdf"):
        write(found, tmp_path / "sheet.txt", "en")


def test_what_cannot_be_written_in_the_audit_log_is_not_made(shop):
    space, told = shop(of_signals("co_swipe")), []

    def refuse(_, act):
        told.append((act.action, act.about))
        raise RingtraceError("no log")

    keep_with(refuse)
    with pytest.raises(RingtraceError, match="no log"):
        field_check(space, "R-AAAA01", DAY, options(full=True))
    assert told == [("reveal", "ring:R-AAAA01")]


@pytest.mark.slow
def test_every_ring_of_a_city_has_a_sheet(city):
    for one in run_in_force(city)["rings"]:
        found = field_check(city, one["ring_id"], date(2026, 1, 5), options(language="zh"))
        assert found.checks
        assert all(0 <= check.share <= 1.0001 for check in found.checks)
