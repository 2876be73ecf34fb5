"""Delimited text: every row keeps its true number, and a broken row costs only itself."""

from pathlib import Path

import pytest

from loaders.readers import blocks, csv_files
from loaders.readers.csv_files import CsvReader
from workspace.errors import RingtraceError


def read(tmp_path: Path, data: bytes, encoding: str = "utf-8") -> tuple[dict[int, tuple[str, ...]], dict[int, str]]:
    """Rows by their number, and reasons by the number of the rows that could not be read."""
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    reader = CsvReader(path, encoding)
    rows = {}
    for batch in reader.batches():
        for row in batch.to_pylist():
            number = row.pop("source_row")
            rows[number] = tuple(row.values())
    lost = {row["row"]: row["reason"] for row in reader.unreadable.table().to_pylist()}
    assert reader.rows_in == len(rows) + len(lost)
    return rows, lost


def test_quoted_newlines_stay_in_their_field_and_count_one_row(tmp_path: Path) -> None:
    rows, lost = read(tmp_path, b'a,b,c\n1,"x\n\ny",3\n2,"p,""q""",4\n')
    assert rows == {1: ("1", "x\n\ny", "3"), 2: ("2", 'p,"q"', "4")}
    assert not lost


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (b"2,x", "the row has 2 columns, the header 3"),
        (b"2,x,y,z", "the row has 4 columns, the header 3"),
        (b'2,x"y,z', "a quote stands inside a field"),
        (b'2,"x"y,z', "text follows a closing quote"),
        (b'2,"x,z', "never closed"),
        (b'"2,x,z', "never closed"),
        (b'2,x,"', "never closed"),
        (b'2,x,z"', "a quote stands inside a field"),
        (b"2,\0,z", "NUL"),
        (b"2,\xff\xfe,z", "not valid UTF-8"),
        ("2,张伟,z".encode("gb18030"), "not valid UTF-8"),
        (b"", "the line is empty"),
        (b"2,x," + b"z" * 1_100_000, "longer than"),
        (b'2,"x\n5,6', None),
    ],
)
@pytest.mark.parametrize("around", [b"1,x,y", b'1,"x, ""\n""",y'], ids=["plain", "quoted"])
def test_a_broken_row_costs_only_itself(tmp_path: Path, broken: bytes, reason: str | None, around: bytes) -> None:
    rows, lost = read(tmp_path, b"a,b,c\n" + around + b"\n" + broken + b"\n" + around + b"\n3,x,y\n")
    cost = 1 + broken.count(b"\n")
    assert sorted(lost) == list(range(2, 2 + cost))
    assert reason is None or reason in lost[2]
    assert sorted(rows) == [1, 2 + cost, 3 + cost]
    assert rows[1] == rows[2 + cost]
    assert rows[3 + cost] == ("3", "x", "y")


def test_two_unclosed_quotes_do_not_pair_up_over_the_rows_between(tmp_path: Path) -> None:
    rows, lost = read(tmp_path, b'a,b,c\n1,",3\n2,x,y\n3,",z\n4,",5\n5,",z\n6,x,y\n')
    assert sorted(rows) == [2, 6]
    assert sorted(lost) == [1, 3, 4, 5]


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_line_ends_may_be_mixed(tmp_path: Path, end: bytes) -> None:
    rows, lost = read(tmp_path, b"a,b" + end + b"1,2\r\n3,4" + end + b"5,6\r7,8\n9,10" + end)
    assert rows == {1: ("1", "2"), 2: ("3", "4"), 3: ("5", "6"), 4: ("7", "8"), 5: ("9", "10")}
    assert not lost


def test_empty_lines_at_the_end_are_no_rows_and_the_last_needs_no_line_end(tmp_path: Path) -> None:
    assert read(tmp_path, b"a,b\n1,2\n\n\n\n") == ({1: ("1", "2")}, {})
    assert read(tmp_path, b"a,b\n1,2") == ({1: ("1", "2")}, {})
    assert read(tmp_path, b"a,b\n") == ({}, {})


@pytest.mark.parametrize("size", [7, 16, 61, 64])
def test_rows_are_the_same_wherever_the_blocks_are_cut(
    tmp_path: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = b'a,b,c\r\n1,"x\r\ny",3\r\n2,"un,3\r3,ok,z\n4,st"ray,5\n5,"q""q",7\n\n6,1,2,3\n'
    data += b'8,"\n\n\n",9\n9,"open,x\n\n10,y,z\r\n' + "张,王,李\n".encode()
    whole = read(tmp_path, data)
    monkeypatch.setattr(blocks, "BLOCK", size)
    original = blocks.raw_chunks
    monkeypatch.setattr(csv_files, "raw_chunks", lambda path, _size=0: original(path, size))
    assert read(tmp_path, data) == whole
    assert sorted(whole[0]) == [1, 3, 5, 8, 11, 12]


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("\ufeffa,b\n1,2\n".encode())
    assert CsvReader(path, "utf-8").columns == ["a", "b"]


@pytest.mark.parametrize(
    ("data", "message"), [(b"", "is empty"), (b"\n\n", "is empty"), (b'a,"b\n1,2\n', "header"), (b"a,\xff\n", "header")]
)
def test_a_file_without_a_readable_header_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    with pytest.raises(RingtraceError, match=message):
        CsvReader(path, "utf-8")


def test_a_line_without_end_does_not_fill_the_memory(tmp_path: Path) -> None:
    rows, lost = read(tmp_path, b"a,b\n1,2\n3," + b"x" * 20_000_000 + b"\n5,6\n")
    assert sorted(rows) == [1, 3]
    assert list(lost) == [2]
