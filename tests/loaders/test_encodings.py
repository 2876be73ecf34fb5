"""UTF-8 and GB18030 are told apart by the whole file; one wrong row is a rejected row."""

from pathlib import Path

import pytest

from loaders.encoding import GB18030, UTF8, encoding_of, is_utf8_within_gb18030
from loaders.readers.csv_files import CsvReader

LINES = [f"{n},欧阳{chr(0x4E00 + n)},上海市浦东新区世纪大道{n}号" for n in range(200)]


def text_of(lines: list[str], encoding: str) -> bytes:
    return ("id,name,address\n" + "\n".join(lines) + "\n").encode(encoding)


@pytest.mark.parametrize("encoding", [UTF8, GB18030, "utf-8-sig"])
def test_the_encoding_is_seen_where_only_the_last_row_is_not_ascii(encoding: str) -> None:
    data = text_of([f"{n},x,y" for n in range(100_000)] + LINES[:1], encoding)
    chunks = [data[at : at + 4096] for at in range(0, len(data), 4096)]
    assert encoding_of(chunks) == encoding.removesuffix("-sig")


@pytest.mark.parametrize("size", [1, 2, 3, 5, 1000])
def test_chunks_may_cut_characters_and_lines(size: int) -> None:
    for encoding in (UTF8, GB18030):
        data = text_of(LINES[:20], encoding)
        assert encoding_of(data[at : at + size] for at in range(0, len(data), size)) == encoding


def test_ascii_reads_as_utf8() -> None:
    assert encoding_of([b"a,b\n1,2\n"]) == UTF8
    assert encoding_of([]) == UTF8


@pytest.mark.parametrize(("encoding", "other"), [(UTF8, GB18030), (GB18030, UTF8)])
@pytest.mark.parametrize("share", [1, 40])
def test_rows_in_the_other_encoding_are_rejected_and_do_not_switch_the_file(
    tmp_path: Path, encoding: str, other: str, share: int
) -> None:
    wrong = set(range(3, 3 + share))
    rows = [(line + "\n").encode(other if n in wrong else encoding) for n, line in enumerate(LINES, start=1)]
    path = tmp_path / "a.csv"
    path.write_bytes(b"id,name,address\n" + b"".join(rows))
    assert encoding_of([path.read_bytes()]) == encoding
    reader = CsvReader(path, encoding)
    read = {row["source_row"]: row["name"] for batch in reader.batches() for row in batch.to_pylist()}
    assert {row["row"] for row in reader.unreadable.table().to_pylist()} == wrong
    assert read == {n: line.split(",")[1] for n, line in enumerate(LINES, start=1) if n not in wrong}


def test_a_truncated_character_costs_its_row_only(tmp_path: Path) -> None:
    rows = [line.encode(GB18030) for line in LINES[:9]]
    rows[4] = rows[4][:-3]  # ends within 号? no: within a pair of bytes, before the line end
    rows[6] = b"6,\x81,x"
    path = tmp_path / "a.csv"
    path.write_bytes(b"id,name,address\n" + b"\n".join(rows) + b"\n")
    reader = CsvReader(path, GB18030)
    assert {r["source_row"] for b in reader.batches() for r in b.to_pylist()} >= {1, 2, 3, 4, 6, 8, 9}
    assert 7 in {row["row"] for row in reader.unreadable.table().to_pylist()}


def test_rare_characters_of_gb18030_survive(tmp_path: Path) -> None:
    names = ["㐂𠮷", "䶮", "朱镕基", "·é"]  # four-byte forms among them
    path = tmp_path / "a.csv"
    path.write_bytes(text_of([f"{n},{name},x" for n, name in enumerate(names)], GB18030))
    reader = CsvReader(path, GB18030)
    assert [row["name"] for batch in reader.batches() for row in batch.to_pylist()] == names


def test_names_in_gb18030_are_not_taken_for_utf8() -> None:
    surnames = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
    given = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英"
    lines = [f"1,{a}{b}{c}".encode(GB18030) for a in surnames for b in given for c in ("", *given[:8])]
    assert not [line for line in lines if is_utf8_within_gb18030(line)]
