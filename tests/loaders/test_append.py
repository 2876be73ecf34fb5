"""Append: a snapshot grown file by file is the snapshot of all files at once, rejects included."""

import random
from pathlib import Path

import pytest
from loader_city import City, city, everything, loaded, opened, rejected, table, write_rows

from workspace.errors import RingtraceError

pytestmark = pytest.mark.slow  # whole processes and whole loads

PARTS = 3


def spoiled_city(seed: int) -> City:
    """A city with broken rows, missing references and ids used twice, in random places."""
    rng = random.Random(seed)
    tables = city(people=8)
    references = {"cards": "person_id", "settlements": "card_id", "lines": "settlement_id", "scans": "line_id"}
    for name, column in references.items():
        rng.choice(tables[name])[column] = rng.choice(["nobody", ""])
    for name in ("persons", "cards", "settlements", "lines"):
        rows = tables[name]
        key = next(iter(rows[0]))
        rows.append({**rng.choice(rows)})
        if rng.random() < 0.5:
            rows.append({**rng.choice(rows), key: f"late{seed}"})
    rng.choice(tables["persons"])["birth_date"] = rng.choice(["1970-02-30", "2026-03-02"])
    rng.choice(tables["settlements"])["settled_at"] = "2026-13-01T00:00:00"
    first, second, third = rng.sample(tables["settlements"], 3)
    second["reverses"], third["reverses"] = first["settlement_id"], second["settlement_id"]
    return tables


def delivered_in_parts(tables: City, folder: Path, seed: int) -> list[Path]:
    """Each table's rows over several files; the first delivery holds the required tables."""
    rng = random.Random(seed)
    files = []
    for name, rows in tables.items():
        cuts = sorted(rng.choices(range(len(rows) + 1), k=PARTS - 1))
        pieces = [rows[a:b] for a, b in zip([0, *cuts], [*cuts, len(rows)], strict=True)]
        files += [write_rows(folder / f"{name}-{n}.csv", piece) for n, piece in enumerate(pieces) if piece]
    return files


@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, 12))])
def test_appending_gives_what_loading_all_at_once_gives(tmp_path: Path, seed: int) -> None:
    files = delivered_in_parts(spoiled_city(seed), tmp_path / "in", seed)
    rng = random.Random(seed)
    required = {"persons", "cards", "institutions", "drugs", "settlements", "lines"}
    first, rest = [], []
    for file in files:
        name = file.name.split("-")[0]
        (first if name in required or rng.random() < 0.3 else rest).append(file)
        required.discard(name)
    rng.shuffle(rest)
    cut = rng.randint(0, len(rest))
    loaded(tmp_path / "grown", *first)
    for delivery in (rest[:cut], rest[cut:]):
        if delivery:
            loaded(tmp_path / "grown", *delivery, append=True)
    report = loaded(tmp_path / "whole", *files)
    assert everything(tmp_path / "grown") == everything(tmp_path / "whole")
    grown = opened(tmp_path / "grown").require_current().manifest["tables"]
    assert grown == opened(tmp_path / "whole").require_current().manifest["tables"]
    for name, told in report.tables.items():
        assert told.rows_in == told.loaded + told.rejected
        assert told.loaded == len(table(tmp_path / "whole", name))


@pytest.mark.parametrize(
    "name", ["settlements", *(pytest.param(n, marks=pytest.mark.slow) for n in ("persons", "cards", "lines"))]
)
def test_a_corrected_file_replaces_its_own_earlier_rows(tmp_path: Path, name: str) -> None:
    rng = random.Random(5)
    spoiled, sound = spoiled_city(5), city(people=8)
    for row in sound["settlements"]:  # moved to another month: lines and scans move along
        row["settled_at"] = f"2026-0{rng.randint(3, 8)}-01T09:30:00"
    for each, rows in spoiled.items():
        write_rows(tmp_path / "in" / f"{each}.csv", rows)
    loaded(tmp_path / "grown", tmp_path / "in")
    corrected = write_rows(tmp_path / "in" / f"{name}.csv", sound[name])
    report = loaded(tmp_path / "grown", corrected, append=True)
    assert report.replaced == [f"{name}.csv"]
    loaded(tmp_path / "whole", tmp_path / "in")
    assert everything(tmp_path / "grown") == everything(tmp_path / "whole")


def test_a_row_held_back_comes_in_with_the_row_it_refers_to(tmp_path: Path) -> None:
    tables = city()
    late = tables["persons"].pop(3)
    for name, rows in tables.items():
        write_rows(tmp_path / "in" / f"{name}.csv", rows)
    loaded(tmp_path / "w", tmp_path / "in")
    assert rejected(tmp_path / "w")["cards", 4] == "person_id refers to no row of persons"
    assert rejected(tmp_path / "w")["lines", 10] == "the row of settlements that settlement_id refers to was rejected"
    loaded(tmp_path / "w", write_rows(tmp_path / "in" / "persons-late.csv", [late]), append=True, max_rejects=0)
    assert not rejected(tmp_path / "w")


def test_the_same_file_twice_is_told_as_such(tmp_path: Path) -> None:
    for name, rows in city().items():
        write_rows(tmp_path / "in" / f"{name}.csv", rows)
    first = loaded(tmp_path / "w", tmp_path / "in")
    again = loaded(tmp_path / "w", tmp_path / "in" / "lines.csv", append=True)
    assert (first.no_op, again.no_op) == (False, True)
    assert again.snapshot == first.snapshot
    assert again.unchanged == ["lines.csv"]


def test_parquet_of_untouched_files_is_shared_with_the_former_snapshot(tmp_path: Path) -> None:
    for name, rows in city().items():
        write_rows(tmp_path / "in" / f"{name}.csv", rows)
    loaded(tmp_path / "w", tmp_path / "in")
    before = {path.stat().st_ino for path in opened(tmp_path / "w").require_current().files("lines")}
    more = write_rows(tmp_path / "in" / "lines-more.csv", [{**city()["lines"][0], "line_id": "more"}])
    loaded(tmp_path / "w", more, append=True)
    after = {path.stat().st_ino for path in opened(tmp_path / "w").require_current().files("lines")}
    assert before < after
    assert len(after) == len(before) + 1


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        write_rows(tmp_path / folder / "lines.csv", city()["lines"])
    with pytest.raises(RingtraceError, match=r"both named lines\.csv"):
        loaded(tmp_path / "w", tmp_path / "a", tmp_path / "b")
