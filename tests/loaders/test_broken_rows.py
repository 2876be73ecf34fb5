"""The promise of the loaders: a GB18030 delivery with broken rows of every kind loses exactly those rows."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from loader_city import City, as_csv, city, loaded, opened, rejects, table

Spoil = Callable[[list[bytes], random.Random], list[bytes]]

_TIMES = {"settlements": "settled_at", "stock_moves": "moved_at"}


def at(column: int, value: bytes) -> Spoil:
    return lambda fields, _rng: [*fields[:column], value, *fields[column + 1 :]]


BYTES: dict[str, Spoil] = {
    "a field too many": lambda fields, _: [*fields, b"x"],
    "a field too few": lambda fields, _: fields[:-1],
    "a stray quote": lambda fields, rng: at(rng.randrange(len(fields)), b'st"ray')(fields, rng),
    "text after a quote": at(1, b'"a"b'),
    "an unclosed quote": lambda fields, rng: (lambda n: at(n, b'"' + fields[n].replace(b'"', b""))(fields, rng))(
        rng.randrange(len(fields))
    ),
    "a lone quote at the end": lambda fields, rng: at(len(fields) - 1, b'"')(fields, rng),
    "a NUL": at(1, b"a\0b"),
    "a wrong byte": at(1, b"\xff\xff"),
    "UTF-8 among GB18030": at(1, "上海市浦东新区世纪大道".encode()),
    "half a character": at(1, "王".encode("gb18030")[:1]),
    "an empty line": lambda _fields, _rng: [b""],
    "a million characters": at(1, b"x" * 1_000_000),
    "an empty id": at(0, b""),
}
VALUES: dict[str, list[tuple[str, str]]] = {
    "persons": [
        ("sex", "男"),
        ("birth_date", "1970-02-30"),
        ("birth_date", "1890-01-01"),
        ("death_date", "1920-01-01"),
    ],
    "cards": [("person_id", "nobody"), ("kind", "paper"), ("revoked_on", "soon")],
    "settlements": [
        ("card_id", "unknown"),
        ("settled_at", "9999-12-31T00:00:00"),
        ("settled_at", "1900-01-01T00:00:00"),
        ("total_amount", "12.345"),
        ("total_amount", '"1,234.50"'),
        ("total_amount", "１２３"),
        ("institution_id", ""),
        ("reverses", "nothing"),
        ("collected_by", "nobody"),
    ],
    "lines": [
        ("quantity", "-1"),
        ("quantity", "１２３"),
        ("amount", "1.234"),
        ("drug_id", "unknown"),
        ("split_pack", "?"),
    ],
    "scans": [("line_id", "unknown"), ("line_id", "")],
    "stock_moves": [("quantity", "-5"), ("kind", "theft"), ("moved_at", "2026-02-30T00:00:00")],
}


def spoiled(name: str, rows: list[dict[str, str]], share: float, rng: random.Random) -> tuple[bytes, set[int]]:
    """A table as GB18030 CSV in which a share of the rows is broken, and the numbers of those rows."""
    header, *lines = [line.encode("gb18030") for line in as_csv(rows).splitlines()]
    columns = header.decode().split(",")
    broken = set(rng.sample(range(1, len(lines) + 1), max(1, int(len(lines) * share))))
    for row in broken:
        fields = lines[row - 1].split(b",")
        kinds = [*BYTES, *VALUES.get(name, [])]
        kind = rng.choice(kinds)
        if isinstance(kind, str):
            fields = BYTES[kind](fields, rng)
        else:
            fields[columns.index(kind[0])] = kind[1].encode("gb18030")
        lines[row - 1] = b",".join(fields)
    ends = [rng.choice([b"\n", b"\r\n"]) for _ in lines]
    return header + b"\n" + b"".join(line + end for line, end in zip(lines, ends, strict=True)), broken


def lost_with_them(tables: City, broken: dict[str, set[int]]) -> dict[str, set[int]]:
    """Rows that refer to a broken row, or to one that was lost so; worked out anew, table after table."""
    keys = {"persons": "person_id", "cards": "card_id", "settlements": "settlement_id", "lines": "line_id"}
    lost: dict[str, set[int]] = {}
    gone: dict[str, set[str]] = {}
    refers = {
        "cards": ("persons",),
        "settlements": ("cards", "persons"),
        "lines": ("settlements",),
        "scans": ("lines",),
        "prescriptions": ("persons",),
        "inpatient_stays": ("persons",),
        "agents": ("persons",),
    }
    for name, rows in tables.items():
        for number, row in enumerate(rows, start=1):
            follows = any(row[keys[parent]] in gone.get(parent, ()) for parent in refers.get(name, ()))
            follows |= name == "agents" and row["agent_person_id"] in gone["persons"]
            if follows and number not in broken.get(name, ()):
                lost.setdefault(name, set()).add(number)
            if (follows or number in broken.get(name, ())) and name in keys:
                gone.setdefault(name, set()).add(row[keys[name]])
    return lost


@pytest.mark.parametrize("seed", [1, *(pytest.param(n, marks=pytest.mark.slow) for n in range(2, 12))])
def test_exactly_the_broken_rows_are_rejected_with_their_true_numbers(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    tables = city(people=700)
    broken: dict[str, set[int]] = {}
    (tmp_path / "in").mkdir()
    for name, rows in tables.items():
        data = as_csv(rows).encode("gb18030")
        if name in VALUES:
            data, broken[name] = spoiled(name, rows, 0.02 if len(rows) > 50 else 0, rng)
        (tmp_path / "in" / f"{name}.csv").write_bytes(data)
    report = loaded(tmp_path / "w", tmp_path / "in", max_rejects=0.3)
    lost = lost_with_them(tables, broken)
    told = rejects(tmp_path / "w")
    followers = {
        name: {r["row"] for r in told if r["table"] == name and "was rejected" in str(r["reason"])} for name in tables
    }
    for name, rows in tables.items():
        numbers = [r["row"] for r in told if r["table"] == name]
        assert sorted(numbers) == sorted(broken.get(name, set()) | lost.get(name, set())), name
        assert all(r["file"] == f"{name}.csv" for r in told if r["table"] == name)
        assert {row[-1] for row in table(tmp_path / "w", name)} == set(range(1, len(rows) + 1)) - set(numbers)
        assert report.tables[name].rows_in == len(rows)
        assert followers[name] <= lost.get(name, set()) | broken.get(name, set())
    entries = opened(tmp_path / "w").require_current().manifest["sources"]
    assert {e["encoding"] for e in entries if e["file"].split(".")[0] in ("persons", "institutions")} == {"gb18030"}
