"""A sound canonical delivery written as GB18030 CSV with a share of its rows broken, and what a load must say of it.

The expectation is worked out from the sound files and the declaration of the tables alone.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from pyarrow import parquet

from workspace.tables import TABLES, Column, Kind, Table

FEWEST = 100  # rows of a table from which it is broken; below, one row is more than the share
Fields = list[bytes]
Breaker = Callable[[Fields, random.Random], Fields]

DECIMAL = ("12.34567", "１２３", '"1,234.50"', "1e3", " 5", "12,5", "x")
WRONG: dict[Kind, tuple[str, ...]] = {
    Kind.DATE: ("2026-02-30", "2026/03/01", "01.03.2026", "1899-12-31", "２０２６-03-01", "20260301", "soon"),
    Kind.TIME: ("2026-03-01", "2026-03-01T09:30:00Z", "2026-03-01T24:00:00", "1985-03-01T09:30:00", "昨天", "09:30"),
    Kind.MONEY: DECIMAL,
    Kind.PRICE: DECIMAL,
    Kind.QUANTITY: DECIMAL,
    Kind.NUMBER: ("１２３", "1 2", "x"),
    Kind.FLAG: ("maybe", "是"),
}
# Table, the later of two dates, a value before any of the earlier.
DISORDER = {
    "persons": ("birth_date", "death_date", "1900-01-01"),
    "cards": ("issued_on", "revoked_on", "1900-01-01"),
    "batches": ("made_on", "expires_on", "1900-01-01"),
    "inpatient_stays": ("admitted_at", "discharged_at", "1990-01-01T00:00:00"),
}


@dataclass
class Broken:
    """The broken rows by table and number; `illegible` are those whose id can no longer be read."""

    rows: dict[str, dict[int, str]] = field(default_factory=dict)  # what was done to them
    illegible: dict[str, set[int]] = field(default_factory=dict)


def replaced(at: int, value: bytes) -> Breaker:
    """Another value in one field."""
    return lambda fields, _rng: [*fields[:at], value, *fields[at + 1 :]]


def somewhere(change: Callable[[bytes], bytes]) -> Breaker:
    """A change to any field but the first, which holds the id."""

    def breaker(fields: Fields, rng: random.Random) -> Fields:
        at = rng.randrange(1, len(fields))
        return [*fields[:at], change(fields[at]), *fields[at + 1 :]]

    return breaker


ROWS: dict[str, Breaker] = {
    "a field too many": lambda fields, _rng: [*fields, b"x"],
    "a field too few": lambda fields, _rng: fields[:-1],
    "a stray quote": somewhere(lambda value: value + b'"x'),
    "text after a closing quote": somewhere(lambda value: b'"' + value + b'"x'),
    "an unclosed quote": somewhere(lambda value: b'"' + value),
    "a lone quote at the end": lambda fields, _rng: [*fields[:-1], b'"'],
    "a NUL byte": somewhere(lambda value: value + b"\0"),
    "bytes of no encoding": somewhere(lambda value: value + b"\xff\xff"),
}
ILLEGIBLE: dict[str, Breaker] = {
    "an empty line": lambda _fields, _rng: [b""],
    "no id": replaced(0, b""),
    "a stray quote in the id": lambda fields, _rng: [fields[0][:4] + b'"' + fields[0][4:], *fields[1:]],
}


def break_delivery(source: Path, target: Path, share: float, seed: int) -> Broken:
    """Write the UTF-8 files of `source` to `target` in GB18030, a share of the rows of each table broken."""
    target.mkdir(parents=True)
    broken, rng = Broken(), random.Random(seed)
    for name in (name for name in TABLES if (source / f"{name}.csv").is_file()):
        header, *lines = (source / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        encoded = [line.encode("gb18030") for line in lines]
        names = header.replace('"', "").split(",")
        count = round(len(lines) * share) if len(lines) >= FEWEST else 0
        rows = sorted(rng.sample(range(1, len(lines)), count))  # numbers from 1; the last row stays
        broken.rows[name], broken.illegible[name] = _break_rows(TABLES[name], names, lines, encoded, rows, rng)
        end = rng.choice([b"\n", b"\r\n"])
        (target / f"{name}.csv").write_bytes(end.join([",".join(names).encode(), *encoded, b""]))
    return broken


def _break_rows(
    table: Table, names: list[str], lines: list[str], encoded: Fields, rows: list[int], rng: random.Random
) -> tuple[dict[int, str], set[int]]:
    """Break the encoded lines of these numbers in place; what was done to each, and whose id is gone."""
    kinds = {**ROWS, **ILLEGIBLE, **dict(_wrong_values(table, names))}
    told: dict[int, str] = {}
    gone: set[int] = set()
    for row in rows:
        kind = rng.choice([*kinds, "a row delivered twice", "a row in UTF-8", "the card of another"])
        fields = lines[row - 1].encode("gb18030").split(b",")
        if kind == "a row delivered twice" and table.key and row > 1:
            donor = rng.choice([n for n in range(max(1, row - 20), row) if n not in told] or [0])
            fields = lines[donor - 1].encode("gb18030").split(b",") if donor else fields[:-1]
        elif kind == "a row in UTF-8" and table.name == "persons":
            fields = [lines[row - 1].encode("utf-8")]
        elif kind == "the card of another" and table.name == "settlements":
            fields[names.index("card_id")] = _card_of_another(names, lines, fields, rng)
        elif kind in kinds and not _in_order(kind, table, names, fields):
            fields = kinds[kind](fields, rng)
        else:
            kind, fields = "a field too many", [*fields, b"x"]
        if kind in ILLEGIBLE or kind == "a row delivered twice":
            gone.add(row)
        encoded[row - 1] = b",".join(fields)
        told[row] = kind
    return told, gone


def _in_order(kind: str, table: Table, names: list[str], fields: Fields) -> bool:
    """Whether dates cannot be put in disorder, as the earlier one is not given."""
    return kind == "dates in disorder" and not fields[names.index(DISORDER[table.name][0])]


def _card_of_another(names: list[str], lines: list[str], fields: Fields, rng: random.Random) -> bytes:
    person, card = names.index("person_id"), names.index("card_id")
    while True:
        other = rng.choice(lines).encode("gb18030").split(b",")
        if other[person] != fields[person]:
            return other[card]


def _wrong_values(table: Table, names: list[str]) -> Iterator[tuple[str, Breaker]]:
    for column in (column for column in table.columns if column.name in names):
        at = names.index(column.name)
        for value in _wrong_texts(column):
            if at or column.refers_to:
                yield f"{column.name} = {value!r}", replaced(at, value.encode("gb18030"))
    if table.name == "stock_moves":
        yield "a negative move", replaced(names.index("quantity"), b"-5")
    if table.name in DISORDER and DISORDER[table.name][1] in names:
        _, late, value = DISORDER[table.name]
        yield "dates in disorder", replaced(names.index(late), value.encode())


def _wrong_texts(column: Column) -> list[str]:
    texts = list(WRONG.get(column.kind, ()))
    if column.required:
        texts.append("")
    if column.refers_to:
        texts.append("no-such-id")
    if column.choices:
        texts.append("别的")
    if column.low is not None:
        texts.append(f"{column.low - 1:g}")
    if column.high is not None:
        texts.append(f"{column.high + 1:g}")
    return texts


def followers(source: Path, broken: Broken) -> dict[str, dict[int, bool]]:
    """Sound rows that refer to a broken row, or to one lost so, by table and number.

    The value says whether the reason must be that the other row was rejected: not where the other's id is illegible.
    """
    lost: dict[str, dict[int, bool]] = {}
    gone: dict[str, pa.Array] = {}
    illegible: dict[str, pa.Array] = {}
    for name, table in TABLES.items():
        if not (source / f"{name}.csv").is_file():
            continue
        rows = _read(source / f"{name}.csv")
        own = _mask(len(rows), broken.rows[name])
        keys = rows[table.key].combine_chunks() if table.key else pa.array([], pa.string())
        illegible[name] = keys.filter(_mask(len(rows), broken.illegible[name])) if table.key else keys
        references = [(c.name, c.refers_to) for c in table.columns if c.refers_to and c.name in rows.column_names]
        follows = _any_in(rows, [(name, gone[to]) for name, to in references if to != table.name])
        while table.key:
            gone[name] = keys.filter(pc.or_(own, follows))
            more = pc.or_(follows, _any_in(rows, [(c, gone[name]) for c, to in references if to == table.name]))
            if more.equals(follows):
                break
            follows = more
        unsaid = _any_in(rows, [(c, illegible[to]) for c, to in references])
        lost[name] = {at + 1: not unsaid[at].as_py() for at in pc.indices_nonzero(pc.and_not(follows, own)).to_pylist()}
    return lost


def differences(source: Path, rejects: Path, broken: Broken) -> list[str]:
    """What the rejects tell otherwise than they must, in words; empty where they are exact."""
    found: dict[tuple[str, int], str] = {}
    told: list[str] = []
    for row in parquet.read_table(rejects).to_pylist():
        place = (str(row["table"]), int(row["row"]))
        if place in found:
            told.append(f"{place} is told twice")
        if row["file"] != f"{row['table']}.csv":
            told.append(f"{place} is said to be in {row['file']}")
        found[place] = str(row["reason"])
    lost = followers(source, broken)
    due = {(name, row): kind for name, rows in broken.rows.items() for row, kind in rows.items()}
    following = {(name, row): says for name, rows in lost.items() for row, says in rows.items()}
    told += [f"{place} was broken ({kind}) and is not rejected" for place, kind in due.items() if place not in found]
    told += [f"{place} refers to a lost row and is not rejected" for place in following if place not in found]
    told += [f"{place} is sound and rejected: {found[place]}" for place in found.keys() - due.keys() - following.keys()]
    told += [
        f"{place} only refers to a lost row, and the reason is: {found[place]}"
        for place, says in following.items()
        if says and "was rejected" not in found.get(place, "was rejected")
    ]
    return told


def _read(path: Path) -> pa.Table:
    names = path.read_text(encoding="utf-8").split("\n", 1)[0].replace('"', "").split(",")
    text = pa.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False)
    return pa.csv.read_csv(path, convert_options=text)


def _mask(length: int, numbers: "dict[int, str] | set[int]") -> pa.Array:
    mask = [False] * length
    for number in numbers:
        mask[number - 1] = True
    return pa.array(mask, pa.bool_())


def _any_in(rows: pa.Table, lost: list[tuple[str, pa.Array]]) -> pa.Array:
    """Whether a row names one of the lost keys in any of these columns; an empty value names none."""
    found = pa.array([False] * len(rows), pa.bool_())
    for column, keys in lost:
        given = pc.is_in(rows[column], value_set=keys)
        found = pc.or_(found, pc.and_(given, pc.not_equal(rows[column], "")).combine_chunks())
    return found
