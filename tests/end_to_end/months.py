"""A generated city cut into deliveries: all before a month, and the files that a later month adds."""

import csv
from pathlib import Path

Rows = list[list[str]]
# Table, the column that says when, and the table whose late rows it names where it holds no time itself.
_BY_MONTH = (
    ("settlements", "settled_at", ""),
    ("stock_moves", "moved_at", ""),
    ("lines", "settlement_id", "settlements"),
    ("scans", "line_id", "lines"),
)


def cut(city: Path, month: str, earlier: Path, later: Path) -> None:
    """Write the city's rows before `month` (2025-02) to `earlier`, the others to `later`, in files of other names."""
    for folder in (earlier, later):
        folder.mkdir()
    for path in sorted(city.glob("*.csv")):
        (earlier / path.name).write_bytes(path.read_bytes())
    late_keys: dict[str, set[str]] = {}
    for name, column, parent in _BY_MONTH:
        header, rows = _read(city / f"{name}.csv")
        at = header.index(column)
        late = [row for row in rows if (row[at] in late_keys[parent] if parent else row[at] >= month)]
        late_keys[name] = {row[0] for row in late}  # the key is the first column
        kept = {id(row) for row in late}
        _write(earlier / f"{name}.csv", header, [row for row in rows if id(row) not in kept])
        _write(later / f"{name}-{month}.csv", header, late)


def _read(path: Path) -> tuple[list[str], Rows]:
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return header, rows


def _write(path: Path, header: list[str], rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
