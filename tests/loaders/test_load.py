"""Load as a whole: refusals name what is wrong and leave the snapshot in force; the report adds up."""

from pathlib import Path

import pytest
from loader_city import city, loaded, opened, rejected, table, write_city, write_rows

from loaders.load import load
from workspace.errors import RingtraceError
from workspace.snapshots import MAKING


def leftovers(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.name.startswith(MAKING)]


def test_a_sound_delivery_loads_whole_and_reports_what_it_saw(tmp_path: Path) -> None:
    tables = city()
    for row in tables["persons"]:
        row["mood"] = "fine"
    source = write_city(tmp_path / "in", tables)
    (source / "truth.json").write_text("{}")
    seen: list[tuple[str, float]] = []
    report = loaded(tmp_path / "w", source, max_rejects=0, progress=lambda step, share: seen.append((step, share)))
    assert {name: told.loaded for name, told in report.tables.items()} == {n: len(rows) for n, rows in tables.items()}
    assert report.unknown_columns == {"persons.csv": ["mood"]}
    assert report.ignored == ["truth.json"]
    assert report.rejects.is_file()
    assert [share for _, share in seen] == sorted(share for _, share in seen)
    assert not leftovers(tmp_path / "w")


def test_the_same_sources_give_the_same_snapshot(tmp_path: Path) -> None:
    source = write_city(tmp_path / "in", city())
    first, other = loaded(tmp_path / "a", source), loaded(tmp_path / "b", source)
    assert first.snapshot == other.snapshot
    assert loaded(tmp_path / "a", source).no_op
    write_rows(source / "lines.csv", city()["lines"][:-1])
    assert loaded(tmp_path / "a", source).snapshot != first.snapshot
    write_rows(source / "lines.csv", city()["lines"])
    back = loaded(tmp_path / "a", source)
    assert (back.snapshot, back.no_op) == (first.snapshot, False)
    assert opened(tmp_path / "a").require_current().id == first.snapshot


def test_too_many_rows_at_fault_refuse_the_delivery(tmp_path: Path) -> None:
    source = write_city(tmp_path / "in", city())
    first = loaded(tmp_path / "w", source)
    tables = city()
    for row in tables["lines"][:3]:
        row["quantity"] = "many"
    write_city(source, tables)
    with pytest.raises(RingtraceError, match=r"(?s)lines: 16\.7% of 18 rows \(3 × quantity.*refused-rejects\.parquet"):
        load(opened(tmp_path / "w"), [source])
    assert (tmp_path / "w" / "refused-rejects.parquet").is_file()
    assert opened(tmp_path / "w").require_current().id == first.snapshot
    assert not leftovers(tmp_path / "w")
    assert load(opened(tmp_path / "w"), [source], max_rejects=0.17).tables["lines"].rejected == 3


def test_rows_that_only_follow_a_rejected_one_do_not_count_against_the_limit(tmp_path: Path) -> None:
    tables = city(people=40)
    tables["persons"][2]["sex"] = "?"
    report = load(opened(tmp_path / "w"), [write_city(tmp_path / "in", tables)])
    assert report.tables["cards"].dependent == report.tables["cards"].rejected == 1
    assert report.tables["scans"].dependent == 3


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda f: (f / "drugs.csv").unlink(), "Required tables are missing: drugs"),
        (lambda f: (f / "drugs.csv").write_text(""), r"drugs\.csv is empty"),
        (lambda f: (f / "drugs.csv").write_text("drug_id,chronic\n"), "Required tables have no rows: drugs"),
        (lambda f: (f / "drugs.csv").write_text("X1,阿托伐他汀\nX2,b\n", "utf-8"), "has no header row"),
        (lambda f: (f / "drugs.csv").write_text("drug_id,chronic,chronic\nX1,,\n"), "column chronic more than once"),
        (lambda f: (f / "drugs.csv").write_text("generic_name\nX1\n"), "lacks the column drug_id"),
        (lambda f: (f / "drugs.csv").write_text("drug_id;generic_name\nX1;a\n"), "has no header row"),
        (lambda f: (f / "drugs.csv").write_text("drug_id\nX1\n", "utf-16"), "is UTF-16"),
    ],
)
def test_a_delivery_that_does_not_fit_is_refused_by_name(tmp_path: Path, spoil, message: str) -> None:  # type: ignore[no-untyped-def]
    source = write_city(tmp_path / "in", city(people=3))
    spoil(source)
    with pytest.raises(RingtraceError, match=message):
        loaded(tmp_path / "w", source)
    assert opened(tmp_path / "w").current() is None
    assert not leftovers(tmp_path / "w")


def test_all_bad_files_are_told_at_once(tmp_path: Path) -> None:
    source = write_city(tmp_path / "in", city(people=3))
    (source / "drugs.csv").write_text("")
    (source / "scans.csv").write_text("")
    with pytest.raises(RingtraceError, match=r"(?s)drugs\.csv is empty.*scans\.csv is empty"):
        loaded(tmp_path / "w", source)


def test_a_header_without_rows_is_an_empty_optional_table(tmp_path: Path) -> None:
    source = write_city(tmp_path / "in", city())
    (source / "scans.csv").write_text("trace_code,line_id\n")
    report = loaded(tmp_path / "w", source, max_rejects=0)
    assert report.tables["scans"].rows_in == 0
    assert table(tmp_path / "w", "scans") == []
    assert "scans" in opened(tmp_path / "w").require_current().tables


def test_several_files_a_table_may_lie_beside_or_in_a_folder(tmp_path: Path) -> None:
    source = write_city(tmp_path / "in", city())
    lines = city()["lines"]
    (source / "lines.csv").unlink()
    write_rows(source / "lines-2026-03.csv", lines[:5], "gb18030")
    write_rows(source / "lines" / "april.jsonl", lines[5:9])
    write_rows(source / "lines" / "may.parquet", lines[9:])
    loaded(tmp_path / "w", source, max_rejects=0)
    places = {row[-2:] for row in table(tmp_path / "w", "lines")}
    assert places >= {("lines-2026-03.csv", 5), ("lines/april.jsonl", 1), ("lines/may.parquet", 9)}
    again = loaded(tmp_path / "w", source / "lines" / "april.jsonl", append=True)
    assert again.unchanged == ["lines/april.jsonl"]


def test_a_reference_into_a_table_that_was_not_delivered_is_not_judged(tmp_path: Path) -> None:
    tables = {name: rows for name, rows in city().items() if name not in ("batches", "doctors", "stock_moves")}
    loaded(tmp_path / "w", write_city(tmp_path / "in", tables), max_rejects=0)
    assert {name for name, _ in rejected(tmp_path / "w")} == set()


@pytest.mark.parametrize(
    ("given", "message"),
    [("missing", "does not exist"), ("in/odd.csv", "fits no source"), ("empty", "Nothing to load")],
)
def test_what_cannot_be_loaded_is_named(tmp_path: Path, given: str, message: str) -> None:
    write_rows(tmp_path / "in" / "odd.csv", [{"a": "1"}])
    (tmp_path / "empty").mkdir()
    with pytest.raises(RingtraceError, match=message):
        loaded(tmp_path / "w", tmp_path / given)
