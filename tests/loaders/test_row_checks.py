"""What is wrong with a row by itself: the value, its column and the reason are told, and the row stays out."""

from pathlib import Path

from loader_city import city, loaded, rejects, table, write_city

BROKEN = [
    ("scans", "trace_code", "", "trace_code is required and empty"),
    ("persons", "sex", "男", "sex is none of M, F"),
    ("persons", "birth_date", "1970-02-30", "birth_date is not a date"),
    ("persons", "birth_date", "1970/02/28", "birth_date is not a date"),
    ("persons", "birth_date", "1899-12-31", "birth_date is not between 1900-01-01"),
    ("persons", "birth_date", "9999-12-31", "birth_date is not between 1900-01-01"),
    ("persons", "birth_date", "epoch", "birth_date is not a date"),
    ("persons", "death_date", "1910-01-01", "death_date is before birth_date"),
    ("persons", "name", "x" * 1_000_000, "name is longer than 65,536 bytes"),
    ("institutions", "longitude", "181", "longitude is above 180"),
    ("institutions", "longitude", "NaN", "longitude is not a number"),
    ("drugs", "days_per_pack", "1e999", "days_per_pack is not a number"),
    ("institutions", "kind", "", "kind is required and empty"),
    ("drugs", "unit_price", "-1", "unit_price is below 0"),
    ("drugs", "chronic", "maybe", "chronic is neither true nor false"),
    ("batches", "expires_on", "2023-01-01", "expires_on is before made_on"),
    ("settlements", "settled_at", "2026-03-01", "settled_at is not a local time"),
    ("settlements", "settled_at", "2026-03-01T09:30:00+08:00", "settled_at is not a local time"),
    ("settlements", "settled_at", "2026-03-01T24:00:00", "settled_at is not a local time"),
    ("settlements", "settled_at", "1900-01-01T00:00:00", "settled_at is not between 1990-01-01"),
    ("settlements", "settled_at", "9999-12-31T00:00:00", "settled_at is not between 1990-01-01"),
    ("settlements", "total_amount", "25.001", "total_amount is not an amount in yuan with at most 2 decimals"),
    ("settlements", "total_amount", "1,234.50", "total_amount is not an amount"),
    ("settlements", "total_amount", "１２３", "total_amount is not an amount"),
    ("settlements", "total_amount", " 25", "total_amount is not an amount"),
    ("settlements", "total_amount", "1e3", "total_amount is not an amount"),
    ("settlements", "total_amount", "9999999999999", "total_amount is not an amount"),
    ("lines", "quantity", "-2", "the quantity is negative, and its settlement reverses none"),
    ("lines", "quantity", "0.0001", "quantity is not a quantity with at most 3 decimals"),
    ("stock_moves", "quantity", "-2", "quantity is below 0"),
    ("stock_moves", "kind", "theft", "kind is none of opening"),
    ("inpatient_stays", "discharged_at", "2026-02-01T08:00:00", "discharged_at is before admitted_at"),
]


def test_each_broken_value_is_rejected_with_its_place_and_reason(tmp_path: Path) -> None:
    tables = city(people=60)
    taken: dict[str, int] = {}
    expected = []
    for name, column, value, reason in BROKEN:
        if name == "inpatient_stays":
            tables[name].append({**tables[name][0], "stay_id": "Y2", "discharged_at": ""})
            tables[name][0]["discharged_at"] = ""
            row = 1
        elif name in ("institutions", "drugs", "batches", "stock_moves"):  # more rows, so that nothing else falls
            key = next(iter(tables[name][0]))
            for other in tables[name]:
                other.setdefault(column, "")
            tables[name].append({**tables[name][0], key: f"more{len(tables[name])}"})
            row = len(tables[name]) - 1
        else:
            row = taken.get(name, 20 if name == "settlements" else 50)
            taken[name] = row + 1
        tables[name][row][column] = value
        expected.append((name, row + 1, column, value[:200], reason))
    loaded(tmp_path / "w", write_city(tmp_path / "in", tables))
    found = {(r["table"], r["row"]): (r["column"], r["value"], r["reason"]) for r in rejects(tmp_path / "w")}
    for name, row, column, value, reason in expected:
        told = found.pop((name, row))
        assert told[0] == column
        assert told[1] in ((value or None), "-2.000")
        assert str(told[2]).startswith(reason)
    assert [reason for *_, reason in found.values() if "was rejected" not in str(reason)] == []


SOUND = [
    ("persons", "birth_date", "1900-01-01", "1900-01-01"),
    ("persons", "death_date", "9999-12-31", "None"),
    ("persons", "address", '线\n二 "引",号', '线\n二 "引",号'),
    ("cards", "revoked_on", "9999-12-31", "None"),
    ("settlements", "settled_at", "2026-03-01 09:30", "2026-03-01 09:30:00"),
    ("settlements", "terminal_id", "0" * 40, "0" * 40),
    ("settlements", "total_amount", "25", "25.00"),
    ("lines", "split_pack", "True", "True"),
    ("lines", "quantity", "0.5", "0.500"),
]


def test_a_sound_value_is_kept_as_it_is_meant(tmp_path: Path) -> None:
    tables = city(people=3, settlements=1)
    for name, column, value, _ in SOUND:
        for row in tables[name]:
            row[column] = value
    loaded(tmp_path / "w", write_city(tmp_path / "in", tables), max_rejects=0)
    for name, _, _, stored in SOUND:
        rows = table(tmp_path / "w", name)
        assert len(rows) == len(tables[name])
        assert all(stored in map(str, row) for row in rows)
