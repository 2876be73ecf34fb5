"""Detection on Spark gives what it gives on DuckDB: every signal's figures and lines, and the rings."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from detection.clock import Clock
from detection.engines import Engine, duckdb_engine
from detection.searching import search
from detection.signal import Signal, all_signals, validate
from detection.spark import SparkEngine
from detection.tables import fetched
from loaders.load import load
from simulation.generate import generate_city
from workspace.settings import Settings
from workspace.snapshots import Workspace

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytestmark = pytest.mark.slow
SETTINGS = Settings()


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory, spark: "SparkSession") -> Iterator[tuple[Engine, Engine]]:
    """One city on both engines."""
    folder = tmp_path_factory.mktemp("both")
    workspace = Workspace.open(folder / "w")
    load(workspace, [generate_city(folder / "city", persons=2000, months=9, seed=5, level="mid")])
    snapshot = workspace.require_current()
    files = {table: snapshot.files(table) for table in snapshot.tables}
    with (
        duckdb_engine(workspace, snapshot) as on_duckdb,
        closing(SparkEngine(spark, files, folder / "kept")) as on_spark,
    ):
        yield on_duckdb, on_spark


def measured(signal: Signal, engine: Engine) -> pd.DataFrame:
    frame = fetched(signal.measure(engine.tables, SETTINGS))
    return frame[sorted(frame.columns)].sort_values(list(signal.unit), ignore_index=True)


def lines(signal: Signal, engine: Engine) -> set[tuple[int, str]]:
    """The findings' numbers with the ids of their lines; a line's number is the engine's own."""
    evidence = validate(signal, engine.tables, SETTINGS).evidence
    ids = fetched(engine.tables.line_ids(engine.load(evidence[["line"]])))
    return set(evidence.merge(ids, on="line")[["finding", "line_id"]].itertuples(index=False, name=None))


@pytest.mark.parametrize("signal", all_signals(), ids=lambda one: one.name)
def test_a_signal_measures_the_same_and_rests_on_the_same_lines(signal, engines):
    on_duckdb, on_spark = engines
    ours, theirs = measured(signal, on_duckdb), measured(signal, on_spark)
    # Oddness is kept in single precision, where the engines interpolate a quantile differently in the eighth digit.
    pd.testing.assert_frame_equal(theirs, ours, check_dtype=False, rtol=1e-7)
    assert lines(signal, on_spark) == lines(signal, on_duckdb)


def test_a_city_has_the_same_rings_and_alerts(engines):
    on_duckdb, on_spark = (search(engine, SETTINGS, Clock(lambda step, share: None)) for engine in engines)
    assert on_duckdb.rings
    assert on_spark == on_duckdb


def test_what_is_kept_is_gone_when_the_engine_is_closed(spark: "SparkSession", tmp_path: Path):
    engine = SparkEngine(spark, {}, tmp_path)
    kept = engine.tables.keep(engine.load(pd.DataFrame({"person": [1, 2]})))
    assert kept.count().to_pandas() == 2
    assert list(tmp_path.rglob("*.parquet"))
    engine.close()
    assert not list(tmp_path.iterdir())
