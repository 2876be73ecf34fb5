"""A city month by month: each month's files are loaded on top of the earlier ones and searched, as an office would.

A true ring is *detected* in the first month in which a right ring (at least half of its people are of the true one) is
red or yellow. It *keeps one id* when in every later month in which it is reported one of its right rings, also one on
watch, bears the id that it was first reported with; or it is *led* from that id to one of them by mergers.
"""

import json
import os
import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

import duckdb

from benchmarks.cities import City, emptied, ringtrace
from benchmarks.losses import losses
from benchmarks.measuring import run_measured
from benchmarks.tables import table
from detection.history import successor
from simulation.evaluate import JUDGED_LEVELS, belongs_to, persons_of

Figures = dict[str, Any]
# Table and the column that says when a row comes to be, or the table and key by which it comes with another's.
BY_TIME = {"settlements": "settled_at", "stock_moves": "moved_at", "prescriptions": "issued_at"}
BY_TIME |= {"inpatient_stays": "admitted_at"}
WITH = {"lines": ("settlements", "settlement_id"), "scans": ("lines", "line_id")}


def replayed(city: City) -> Figures:
    """Load and search the made city month by month; the rings by month, judged against the truth."""
    truth = json.loads((city.folder / "truth.json").read_text(encoding="utf-8"))
    workspace = emptied(city)
    months = []
    for number, delivery in enumerate(deliveries(city.folder, workspace.with_name(workspace.name + "-deliveries"))):
        run_measured(ringtrace(city, "load", str(delivery), *(["--append"] if number else [])))
        out = workspace / "rings.json"
        told = json.loads(run_measured(ringtrace(city, "detect", "--out", str(out)), dict(os.environ)).output)
        last = json.loads(out.read_text(encoding="utf-8"))
        months.append({"rings": last["rings"], "lineage": told["lineage"], "drift": told["drift"]["moved"]})
    shutil.rmtree(workspace.with_name(workspace.name + "-deliveries"))
    return {
        "months": len(months),
        "rings": followed(truth["rings"], months),
        "events": events(months),
        "losses": losses(last, city.folder / "truth.json"),
        "drift": [one for month in months for one in month["drift"]],
    }


def deliveries(city: Path, folder: Path) -> list[Path]:
    """The city's Parquet files cut by month, a folder each; what has no time comes with the first."""
    shutil.rmtree(folder, ignore_errors=True)
    with duckdb.connect() as engine:
        for file in sorted(city.glob("*.parquet")):
            engine.execute(f"CREATE VIEW {file.stem} AS SELECT * FROM '{file}'")
        first, last = engine.execute("SELECT min(settled_at), max(settled_at) FROM settlements").fetchone() or ("", "")
        months = [str(one[0]) for one in engine.execute(
            "SELECT strftime(m, '%Y-%m') FROM generate_series(date_trunc('month', ?::TIMESTAMP), ?::TIMESTAMP, "
            "INTERVAL 1 MONTH) one(m)", [first, last],
        ).fetchall()]  # fmt: skip
        return [_delivery(engine, city, folder / month, month, months) for month in months]


def _delivery(engine: duckdb.DuckDBPyConnection, city: Path, out: Path, month: str, months: Sequence[str]) -> Path:
    out.mkdir(parents=True)
    for file in sorted(city.glob("*.parquet")):
        name = file.stem
        rows = _rows(name, month, first=month == months[0])
        if rows:
            engine.execute(f"COPY ({rows}) TO '{out / f'{name}-{month}.parquet'}' (FORMAT parquet)")
    return out


def _rows(name: str, month: str, *, first: bool) -> str:
    if name in BY_TIME:
        at = f"strftime({BY_TIME[name]}::TIMESTAMP, '%Y-%m')"
        return f"SELECT * FROM {name} WHERE {at} {'<=' if first else '='} '{month}'"
    if name in WITH:
        parent, key = WITH[name]
        return f"SELECT * FROM {name} SEMI JOIN ({_rows(parent, month, first=first)}) USING ({key})"
    return f"SELECT * FROM {name}" if first else ""


def followed(true: Sequence[Figures], months: Sequence[Figures]) -> list[Figures]:
    """Each true ring: the month in which it started, and what it bore by month.

    By month: `reported` (ids of right rings at red or yellow), `listed` (at any level), the largest first, and `led`:
    the first id, or the ring that it was merged into.
    """
    groups = [set(ring["persons"]) for ring in true]
    bore: list[list[Figures]] = [[] for _ in true]
    for month in months:
        for ids in bore:
            first = next((one["reported"][0] for one in ids if one["reported"]), "")
            ids.append({"reported": [], "listed": [], "led": successor(first, month["lineage"]) or first})
        for ring in sorted(month["rings"], key=lambda one: -len(persons_of(one))):
            home = belongs_to(persons_of(ring), groups)
            if home is not None:
                bore[home][-1]["listed"].append(ring["ring_id"])
                if ring["level"] in JUDGED_LEVELS:
                    bore[home][-1]["reported"].append(ring["ring_id"])
    return [
        {"pattern": ring["pattern"], "variant": ring["variant"], "start": ring["start_month"], "months": ids}
        for ring, ids in zip(true, bore, strict=True)
    ]


def events(months: Sequence[Figures]) -> dict[str, int]:
    """How often each event befell a ring, in the months after the first."""
    counts: Counter[str] = Counter()
    for month in months[1:]:
        counts.update(event for ring in month["lineage"]["rings"] for event in ring["events"])
        counts["gone"] += len(month["lineage"]["went"])
    return dict(sorted(counts.items()))


def detected(ring: Figures) -> int | None:
    """The first month in which the ring was reported."""
    return next((number for number, month in enumerate(ring["months"]) if month["reported"]), None)


def keeps_one_id(ring: Figures, *, led: bool = False) -> bool | None:
    """Whether the first id is among its ids in every month in which it is reported; None where that is one month.

    `led`: or a ring into which the one of the first id was merged.
    """
    reported = [month for month in ring["months"] if month["reported"]]
    if len(reported) < 2:
        return None
    first = reported[0]["reported"][0]
    return all(first in month["listed"] or (led and month["led"] in month["listed"]) for month in reported)


def replay_part(figures: dict[str, Figures]) -> str:
    """The part of docs/quality.md about identity and time."""
    if not figures:
        return ""
    rows, happened = [], []
    for one in figures.values():
        rings, city = one["replay"]["rings"], one["city"]
        late = [month - ring["start"] for ring in rings if (month := detected(ring)) is not None]
        kept = [answer for ring in rings if (answer := keeps_one_id(ring)) is not None]
        led = [answer for ring in rings if (answer := keeps_one_id(ring, led=True)) is not None]
        rows.append(
            (
                f"`{city['level']}`",
                f"{len(late)} of {len(rings)}",
                f"{median(late):g}" if late else "–",
                *(f"{sum(month <= within for month in late)}" for within in (1, 3, 6)),
                f"{sum(kept)} of {len(kept)}",
                f"{sum(led)} of {len(led)}",
            )
        )
        told = ", ".join(f"{name} {count}" for name, count in one["replay"]["events"].items())
        happened.append(f"- `{city['level']}`: {told}")
    head = ("level", "detected", "months to detection, median", "within 1", "within 3", "within 6")
    head += ("keep one id", "or are led on by it")
    sizes = ", ".join(f"{size:,}" for size in sorted({one["city"]["persons"] for one in figures.values()}))
    seeds = ", ".join(str(seed) for seed in sorted({one["city"]["seed"] for one in figures.values()}))
    dates = " and ".join(sorted({one["date"] for one in figures.values()}))
    return (
        f"## Month by month\n\nCities of {sizes} people (seed {seeds}, measured {dates}), loaded and searched each "
        "month with the records up to then. A true ring is detected in the first month in which a right ring of it is "
        "red or yellow; months count from the month of its first false line (0: in that month). It keeps one id when "
        "in every later month in which it is reported one of its right rings bears the id that it was first reported "
        "with (the one it bears may be on watch); the last column counts also those whose first id was merged into one "
        f"that they bear.\n\n{table(head, rows)}\n\nWhat happened to listed "
        "rings from one month to the next, watch included (a ring can grow and shrink at once):\n\n"
        + "\n".join(happened)
        + "\n\nNothing moves in these cities for everybody; the check of drift told "
        + f"{sum(len(one['replay']['drift']) for one in figures.values())} months as moved over all runs."
    )
