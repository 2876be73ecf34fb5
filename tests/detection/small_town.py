"""A small town of honest people, in which a test plants what it is about."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import pandas as pd
import pytest

from detection.engines import DuckDBEngine, Engine
from detection.signal import Findings, Signal, validate
from workspace.settings import Settings
from workspace.tables import TABLES

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

START = pd.Timestamp("2026-01-01")
PEOPLE, SHOPS, DRUGS, DAYS = 400, 6, 12, 200


@dataclass
class Town:
    """Rows of the canonical tables; everybody comes about once in three weeks, at a usual hour, to a usual shop."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    made: int = 0
    spark: "tuple[SparkSession, Path] | None" = None  # searched on it, with a folder for what it keeps; else on DuckDB

    def add(self, table: str, **row: Any) -> None:
        self.rows.setdefault(table, []).append(row)

    def sell(
        self,
        person: str,
        shop: str,
        at: pd.Timestamp,
        drug: str = "D1",
        *,
        quantity: float = 1,
        codes: list[str] | None = None,
        lot: str | None = None,
        **settlement: Any,
    ) -> str:
        """A settlement with one line; without `codes` every pack has a code of its own. Returns the line's id."""
        self.made += 1
        number = f"{self.made:06d}"
        self.add(
            "settlements",
            settlement_id=f"S{number}",
            card_id=f"C-{person}",
            person_id=person,
            institution_id=shop,
            settled_at=at,
            **settlement,
        )
        self.add(
            "lines",
            line_id=f"L{number}",
            settlement_id=f"S{number}",
            drug_id=drug,
            batch_id=lot or f"B-{drug}",
            quantity=quantity,
            amount=20.0 * quantity,
        )
        for code in [f"{number}-{pack}" for pack in range(int(quantity))] if codes is None else codes:
            self.add("scans", trace_code=code, line_id=f"L{number}")
        return f"L{number}"

    def engine(self) -> Engine:
        connection = duckdb.connect()
        for name, rows in self.rows.items():
            columns = TABLES[name].columns
            frame = pd.DataFrame(rows, columns=[column.name for column in columns])
            connection.register("frame", frame)
            typed = ", ".join(f'CAST("{column.name}" AS {column.engine_type}) AS "{column.name}"' for column in columns)
            connection.execute(f"CREATE TABLE {name} AS SELECT {typed} FROM frame")
            connection.unregister("frame")
        return self._on_spark(connection) if self.spark else DuckDBEngine(connection, tuple(self.rows))

    def _on_spark(self, connection: duckdb.DuckDBPyConnection) -> Engine:
        from detection.spark import SparkEngine

        assert self.spark
        session, folder = self.spark
        for name in self.rows:
            connection.table(name).write_parquet(str(folder / f"{name}.parquet"))
        return SparkEngine(session, {name: [folder / f"{name}.parquet"] for name in self.rows}, folder)

    def search(self, signal: Signal) -> Findings:
        engine = self.engine()
        return validate(signal, engine.tables, Settings())

    def found_lines(self, signal: Signal) -> set[str]:
        """Ids of the lines that the findings rest on."""
        engine = self.engine()
        found = validate(signal, engine.tables, Settings())
        return set(engine.tables.line_ids(engine.load(found.evidence[["line"]])).to_pandas()["line_id"])

    def found_people(self, signal: Signal) -> set[str]:
        """Ids of the people whom the findings' evidence names."""
        engine = self.engine()
        found = validate(signal, engine.tables, Settings())
        people = engine.tables.people.select("person", "person_id").to_pandas().set_index("person")["person_id"]
        return set(people.loc[found.evidence["person"].astype(int).unique()]) if len(found.evidence) else set()


on_both_engines = pytest.mark.parametrize(
    "town", ["duckdb", pytest.param("spark", marks=pytest.mark.slow)], indirect=True
)


def at(day: int, hour: float) -> pd.Timestamp:
    return START + pd.Timedelta(days=day, hours=hour).round("s")


def honest_town(seed: int = 1) -> Town:
    random = np.random.default_rng(seed)
    town = Town()
    for number in range(PEOPLE):
        town.add(
            "persons",
            person_id=f"P{number}",
            name=f"某{number}",
            sex="FM"[number % 2],
            birth_date=pd.Timestamp("1950-01-01") + pd.Timedelta(days=int(random.integers(0, 18_000))),
            household_id=f"H{number // 2}",
        )
        town.add("cards", card_id=f"C-P{number}", person_id=f"P{number}", kind="social_card")
    for number in range(SHOPS):
        town.add(
            "institutions",
            institution_id=f"I{number}",
            name=f"药店{number}",
            kind="pharmacy",
            longitude=120.0 + 0.2 * number,
            latitude=30.0,
        )
    for number in range(DRUGS):
        town.add(
            "drugs",
            drug_id=f"D{number}",
            generic_name=f"药{number}",
            unit_price=20.0,
            days_per_pack=14.0,
            sex_limit="F" if number == DRUGS - 1 else None,
        )
        town.add("batches", batch_id=f"B-D{number}", drug_id=f"D{number}", lot_number=f"L{number}")
    sold = dict.fromkeys(((shop, drug) for shop in range(SHOPS) for drug in range(DRUGS)), 0)
    for number in range(PEOPLE):
        shop, drug = int(random.integers(0, SHOPS)), int(random.integers(0, DRUGS - 1))
        hour = float(random.uniform(8, 20))
        for day in np.cumsum(random.integers(12, 30, 9)):
            if day < DAYS:
                town.sell(f"P{number}", f"I{shop}", at(int(day), hour + random.normal(0, 1.5)), f"D{drug}")
                sold[shop, drug] += 1
    town.add("suppliers", supplier_id="W1", name="批发")
    for (shop, drug), packs in sold.items():
        for part in range(4):
            town.add(
                "stock_moves",
                move_id=f"M{shop}-{drug}-{part}",
                institution_id=f"I{shop}",
                batch_id=f"B-D{drug}",
                kind="purchase",
                quantity=max(5, packs // 3),
                moved_at=at(50 * part, 7),
                supplier_id="W1",
            )
    return town
