"""Amendments: rows and what completes or removes them may come in any order, in any number of deliveries."""

import random
from pathlib import Path

import pytest
from loader_city import everything, loaded, opened, rejected, table
from test_national_platform import FILES, LOT, SHOP, bought, csv, paid, sale, sold

pytestmark = pytest.mark.slow  # each test loads several deliveries

FIRST = ("1101.csv", "1201.csv", "1301.csv", "2102.csv", "2102_drugdetail.csv")  # they feed the required tables
PLATFORM = {"mapping": "national-platform"}


def delivered(folder: Path, files: dict[str, str]) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in files]


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    """A workspace with one delivery: payments, their lines, and two purchases."""
    files = {name: FILES[name] for name in (*FIRST, "3503.csv")}
    loaded(tmp_path / "w", *delivered(tmp_path / "first", files), **PLATFORM)
    return tmp_path / "w"


def then(workspace: Path, **files: str) -> None:
    """Append files, named without their ending."""
    folder = workspace.parent / f"in-{len(list(workspace.parent.iterdir()))}"
    named = {f"{name.removeprefix('_')}.csv": text for name, text in files.items()}
    loaded(workspace, *delivered(folder, named), append=True, **PLATFORM)


def lots(workspace: Path) -> dict[object, object]:
    """The lot of each line."""
    return {row[0]: row[3] for row in table(workspace, "lines")}


def moves(workspace: Path) -> set[object]:
    return {row[0] for row in table(workspace, "stock_moves")}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_amendments_in_any_order_give_what_one_delivery_gives(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    rest = sorted(FILES.keys() - set(FIRST))
    rng.shuffle(rest)
    cuts = sorted(rng.choices(range(len(rest)), k=2))
    loaded(tmp_path / "whole", *delivered(tmp_path / "in", FILES), **PLATFORM)
    loaded(tmp_path / "grown", *(tmp_path / "in" / name for name in FIRST), **PLATFORM)
    for names in (rest[: cuts[0]], rest[cuts[0] : cuts[1]], rest[cuts[1] :]):
        if names:
            loaded(tmp_path / "grown", *(tmp_path / "in" / name for name in names), append=True, **PLATFORM)
    assert everything(tmp_path / "grown") == everything(tmp_path / "whole")
    grown = opened(tmp_path / "grown").require_current().manifest["tables"]
    assert grown == opened(tmp_path / "whole").require_current().manifest["tables"]


def test_a_lot_told_later_reaches_the_line_loaded_before(begun: Path) -> None:
    before = lots(begun)
    then(begun, _3505=csv(sale("B5", "S1")))
    after = lots(begun)
    assert [line for line in after if after[line] != before[line]] == [line for line in after if after[line] == LOT]
    assert LOT in after.values()


def test_a_second_lot_told_later_leaves_the_line_without_one(begun: Path) -> None:
    before = lots(begun)
    then(begun, _3505=csv(sale("B5", "S1")))
    then(begun, _3505_more=csv(sale("B6", "S1", manu_lotnum="2402C")))
    assert lots(begun) == before


def test_a_lot_taken_back_by_a_corrected_file_leaves_the_line_again(begun: Path) -> None:
    before = lots(begun)
    then(begun, _3505=csv(sale("B5", "S1")))
    then(begun, _3505=csv(sale("B5", "S6")))
    assert lots(begun) != before
    then(begun, _3505=csv(sale("B5")))
    assert lots(begun) == before


def test_a_record_deleted_later_goes_and_comes_back_when_the_deletion_is_corrected(begun: Path) -> None:
    before = moves(begun)
    then(begun, _3507=csv({"fixmedins_code": SHOP, "fixmedins_bchno": "B2", "inv_data_type": "3"}))
    assert before - moves(begun) == {f"3/{SHOP}/B2"}
    then(begun, _3507=csv({"fixmedins_code": SHOP, "fixmedins_bchno": "B1", "inv_data_type": "3"}))
    assert before - moves(begun) == {f"3/{SHOP}/B1"}


def test_a_deletion_of_nothing_is_rejected_until_its_record_comes(begun: Path) -> None:
    before = moves(begun)
    then(begun, _3507=csv({"fixmedins_code": SHOP, "fixmedins_bchno": "B7", "inv_data_type": "3"}))
    assert rejected(begun)["stock_moves", 1] == "move_id names no row of stock_moves that could be removed"
    told = opened(begun).require_current().manifest["tables"]["stock_moves"]
    assert (told["rejected"], told["dependent"], told["loaded"]) == (1, 1, len(before))
    then(begun, _3503_more=csv(bought("B7"), bought("B8")))
    assert ("stock_moves", 1) not in rejected(begun)
    assert moves(begun) - before == {f"3/{SHOP}/B8"}


def test_partitions_that_no_amendment_reaches_are_shared_with_the_snapshot_before(tmp_path: Path) -> None:
    february, march = "2026-02-11 09:30:00", "2026-03-01 09:30:00"
    files = {name: FILES[name] for name in FIRST} | {
        "2102.csv": csv(paid("F2", setl_time=february), *(paid(bill, setl_time=march) for bill in ("S1", "S3"))),
        "2102_drugdetail.csv": csv(*map(sold, ("F2", "S1", "S3"))),
    }
    loaded(tmp_path / "w", *delivered(tmp_path / "in", files), **PLATFORM)
    then(tmp_path / "w", _3505=csv(sale("B5", "S1"), sale("B6", "F2")))
    before = {file.stat().st_ino for file in opened(tmp_path / "w").require_current().files("lines")}
    then(tmp_path / "w", _3505_more=csv(sale("B7", "S3")))
    files = opened(tmp_path / "w").require_current().files("lines")
    assert {file.parent.name: file.stat().st_ino in before for file in files} == {"2026-02": True, "2026-03": False}
    assert list(lots(tmp_path / "w").values()) == [LOT, LOT, LOT]
